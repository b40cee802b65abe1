import { Application, type Component, type Element } from '@lightningjs/core'
import { AlarmPanel } from './alarm/AlarmPanel'
import { NeighbourAlert } from './alarm/NeighbourAlert'
import './remote/handlers'
import type { KeyPress } from './remote/keys'
import type { KeyReceiver } from './remote/remote'
import { type Route, readHash, writeHash } from './routes'
import { make, type Screen, type ScreenProps, type Shell } from './screen'
import { screens } from './screens'
import type { Services } from './service/services'
import { applyLook } from './theme/look'
import { colour, stage } from './theme/tokens'
import { Message } from './widgets/Message'
import { Toast } from './widgets/Toast'

interface AppSpec extends Component.TemplateSpec {
  Ground: object
  Screens: object
  Overlays: object
  Toast: typeof Toast
}

/** Lightning's focus path, which its types leave out. */
interface FocusPath {
  focusTopDownEvent(names: string[], press: KeyPress): boolean
  focusBottomUpEvent(names: string[], press: KeyPress): boolean
}

interface Loop {
  _awaitingLoop: boolean
  _loopHandler: number
  startLoop(): void
  stopLoop(): void
}

/** Back twice within this leads to television, ms. */
const leaveWithinMs = 4_000

/**
 * The frame around everything: the ground, the current screen, what lies over it, and the sentence at the foot.
 * Keeps one rule above all: there is always something on the screen, and something with the focus.
 */
export class App extends Application<AppSpec> implements KeyReceiver, Shell {
  declare services: Services
  /** Where Back leads, nearest last; the first is always the cameras. */
  declare private path: { route: Route; screen: Screen }[]
  declare private resting: boolean
  declare private leaveAskedAt: number
  /** Gives the screen back to television; false where this box has no way to. Set by the box around the app. */
  declare leaveTo: { television(): void } | null

  static override _template(): Component.Template<AppSpec> {
    return {
      Ground: { rect: true, w: stage.w, h: stage.h, color: colour.night },
      Screens: { w: stage.w, h: stage.h },
      Overlays: { w: stage.w, h: stage.h },
      Toast: { type: Toast },
    }
  }

  /** Runs before the template; fields of a component must not have initialisers, which run after it. */
  override _construct(): void {
    this.path = []
    this.resting = false
    this.leaveAskedAt = -Infinity
    this.leaveTo = null
  }

