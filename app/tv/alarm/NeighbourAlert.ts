import { Component } from '@lightningjs/core'
import type { Alarm } from '../../contract/alarms'
import type { KeyPress } from '../remote/keys'
import type { ScreenProps } from '../screen'
import { widthOf } from '../theme/measure'
import { lineOf, oneLine, paragraph, textStyle } from '../theme/text'
import { colour, margin, stage } from '../theme/tokens'
import { Legend, type LegendItem } from '../widgets/Legend'
import { type Calls, callsOf } from './calls'
import { hatchTexture, signTexture } from './drawings'
import { runningTime } from './ladder'
import { choiceH, NeighbourChoices } from './NeighbourChoices'
import { moreNeighbours, type Reply, shownNeighbour } from './neighbours'
import {
  type Answering,
  neighbourChoices,
  neighbourNote,
  neighbourSaid,
  neighbourSentence,
  replies,
} from './neighbourWords'
import { nearArea, neighbourState } from './sentences'
import { play, speak } from './sounds'

/** The sign and the gap beside it. */
const signRoom = 190
/** An OK meant for what was on the screen before must not answer. */
const settleMs = 800
const hatchH = 40

interface NeighbourAlertSpec extends Component.TemplateSpec {
  Ground: object
  Hatch: { Top: object; Bottom: object }
  Sign: object
  Sentence: object
  Where: object
  Since: object
  State: object
  More: object
  Choices: typeof NeighbourChoices
  Note: object
  Legend: typeof Legend
}

