import { Component } from '@lightningjs/core'
import { turnFavourite } from '../cameras/habits'
import { NumberBox } from '../cameras/NumberBox'
import { NumberEntry } from '../cameras/NumberEntry'
import { withHousehold } from '../household'
import type { KeyPress } from '../remote/keys'
import type { Route } from '../routes'
import type { ScreenProps } from '../screen'
import { colour, margin, stage } from '../theme/tokens'
import { Pill } from '../widgets/Pill'
import { bannerState, openSeveral, turnSound, turnTour } from './acts'
import { Cover } from './Cover'
import { InfoBanner } from './InfoBanner'
import { LiveBadge } from './LiveBadge'
import { MiniList } from './MiniList'
import { bannerStays, type CameraAt, type Place } from './model'
import { NoticeCard } from './NoticeCard'
import { PinGuard } from './pinGuard'
import { badgeNow, bannerContent, type Facts, noticeOf } from './sentences'
import { Viewing } from './viewing'
import { Watermark } from './Watermark'

interface WatchSpec extends Component.TemplateSpec {
  Old: typeof Pill
  Watermark: typeof Watermark
  Badge: typeof LiveBadge
  Notice: typeof NoticeCard
  Said: typeof Pill
  Banner: typeof InfoBanner
  Number: typeof NumberBox
  List: typeof MiniList
}

/** A number that is complete is still shown this long before it is gone to. */
const completeStays = 250