  override _init(): void {
    this.w = stage.w
    this.h = stage.h
    // The app's own hashes are replaced, which tells nobody: this one was asked for. By the event, as the address may
    // be another by now.
    window.addEventListener('hashchange', ({ newURL }) => this.goTo(newURL.replace(/^[^#]*/, '')))
  }

  /** Opens what a hash asks for, with the cameras under it. */
  goTo(hash: string): void {
    const { route, alarm } = readHash(hash)
    while (this.path.length > 1) this.leave()
    if (this.path.length === 0) this.open({ screen: 'cameras' })
    if (route.screen !== 'cameras') this.open(route)
    if (alarm) this.openAlarm()
    // Also what asks for no screen of its own is answered: the same hash set again must be a change again.
    this.arrived()
  }

  open(route: Route): void {
    const top = this.path[this.path.length - 1]
    if (top && top.route.screen === route.screen && top.screen.arrive) {
      top.route = route
      this.guarded(() => top.screen.arrive?.(route))
    } else {
      const screen = this.screenOf(route)
      if (top) top.screen.visible = false
      this.path.push({ route, screen })
      this.tag('Screens')!.childList.add(screen)
    }
    this.arrived()
  }

  back(): void {
    if (this.path.length > 1) this.leave()
    this.arrived()
  }

  openAlarm(): void {
    if (this.asksForHelp) return
    this.cover(make<Component, ScreenProps>(AlarmPanel, this.stage, { services: this.services, shell: this }))
  }

  cover(overlay: Component): void {
    const { coverings } = this
    const at = isCall(overlay) ? -1 : coverings.findIndex(isCall)
    this.tag('Overlays')!.childList.addAt(overlay, at < 0 ? coverings.length : at)
    this._refocus()
  }

  dismiss(overlay: Component): void {
    this.tag('Overlays')!.childList.remove(overlay)
    this._refocus()
  }

  say(...sentences: string[]): void {
    this.tag('Toast')!.say(sentences)
  }

  showGround(visible: boolean): void {
    this.tag('Ground')!.visible = visible
  }

  redraw(): void {
    applyLook(this.services.store)
    const routes = this.path.map(({ route }) => route)
    while (this.path.length > 0) this.leave()
    this.tag('Ground')!.color = colour.night
    for (const route of routes) this.open(route)
  }

  /** A key for the screen: down the focus path to whoever captures it, else up it to whoever handles it. */
  receive(press: KeyPress): void {
    const release = press.phase === 'release' ? 'Release' : ''
    const names = (way: string) => [`_${way}${press.key}${release}`, `_${way}Any${release}`]
    const focus = this as unknown as FocusPath
    this.guarded(() => {
      if (!focus.focusTopDownEvent(names('capture'), press)) focus.focusBottomUpEvent(names('handle'), press)
    })
    this.updateFocusPath()
    // Next, not now: what a key asks of the service is on its way before anything is drawn.
    setTimeout(() => this.wake(), 0)
  }

  /**
   * Nobody looks: every screen lets go of what it holds (a playback ends, its decoder is free), textures go, and nothing
   * is drawn. What lies over the screens goes on hearing: a call for help and a neighbour's are no matter of looking.
   */
  rest(): void {
    if (this.resting) return
    this.resting = true
    this.guarded(() => {
      this.tag('Screens')!.visible = false
      this.tag('Overlays')!.visible = false
    })
    this._refocus()
    this.updateFocusPath()
    const loop = this.loop
    clearInterval(loop._loopHandler)
    loop.stopLoop()
    this.stage.textureManager.gc()
    this.sizeCanvas(1, 1)
  }

  /** The screen is looked at again: it is as it was, and a picture begins anew. */
  rise(): void {
    if (!this.resting) return
    this.resting = false
    this.sizeCanvas(this.stage.w, this.stage.h)
    this.guarded(() => {
      this.tag('Overlays')!.visible = true
      this.tag('Screens')!.visible = true
    })
    this._refocus()
    this.wake()
  }

  /** Whether a press is becoming a call for help: nothing may take the app away now. */
  get deciding(): boolean {
    return this.coverings.some((overlay) => (overlay as { deciding?: boolean }).deciding === true)
  }

  /** Whether the alarm panel is open, for a call or to choose one. */
  get asksForHelp(): boolean {
    return this.coverings.some((overlay) => overlay instanceof AlarmPanel)
  }

  /**
   * Draws again if nothing is about to: an idle stage looks for changes 30 times a second only, and a key must not wait
   * for that; and after an error in a frame Lightning would never draw another.
   */
  wake(): void {
    const { loop } = this
    if (loop._awaitingLoop || this.resting) return
    clearInterval(loop._loopHandler)
    loop.startLoop()
  }

  override _captureRed(press: KeyPress): boolean {
    return this.askForHelp(press)
  }

  override _captureHelp(press: KeyPress): boolean {
    return this.askForHelp(press)
  }

  override _handleBack(press: KeyPress): void {
    if (press.phase !== 'press') return
    if (this.atFirst) this.askToLeave(press.at)
    else this.back()
  }

  override _handleMenu(press: KeyPress): void {
    if (press.phase === 'press' && this.path[this.path.length - 1]?.route.screen !== 'settings')
      this.open({ screen: 'settings', page: 'main' })
  }

  override _getFocused(): Component {
    const coverings = this.coverings
    // A screen that rests has let go of what its keys need.
    const screen = this.resting ? undefined : this.path[this.path.length - 1]?.screen
    const top = coverings[coverings.length - 1] ?? screen
    return top?.attached ? top : this
  }

  /** What a canvas is drawn into takes a screen's memory several times over, whether anybody sees it or not. */
  private sizeCanvas(w: number, h: number): void {
    const canvas = this.stage.getCanvas() as HTMLCanvasElement
    canvas.width = w
    canvas.height = h
  }

  /** Lightning's own frame loop, which its types leave out. */
  private get loop(): Loop {
    return this.stage.platform as unknown as Loop
  }

  /** On the cameras, or on the pairing screen that stands in their place. */
  private get atFirst(): boolean {
    const above = this.path[1]
    return !above || (this.path.length === 2 && above.route.screen === 'pairing')
  }

  /** Back on the first screen leads to television, asked twice: whoever came from a picture may press it once more. */
  private askToLeave(at: number): void {
    if (this.leaveTo === null) return
    if (at - this.leaveAskedAt < leaveWithinMs) this.leaveTo.television()
    else this.say(this.services.words.boot.leaveAgain)
    this.leaveAskedAt = at
  }

  private get coverings(): Component[] {
    return (this.tag('Overlays')?.children ?? []) as Component[]
  }

  /** Red opens the alarm panel; once it is open the key is the panel's own. */
  private askForHelp(press: KeyPress): boolean {
    if (press.phase !== 'press') return false
    const before = this.coverings.length
    this.openAlarm()
    return this.coverings.length > before
  }

  private leave(): void {
    const left = this.path.pop()
    if (left) this.tag('Screens')!.childList.remove(left.screen as unknown as Element)
    const top = this.path[this.path.length - 1]
    if (top) top.screen.visible = true
  }

  private arrived(): void {
    const route = this.path[this.path.length - 1]?.route
    this._refocus()
    if (!route) return
    const hash = writeHash(route)
    // Replaced, not added: a box's browser history is not the app's.
    if (location.hash !== hash) history.replaceState(null, '', hash)
  }

  /** The screen of a route; one that cannot be made is answered with a sentence, not with a black screen. */
  private screenOf(route: Route): Screen {
    const props = { services: this.services, shell: this, route }
    try {
      return make<Screen, ScreenProps>(screens[route.screen], this.stage, props)
    } catch (error) {
      report(error)
    }
    return make(Message, this.stage, { sentence: this.services.words.boot.screenBroken })
  }

  private guarded(act: () => void): void {
    try {
      act()
    } catch (error) {
      report(error)
      this.say(this.services.words.boot.screenBroken)
    }
  }
}

/** Nothing lies over a call for help but another one: a question that comes meanwhile waits below it. */
const isCall = (overlay: Component): boolean => overlay instanceof AlarmPanel || overlay instanceof NeighbourAlert

/** Tells an error to whoever collects them (the page's `error` event), without stopping what runs. */
function report(error: unknown): void {
  setTimeout(() => {
    throw error
  }, 0)
}