/** A neighbour's call over whatever is shown: who, where, what, since when; and what this household answers. */
export class NeighbourAlert extends Component<NeighbourAlertSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare private calls: Calls
  declare private shown: Alarm | null
  /** -1 until OK opened the choices */
  declare private choice: number
  declare private since: number
  declare private note: string
  /** the call for which the nearest camera is being looked for */
  declare private looking: string | null
  declare private ending: (() => void)[]

  override _construct(): void {
    this.shown = null
    this.choice = -1
    this.since = 0
    this.note = ''
    this.looking = null
    this.ending = []
  }

  override _setup(): void {
    const { services } = this
    this.calls = callsOf(services)
    const width = stage.w - 2 * margin.x
    const line = (y: number, text: object) => ({ x: margin.x, y, text })
    this.patch({
      Ground: { rect: true, w: stage.w, h: stage.h, color: colour.night },
      Hatch: {
        visible: false,
        Top: { texture: hatchTexture(stage.w, hatchH, colour.calm, colour.night) },
        Bottom: { y: stage.h - hatchH, texture: hatchTexture(stage.w, hatchH, colour.calm, colour.night) },
      },
      Sign: { x: margin.x, y: 96 },
      Sentence: { x: margin.x + signRoom, y: 84, text: paragraph('huge', width - signRoom, 2, { fontStyle: 'bold' }) },
      Where: line(0, oneLine('title', width)),
      Since: line(0, oneLine('strong', width, { textColor: colour.calm })),
      State: line(0, oneLine('title', width)),
      Choices: { type: NeighbourChoices, x: margin.x, y: 680 },
      Note: line(680 + choiceH + 26, oneLine('body', width, { textColor: colour.calm })),
      More: {
        x: stage.w - margin.x,
        mountX: 1,
        y: 640,
        mountY: 1,
        text: textStyle('strong', { textColor: colour.calm }),
      },
      Legend: { type: Legend, words: services.words, profile: services.remote.profile.name },
    } as never)
  }

  override _attach(): void {
    const { video, foreground } = this.services
    const sounded = !video.muted
    video.muted = true
    const timer = window.setInterval(() => {
      this.tick()
      this.confirmDrawn()
    }, 1000)
    this.ending = [
      this.calls.onChange(() => this.follow()),
      () => window.clearInterval(timer),
      // What was reached in the background is displayed with the first frame that anybody can see.
      foreground.onChange(() => this.confirmDrawn()),
      () => {
        video.muted = !sounded
      },
    ]
    this.follow()
  }

  override _detach(): void {
    for (const end of this.ending) end()
    this.ending = []
    this.looking = null
  }

  override _captureAny(press: KeyPress): boolean {
    // Red stays what it is everywhere; everything else stops here.
    if (press.key === 'Red' || press.key === 'Help') return false
    if (press.phase === 'press') this.pressed(press)
    return true
  }
  override _captureAnyRelease(press: KeyPress): boolean {
    return press.key !== 'Red' && press.key !== 'Help'
  }

  private pressed({ key, at }: KeyPress): void {
    const { shown } = this
    if (!shown || at - this.since < settleMs) return
    const replied = this.calls.neighbours.replies[shown.id]
    if (key === 'Back') {
      if (this.choice < 0 || replied) this.calls.hide(shown.id)
      this.choice = -1
    } else if (key === 'Enter' && (replied || shown.state === 'closed')) {
      if (replied === 'going' && shown.state !== 'closed') void this.seeCamera(shown.id)
      else this.calls.hide(shown.id)
    } else if (key === 'Enter' && this.choice < 0) this.choice = 0
    else if (key === 'Enter') void this.answer(shown.id, replies[this.choice] as Reply)
    else if (this.choice >= 0 && key === 'Left') this.choice = Math.max(0, this.choice - 1)
    else if (this.choice >= 0 && key === 'Right') this.choice = Math.min(replies.length - 1, this.choice + 1)
    this.draw()
  }

  private async answer(id: string, reply: Reply): Promise<void> {
    const words = this.services.words.alarm.neighbour
    this.note = words.sending
    this.draw()
    this.note = (await this.calls.reply(id, reply)) ? '' : words.failed
    if (this.attached) this.draw()
  }

  /** The emergency grant opens the nearest cameras; the list tells which. */
  private async seeCamera(id: string): Promise<void> {
    const { cameras, words } = this.services
    if (this.looking === id) return
    this.looking = id
    this.note = words.alarm.neighbour.sending
    await cameras.refresh()
    // Another call may have come up meanwhile: it is not put away unseen.
    if (this.looking !== id) return
    this.looking = null
    this.note = ''
    const nearest = cameras.value?.cameras.find(({ emergency, status }) => emergency && status !== 'offline')
    const any = nearest ?? cameras.value?.cameras.find(({ status }) => status === 'online')
    if (!any) {
      this.note = words.alarm.neighbour.cameraNone
      this.draw()
      return
    }
    this.calls.hide(id)
    this.shell.open({ screen: 'watch', number: any.number, id: any.id })
  }

  /** Takes up what is to be shown now; without anything it goes. */
  private follow(): void {
    const alarm = shownNeighbour(this.calls.neighbours)
    if (!alarm) {
      window.setTimeout(() => this.shell.dismiss(this), 0)
      return
    }
    const other = alarm.id !== this.shown?.id
    this.shown = alarm
    if (other) {
      this.choice = -1
      this.note = ''
      this.looking = null
      this.since = this.services.clock.steady()
      const { neighbour } = this.services.words.alarm
      this.sound(alarm)
      if (alarm.mode !== 'real') this.note = neighbour.drillNote
    }
    this.draw()
    if (other) this.confirmDrawn()
  }

  /** Nothing is heard over the panel: a hold is not to be disturbed, nor a quiet call given away. */
  private sound(alarm: Alarm): void {
    if (this.calls.panelOpen) return
    const { settings, store, words } = this.services
    play('neighbour')
    // Where everything is read out, this is too.
    if (store.read('voice') !== 'on') speak(neighbourSentence(alarm, words.alarm), settings.language)
  }

  /** Displayed only after a frame with it was really drawn; in the background none is, and it was reached. */
  private confirmDrawn(): void {
    if (this.services.foreground.shown) this.stage.once('frameEnd', () => this.confirm())
    else this.confirm()
  }

  private confirm(): void {
    const { shown, services, calls } = this
    if (!shown || !this.attached || shown.state === 'closed') return
    // Under the panel nobody sees it.
    calls.confirm(shown.id, services.foreground.shown && !calls.panelOpen ? 'box_displayed' : 'box_reached')
  }

  /** What is read out where the resident wants it. */
  announce(): readonly string[] {
    return this.shown ? neighbourSaid(this.shown, this.answering(this.shown), this.services.words.alarm) : []
  }

  private answering({ id }: Alarm): Answering {
    return { choice: this.choice, note: this.note, replied: this.calls.neighbours.replies[id] }
  }

  private tick(): void {
    const { shown } = this
    if (!shown) return
    const { words, clock } = this.services
    const at = Date.parse(shown.pressed_at)
    const since = words.alarm.neighbour.since(words.time.ofDay(at), runningTime(at, clock.now()))
    this.tag('Since')!.patch({ text: { text: shown.state === 'closed' ? '' : since } })
  }

  private draw(): void {
    const { shown } = this
    if (!shown) return
    const words = this.services.words.alarm
    const answering = this.answering(shown)
    const drill = shown.mode !== 'real'
    const more = moreNeighbours(this.calls.neighbours, shown)
    const state = neighbourState(shown, words)
    const sentence = neighbourSentence(shown, words)
    const fits = widthOf(sentence, 'huge', true) <= stage.w - 2 * margin.x - signRoom
    const size = fits ? 'huge' : 'large'
    const y = 84 + lineOf(size) * (fits ? 1 : 2) + (fits ? 60 : 24)
    this.patch({
      Hatch: { visible: drill },
      Sign: { texture: signTexture(shown.kind, 150, shown.state === 'closed' ? colour.calm : colour.red) },
      Sentence: { text: { ...textStyle(size, { fontStyle: 'bold' }), text: sentence } },
      Where: { y, text: { text: nearArea(shown.household?.area ?? '') } },
      Since: { y: y + lineOf('title') + 12 },
      State: { y: y + lineOf('title') + lineOf('strong') + 44, text: { text: state.text, textColor: state.tone } },
      More: { y: y + lineOf('title') + 12, text: { text: more > 0 ? words.neighbour.more(more) : '' } },
      Note: { text: { text: neighbourNote(shown, answering, words) } },
    } as never)
    this.tick()
    this.tag('Choices')!.show(neighbourChoices(shown, answering, words), this.choice)
    this.legendFor(shown, answering.replied)
  }

  private legendFor(shown: Alarm, replied: Reply | undefined): void {
    const words = this.services.words.alarm
    const items: LegendItem[] = []
    if (shown.state !== 'closed' && !replied) items.push({ key: 'ok', word: words.neighbour.answer })
    if (replied === 'going' && shown.state !== 'closed') items.push({ key: 'ok', word: words.neighbour.camera })
    if (this.choice >= 0 && !replied) items.push({ key: 'arrows', word: words.keys.choose })
    this.tag('Legend')!.show([...items, { key: 'back', word: words.neighbour.later }])
  }
}
