import { Component, type Element } from '@lightningjs/core'
import { loadHousehold } from '../household'
import { make, type ScreenProps } from '../screen'
import { colour, stage } from '../theme/tokens'
import { perform } from './acting'
import type { OwnCall } from './call'
import { type Calls, callsOf } from './calls'
import { choiceShown } from './choice'
import { countShown } from './count'
import { DeskTexts } from './deskTexts'
import { ladderShown } from './followed'
import { givesWay } from './givesWay'
import { pendingText } from './ladder'
import { step } from './model'
import { shownNeighbour } from './neighbours'
import {
  type Act,
  type Asked,
  closedPanel,
  holdStyleOf,
  type Input,
  offersPractice,
  type Panel,
  type PanelAt,
  type PanelRules,
  panelRules,
} from './panel'
import { type AlarmPanelSpec, type Beside, panelParts } from './panelParts'
import { opensOn, toFollow } from './sentences'
import { play, soundOf } from './sounds'
import type { TextCard } from './TextCard'

type Room = Awaited<ReturnType<typeof loadHousehold>>

/** While something is held or counted the ring moves this often, milliseconds. */
const tickMs = 50

/** The alarm panel: what the machine of `model.ts` says, drawn over anything. */
export class AlarmPanel extends Component<AlarmPanelSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare private panel: Panel
  declare private rules: PanelRules
  declare private calls: Calls
  declare private ending: (() => void)[]
  declare private counted: number
  /** when a key was pressed in here, or it was opened */
  declare private touchedAt: number
  declare private answered: boolean
  declare private legendKey: string
  declare private deskTexts: DeskTexts
  declare private said: readonly string[]
  /** What shows the desk's texts: loaded beside the panel, which needs none of it to call for help. */
  declare private late: { room: Room; card: TextCard } | null

  static override _template(): Component.Template<AlarmPanelSpec> {
    return {
      Ground: { rect: true, w: stage.w, h: stage.h, color: colour.night },
    }
  }

  override _construct(): void {
    this.panel = closedPanel
    this.ending = []
    this.counted = 0
    this.touchedAt = 0
    this.answered = false
    this.said = []
    this.late = null
  }

  override _setup(): void {
    const { services } = this
    const own = services.store.read<Partial<{ hold_ms: number; countdown_s: number }>>('alarm')
    const { hold, hold_ms, countdown_s } = { ...services.settings.alarm, ...own }
    const style = holdStyleOf(hold, services.remote.profile)
    this.rules = panelRules({ style, holdMs: hold_ms, countdownS: countdown_s })
    this.calls = callsOf(services)
    this.deskTexts = new DeskTexts(this.calls.outbox, () => services.clock.steady())
    this.patch(panelParts(services) as never)
    // The red key is this panel's own while it is open.
    ;(this.tag('Legend') as Element).tag('Right')!.children = []
  }

  override _attach(): void {
    const { services } = this
    this.touchedAt = services.clock.steady()
    const timer = window.setInterval(() => {
      this.feed({ type: 'tick', at: services.clock.steady() })
      this.lookAround()
    }, tickMs)
    this.ending = [
      // Every key stops here: also the one that closes the panel reaches nothing below.
      services.remote.listen((press) => {
        this.touchedAt = press.at
        this.feed({ type: 'key', ...press })
        return true
      }),
      this.calls.onChange(() => {
        if (this.panel.at === 'following' && !this.call) return this.go()
        this.hearText()
        this.draw()
      }),
      services.me.onChange(() => this.draw()),
      () => window.clearInterval(timer),
    ]
    void services.me.refresh()
    // Red during a test or a drill, or after a call, asks for real help: the choice, not the ladder.
    const following = opensOn(this.call, this.calls.wasAnnounced())
    this.calls.setPanelOpen(true)
    const offer = offersPractice(services.me.value?.mistakes ?? 0)
    this.feed({ type: 'open', at: services.clock.steady(), following, offer, start: this.calls.asked() })
    this.hearText()
    loadHousehold().then(
      (room) => this.takeLate(room),
      () => undefined,
    )
  }

  override _detach(): void {
    for (const end of this.ending) end()
    this.ending = []
    this.panel = closedPanel
    this.calls.setPanelOpen(false)
  }

  /** A press is on its way to become a call: nothing may take the app away now. */
  get deciding(): boolean {
    const { panel } = this
    return panel.at === 'counting' || panel.at === 'confirming' || (panel.at === 'choosing' && panel.hold !== null)
  }

  private get call(): OwnCall | null {
    return toFollow(this.calls.outbox.calls())
  }

  /** What is read out where the resident wants it. A quiet call is never named aloud: the silence tells it apart. */
  announce(): readonly string[] {
    const quiet = 'wish' in this.panel && this.panel.wish.quiet
    return quiet ? [] : this.said
  }

  private takeLate(room: Room): void {
    if (!this.attached) return
    const card = this.late?.card ?? make(room.TextCard, this.stage, { visible: false })
    this.childList.addAt(card, 1)
    this.late = { room, card }
    this.hearText()
    this.draw()
  }

  /** A neighbour's open call waits behind the panel. */
  private lookAround(): void {
    const waiting = shownNeighbour(this.calls.neighbours)
    if (!waiting || waiting.state === 'closed') return
    if (givesWay(this.panel, this.call, this.services.clock.steady() - this.touchedAt)) this.go()
  }

  private go(): void {
    this.feed({ type: 'gone', at: this.services.clock.steady() })
  }

  /** A text of the desk comes on the screen, or was answered on another one. */
  private hearText(again = false): void {
    if (this.panel.at !== 'following' || !this.late) return
    const waiting = pendingText(this.call?.alarm ?? null)
    const asked = this.panel.asked?.text ?? null
    if (!again && (waiting?.id ?? null) === asked) return
    const text = waiting && { id: waiting.id, answers: waiting.answers.length }
    if (text && text.id !== asked) play('text')
    this.feed({ type: 'text', at: this.services.clock.steady(), text })
  }

  private feed(input: Input): void {
    const before = this.panel
    const { panel, act } = step(before, input, this.rules)
    this.panel = panel
    this.calls.following = panel.at === 'following'
    if (act) this.perform(act)
    // What was done may have ended the call, and with it the panel.
    if (this.panel !== panel) return
    if (panel.at === 'closed' && before.at !== 'closed') this.leave(before)
    else if (input.type !== 'tick' || panel !== before || panel.at === 'counting') this.draw()
    else if (panel.at === 'choosing' && panel.hold) this.draw()
    else if (panel.at === 'following') this.tick()
    const sound = soundOf(before, panel)
    if (sound) play(sound)
  }

  /** Nothing happened: the running time goes on, and what is shown was shown. */
  private tick(): void {
    const { call, panel } = this
    this.tag('Following')!.tick(this.services.clock.now())
    const seen = this.services.foreground.shown && panel.at === 'following' && panel.asked
    if (seen && call?.alarm) this.deskTexts.shown(call.alarm.id, seen.text)
  }

  private perform(act: Act): void {
    const { services, shell, stage, call } = this
    const { outbox } = this.calls
    perform(act, { services, shell, stage, outbox, call, answerFailed: () => this.answerFailed() })
  }

  /** The text is on the screen again, to be answered again. */
  private answerFailed(): void {
    if (!this.attached) return
    if (this.late) this.shell.say(this.late.room.householdWords(this.services).texts.failed)
    this.hearText(true)
  }

  private leave(before: Panel): void {
    const { call } = this
    if (before.at === 'following' && call) {
      const { stillOpen, stillTesting } = this.services.words.alarm
      if (call.alarm?.state === 'closed') this.calls.outbox.forgetClosed()
      else this.shell.say(call.wish.mode === 'real' ? stillOpen : stillTesting)
    }
    this.shell.dismiss(this)
  }

  private draw(): void {
    const { panel } = this
    this.tag('Choosing')!.visible = panel.at === 'choosing' || panel.at === 'confirming'
    this.tag('Counting')!.visible = panel.at === 'counting'
    this.tag('Stopped')!.visible = panel.at === 'stopped'
    const asked = panel.at === 'following' ? panel.asked : null
    this.tag('Following')!.visible = panel.at === 'following' && !asked
    if (this.late) this.late.card.visible = asked !== null
    this.mark(panel)
    if (panel.at === 'choosing' || panel.at === 'confirming') this.drawChoice(panel)
    else if (panel.at === 'counting') this.drawCount(panel)
    else if (asked) this.drawText(asked)
    else if (panel.at === 'following') this.drawLadder(panel.focus)
    else this.say({ said: [this.services.words.alarm.stopped], legend: [] })
  }

  private drawChoice(panel: PanelAt<'choosing' | 'confirming'>): void {
    const shown = choiceShown(panel, this.rules, this.services)
    const choosing = this.tag('Choosing')!
    choosing.show(panel.wish, shown.ask, shown.number, shown.fill, shown.digit, panel.offer)
    choosing.hearers(shown.hearers)
    this.say(shown)
  }

  private drawCount(panel: PanelAt<'counting'>): void {
    const shown = countShown(panel, this.rules, this.services)
    const { seconds } = shown.count
    if (seconds !== this.counted) play('count')
    this.counted = seconds
    this.tag('Counting')!.show(shown.count)
    this.say(shown)
  }

  private drawLadder(focus: 'ladder' | 'safe'): void {
    const { call, services } = this
    if (!call) return
    const room = this.late?.room
    const texts = room ? room.textLines(call.alarm, room.householdWords(services).texts) : []
    const shown = ladderShown(call, texts, focus, services)
    if (shown.answered && !this.answered) play('answered')
    this.answered = shown.answered
    this.tag('Following')!.show(shown.followed, services.clock.now())
    this.say(shown)
  }

  private drawText(asked: Asked): void {
    const { keys } = this.services.words.alarm
    const text = this.call?.alarm?.texts?.find(({ id }) => id === asked.text)
    if (!text || !this.late) return
    const { room, card } = this.late
    const words = room.householdWords(this.services).texts
    const question = room.questionOf(text, asked, words)
    card.show(question)
    this.say({
      said: [question.from, question.text, question.answers[asked.choice] ?? ''],
      legend: [
        { key: 'arrows', word: keys.choose },
        { key: 'ok', word: words.answer },
        { key: 'back', word: keys.hide },
      ],
    })
  }

  /** What is not real wears stripes and says so. */
  private mark(panel: Panel): void {
    const mode = panel.at === 'following' ? this.call?.wish.mode : 'wish' in panel ? panel.wish.mode : 'real'
    const visible = mode !== undefined && mode !== 'real'
    this.patch({
      Hatch: { visible, Word: { text: { text: visible ? this.services.words.alarm.modes[mode] : '' } } },
    } as never)
  }

  private say({ said, legend }: Beside): void {
    this.said = said
    const key = legend.map(({ key, word }) => key + word).join()
    if (key === this.legendKey) return
    this.legendKey = key
    this.tag('Legend')!.show(legend)
  }
}