/** One camera, full screen: draws what `Viewing` knows, and hears the keys. */
export class WatchScreen extends Component<WatchSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare route: Extract<Route, { screen: 'watch' }>
  declare private viewing: Viewing
  declare private digits: NumberEntry
  declare private pin: PinGuard
  declare private clockTimer: number
  declare private bannerUntil: number
  declare private cover: Cover

  static override _template(): Component.Template<WatchSpec> {
    return {
      w: stage.w,
      h: stage.h,
      Watermark: { type: Watermark },
      Badge: { type: LiveBadge },
      Old: { type: Pill, x: margin.x, y: margin.y },
      Notice: { type: NoticeCard },
      Said: { type: Pill, x: stage.w / 2, y: margin.y, mountX: 0.5 },
    }
  }

  override _construct(): void {
    this.clockTimer = 0
    this.bannerUntil = 0
    const goal = {
      numbers: () => this.viewing.places.map(({ number }) => number),
      nameOf: (number: number) => this.viewing.numbered(number)?.name ?? null,
      done: (number: number) => this.jump(number),
      restMs: completeStays,
    }
    this.digits = new NumberEntry(() => this.tag('Number')!, goal)
    this.pin = new PinGuard(this, this.stage, () => {
      const { cameras } = this.services
      // With the list comes the picture.
      if (cameras.value === null) void cameras.refresh()
      else if (this.attached) this.goTo(this.viewing.at)
    })
  }

  override _setup(): void {
    const { words, remote } = this.services
    const profile = remote.profile.name
    const chosen = (place: Place) => {
      this.closeList()
      this.goTo(place)
    }
    this.patch({
      Banner: { type: InfoBanner, words, profile },
      Number: { type: NumberBox, services: this.services },
      List: { type: MiniList, words, profile, chosen, closed: () => this.closeList() },
    } as never)
  }

  override _enable(): void {
    this.shell.showGround(false)
    this.cover = new Cover(this.services.video)
    this.cover.lay()
    this.services.video.style.visibility = 'visible'
    this.viewing = new Viewing(this.services, {
      changed: () => {
        this.draw()
        this.shell.wake()
        this.pin.look(this.viewing.standing)
      },
      went: () => this.went(),
      pictured: () => this.cover.lift(),
      rests: (at) => this.rests(at),
    })
    this.clockTimer = window.setInterval(() => {
      this.viewing.second()
      if (this.viewing.hurrying) return
      // Without a picture the banner alone says which camera this is.
      if (performance.now() > this.bannerUntil && this.services.player.view().pictured) this.hideBanner()
      this.draw()
    }, 1_000)
    this.viewing.go(this.route, true)
  }

  override _disable(): void {
    window.clearInterval(this.clockTimer)
    this.digits.cancel()
    this.closeList()
    this.viewing.close()
    this.services.video.style.visibility = 'hidden'
    this.cover.lift()
    this.services.video.muted = true
    this.shell.showGround(true)
  }

  /** Another camera on the same screen. */
  arrive(route: Route): void {
    if (route.screen === 'watch' && route.id !== this.viewing.at.id) this.goTo(route)
  }

  override _getFocused(): Component {
    const list = this.tag('List')
    return list?.visible ? list : this
  }

  /** What is read out: which camera, and what stands in the place of its picture. */
  announce(): string[] {
    const { words, clock } = this.services
    const { number, place, presence } = this.viewing
    const notice = noticeOf(this.facts, words, clock.now())
    // The seconds that are left would cut each other off.
    const detail = presence.is === 'asked' ? '' : (notice?.detail ?? '')
    return [`${number} ${place?.name ?? ''}`, notice?.sentence ?? '', detail]
  }

  override _captureAny(press: KeyPress): boolean {
    // The key that answers "are you still watching?" does nothing else; that it was pressed is told elsewhere.
    return press.phase === 'press' && this.viewing.presence.is === 'asked'
  }
  override _handleUp(press: KeyPress): void {
    this.zap(press, 1)
  }
  override _handleDown(press: KeyPress): void {
    this.zap(press, -1)
  }
  override _handleChannelUp(press: KeyPress): void {
    this.zap(press, 1)
  }
  override _handleChannelDown(press: KeyPress): void {
    this.zap(press, -1)
  }
  override _handleLeft(press: KeyPress): void {
    const before = this.viewing.trail?.before
    if (press.phase !== 'press') return
    if (before) this.goTo(before)
    else this.showBanner()
  }
  override _handleRight(press: KeyPress): void {
    if (press.phase !== 'press') return
    // The legend says first what the key does.
    const said = this.bannerShown ? openSeveral(this, this.route, this.viewing.at.id ?? '') : ''
    if (said !== null) this.say(said)
  }
  override _handleInfo(press: KeyPress): void {
    if (press.phase !== 'press') return
    if (this.bannerShown) this.hideBanner()
    else this.showBanner()
  }
  override _handleEnter(press: KeyPress): void {
    if (press.phase !== 'press') return
    if (this.digits.open) this.digits.finish()
    else if (this.pin.needed(this.viewing.standing)) this.pin.ask()
    else if (this.viewing.resumable) this.goTo(this.viewing.at)
    else this.openList()
  }
  override _handleBack(press: KeyPress): boolean {
    if (press.phase !== 'press' || !this.digits.open) return false
    this.digits.cancel()
    return true
  }
  override _handleDigit(press: KeyPress): void {
    if (press.phase !== 'press') return
    this.viewing.stopTour()
    // The digits say which camera, not the row of the list: OK is theirs.
    this.closeList()
    this.digits.press(press)
  }
  override _handleYellow(press: KeyPress): void {
    const { place } = this.viewing
    if (press.phase === 'press' && place) this.say(turnFavourite(this.services, place))
  }
  override _handleGreen(press: KeyPress): void {
    if (press.phase === 'press') this.say(turnSound(this.services))
  }
  override _handleBlue(press: KeyPress): void {
    if (press.phase === 'press') this.say(turnTour(this.viewing, this.services))
  }
  override _handleMenu(press: KeyPress): boolean {
    const { place } = this.viewing
    if (press.phase !== 'press' || !place?.camera) return false
    // What is asked about stays where it is.
    this.viewing.stopTour()
    withHousehold(this, ({ askReport }) => askReport(place.id, place.name, this.services, this.shell, this.stage))
    return true
  }

  private zap(press: KeyPress, by: 1 | -1): void {
    if (press.phase === 'release') return
    this.digits.cancel()
    if (!this.viewing.zap(by, press.phase === 'press')) this.showBanner()
  }

  private goTo(to: CameraAt): void {
    this.digits.cancel()
    this.viewing.stopTour()
    this.viewing.go(to, true)
  }

  private jump(number: number): boolean {
    const place = this.viewing.numbered(number)
    if (place) this.goTo(place)
    else this.say(this.services.words.cameras.noSuchNumber(number))
    return place !== null
  }

  /** The address follows, so that a restart comes back here. */
  private rests({ id, number }: CameraAt): void {
    if (this.route.id === id && this.route.number === number) return
    this.route = { ...this.route, id, number }
    this.shell.open(this.route)
  }

  private draw(): void {
    const { words, clock, player, me } = this.services
    const { facts } = this
    const now = clock.now()
    const view = player.view()
    this.drawCover(facts)
    // The list lies where the notice stands; the badge goes on telling what is so.
    this.tag('Notice')!.say(this.tag('List')!.visible ? null : noticeOf(facts, words, now))
    this.tag('Badge')!.visible = true
    this.tag('Badge')!.say(badgeNow(facts, view, now), words, now)
    this.tag('Watermark')!.visible = view.pictured
    this.tag('Watermark')!.say(me.value?.household.code ?? '', words.time.ofDay(now), performance.now())
    if (this.bannerShown) this.drawBanner()
    if (this.tag('List')!.visible) this.tag('List')!.update(this.viewing.places)
  }

  /** Over the video as long as it is not this camera's picture; what stands in for it is said beside it. */
  private drawCover({ place, standing }: Facts): void {
    const { player, previews, words } = this.services
    const { pictured, cameraId } = player.view()
    if (pictured && cameraId === place?.id) this.cover.lift()
    else if (!this.cover.lies) this.cover.lay()
    // Nor the last one of a camera that may not be seen now, such as behind the question for the PIN.
    const shown = this.cover.lies && standing.is !== 'ended' && standing.is !== 'refused'
    const preview = shown && place ? previews.get(place.id) : null
    this.cover.show(preview)
    const taken = preview === null ? '' : words.time.ofDaySeconds(preview.takenAt)
    const hidden = this.tag('List')!.visible
    this.tag('Old')!.say(taken === '' || hidden ? '' : words.watch.badge.old(taken), colour.calm)
  }

  /** Another camera was asked for: its name, and nothing that was said of the one before. */
  private went(): void {
    this.cover.lay()
    this.bannerUntil = performance.now() + bannerStays
    for (const said of ['Old', 'Badge', 'Said', 'Notice'] as const) this.tag(said)!.visible = false
    const banner = this.tag('Banner')!
    banner.visible = !this.tag('List')!.visible
    const { number, place } = this.viewing
    banner.name(number, place?.name ?? '')
    this.shell.wake()
  }

  private get facts(): Facts {
    const { number, place, standing, presence } = this.viewing
    const { player, cameras } = this.services
    const list = cameras.value === null ? (cameras.failure ?? 'coming') : 'there'
    return { number, place, standing, presence, view: player.view(), list }
  }

  private drawBanner(): void {
    const { services, viewing } = this
    const { number, place } = viewing
    const { keys } = services.words.watch
    const ok = this.pin.needed(viewing.standing) ? keys.pin : viewing.resumable ? keys.again : keys.list
    const state = bannerState(services, viewing)
    this.tag('Banner')!.say(bannerContent(number, place, state, ok, services.words, services.clock.now()))
  }

  private showBanner(): void {
    this.bannerUntil = performance.now() + bannerStays
    this.tag('Said')!.say('')
    this.tag('Banner')!.visible = !this.tag('List')!.visible
    this.draw()
  }

  private hideBanner(): void {
    this.tag('Banner')!.visible = false
    this.tag('Said')!.say('')
  }

  private get bannerShown(): boolean {
    return this.tag('Banner')?.visible ?? false
  }

  /** A sentence that comes and goes with the banner. */
  private say(sentence: string): void {
    this.showBanner()
    this.tag('Said')!.say(sentence)
  }

  private openList(): void {
    const { places, at } = this.viewing
    if (places.length === 0) return
    this.viewing.stopTour()
    this.hideBanner()
    this.tag('List')!.open(places, at.id)
    this.draw()
    this._refocus()
  }

  private closeList(): void {
    this.tag('List')!.close()
    this._refocus()
  }
}
