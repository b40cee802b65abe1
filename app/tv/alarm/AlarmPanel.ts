import { Component, type Element, type Stage } from '@lightningjs/core'
import { loadHousehold } from '../household'
import { make, type ScreenProps } from '../screen'
import { textStyle } from '../theme/text'
import { colour, stage } from '../theme/tokens'
import { Legend, type LegendItem } from '../widgets/Legend'
import { Message } from '../widgets/Message'
import { Choosing } from './Choosing'
import { Counting } from './Counting'
import type { OwnCall } from './call'
import { type Calls, callsOf } from './calls'
import { DeskTexts } from './deskTexts'
import { hatchTexture } from './drawings'
import { Following } from './Following'
import { ladder, pendingText } from './ladder'
import { ringFill, secondsLeft, step } from './model'
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
import { addressOf, headline, hearersOf, noHearers, numbersOf, sentence, toFollow } from './sentences'
import { play } from './sounds'
import type { TextCard } from './TextCard'

interface AlarmPanelSpec extends Component.TemplateSpec {
  Ground: object
  Hatch: { Top: object; Bottom: object; Word: object }
  Choosing: typeof Choosing
  Counting: typeof Counting
  Stopped: typeof Message
  Following: typeof Following
  Legend: typeof Legend
}

type Room = Awaited<ReturnType<typeof loadHousehold>>

/** While something is held or counted the ring moves this often, milliseconds. */
const tickMs = 50
const hatchH = 40

/** The alarm panel: what the machine of `model.ts` says, drawn over anything. */
export class AlarmPanel extends Component<AlarmPanelSpec> {
  declare services: ScreenProps['services']
  declare shell: ScreenProps['shell']
  declare private panel: Panel
  declare private rules: PanelRules
  declare private calls: Calls
  declare private ending: (() => void)[]
  declare private counted: number
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
    const words = services.words.alarm
    this.patch({
      Hatch: {
        visible: false,
        Top: { texture: hatchTexture(stage.w, hatchH, colour.calm, colour.night) },
        Bottom: { y: stage.h - hatchH, texture: hatchTexture(stage.w, hatchH, colour.calm, colour.night) },
        Word: {
          x: stage.w / 2,
          mountX: 0.5,
          y: 52,
          text: textStyle('strong', { fontStyle: 'bold', letterSpacing: 6 }),
        },
      },
      Choosing: { type: Choosing, words, visible: false },
      Counting: { type: Counting, words, visible: false },
      Stopped: { type: Message, sentence: words.stopped, visible: false },
      Following: { type: Following, words: services.words, visible: false },
      Legend: { type: Legend, words: services.words, profile: services.remote.profile.name },
    } as never)
    // The red key is this panel's own while it is open.
    ;(this.tag('Legend') as Element).tag('Right')!.children = []
  }

  override _attach(): void {
    const { services } = this
    const timer = window.setInterval(() => this.feed({ type: 'tick', at: services.clock.steady() }), tickMs)
    this.ending = [
      // Every key stops here: also the one that closes the panel reaches nothing below.
      services.remote.listen((press) => {
        this.feed({ type: 'key', ...press })
        return true
      }),
      this.calls.onChange(() => {
        this.hearText()
        this.draw()
      }),
      services.me.onChange(() => this.draw()),
      () => window.clearInterval(timer),
    ]
    void services.me.refresh()
    // Red during a test or a drill asks for real help: the choice, not the ladder.
    const following = this.call !== null && (this.calls.wasAnnounced() || this.call.wish.mode === 'real')
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
    if (act) this.act(act)
    if (panel.at === 'closed' && before.at !== 'closed') this.leave(before)
    else if (input.type !== 'tick' || panel !== before || panel.at === 'counting') this.draw()
    else if (panel.at === 'choosing' && panel.hold) this.draw()
    else if (panel.at === 'following') this.tick()
    if (panel.at === 'choosing' && before.at === 'choosing' && panel.hold && !before.hold) play('holding')
    if (panel.at === 'stopped' && before.at === 'counting') play('stopped')
  }

  /** Nothing happened: the running time goes on, and what is shown was shown. */
  private tick(): void {
    const { call, panel } = this
    this.tag('Following')!.tick(this.services.clock.now())
    const seen = document.visibilityState === 'visible' && panel.at === 'following' && panel.asked
    if (seen && call?.alarm) this.deskTexts.shown(call.alarm.id, seen.text)
  }

  private act(act: Act): void {
    const { outbox } = this.calls
    const { call } = this
    if (act.type === 'send') {
      outbox.press(act.wish)
      if (!act.wish.quiet) play('sent')
    } else if (act.type === 'stop') outbox.stopped(act.kind, act.sign)
    else if (act.type === 'practised') practised(this.services, this.shell, this.stage)
    else if (act.type === 'answer') this.answer(act.text, act.choice)
    else if (call?.asking && call.key !== null) {
      if (act.type === 'still') outbox.renew(call.key)
      else outbox.forget(call)
    } else if (act.type === 'say-safe' && call?.alarm) {
      const { alarm } = this.services.words
      outbox.saySafe(call.alarm.id, act.sign).then((arrived) => {
        if (!arrived) this.shell.say(alarm.safeFailed)
      })
    }
  }

  private answer(id: string, choice: number): void {
    const alarm = this.call?.alarm
    const answer = alarm?.texts?.find((text) => text.id === id)?.answers[choice]
    if (!alarm || answer === undefined) return
    this.calls.outbox.answerText(alarm.id, id, answer).then((arrived) => {
      if (arrived || !this.attached) return
      if (this.late) this.shell.say(this.late.room.householdWords(this.services).texts.failed)
      this.hearText(true)
    })
  }

  private leave(before: Panel): void {
    const { call } = this
    if (before.at === 'following' && call?.alarm?.state === 'closed') this.calls.outbox.forget(call)
    else if (before.at === 'following' && call) {
      const { stillOpen, stillTesting } = this.services.words.alarm
      this.shell.say(call.wish.mode === 'real' ? stillOpen : stillTesting)
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
    else {
      this.said = [this.services.words.alarm.stopped]
      this.legend([])
    }
  }

  private drawChoice(panel: PanelAt<'choosing' | 'confirming'>): void {
    const { services, rules } = this
    const words = services.words.alarm
    const me = services.me.value
    const digit = panel.at === 'confirming' ? panel.digit : null
    const fill = ringFill(panel, services.clock.steady(), rules)
    const twoKeys = rules.style === 'none'
    const asked =
      panel.at === 'choosing' && panel.hint && !twoKeys
        ? words.holdLonger
        : panel.wish.mode === 'test'
          ? words.testWhat
          : panel.wish.mode === 'practice'
            ? words.practiceWhat
            : twoKeys
              ? words.askDigit
              : words.ask
    const ask = digit !== null ? words.digit(digit) : fill > 0 ? words.hold : asked
    const { kind, mode } = panel.wish
    this.tag('Choosing')!.show(panel.wish, ask, numbersOf(me)[kind], fill, digit, panel.offer)
    const chosen = mode === 'test' ? words.test : mode === 'practice' ? words.practice : words.kinds[kind]
    this.said = [words.title, chosen, ask]
    const { session } = services
    const mute = session.state === 'unpaired' && session.alarmToken() === null
    this.tag('Choosing')!.hearers(mute ? noHearers(me, services.words) : hearersOf(me, words))
    this.legend(
      digit !== null
        ? [
            { key: 'digits', word: words.digit(digit) },
            { key: 'back', word: words.keys.leave },
          ]
        : [
            { key: 'ok', word: twoKeys ? words.keys.digit : words.keys.hold },
            { key: 'arrows', word: words.keys.choose },
            { key: 'back', word: words.keys.leave },
          ],
    )
  }

  private drawCount(panel: PanelAt<'counting'>): void {
    const { services, rules } = this
    const words = services.words.alarm
    const now = services.clock.steady()
    const seconds = secondsLeft(panel, now, rules)
    const stopping = ringFill(panel, now, rules)
    const twice = panel.backAt === null ? words.cancelTwice : words.cancelOnce
    const hint = rules.style === 'none' ? twice : stopping > 0 ? words.cancelling : words.cancelHold
    const { mode, kind } = panel.wish
    const title =
      mode === 'test'
        ? words.countdownTest
        : mode === 'practice'
          ? words.countdownPractice
          : words.countdown(words.kinds[kind])
    this.said = [title, hint, String(seconds)]
    if (seconds !== this.counted) play('count')
    this.counted = seconds
    this.tag('Counting')!.show({
      title,
      seconds,
      elapsed: Math.min(1, (now - panel.since) / rules.countdownMs),
      stopping,
      hint,
      address: words.address + words.colon + addressOf(services.me.value, words),
    })
    this.legend([])
  }

  private drawLadder(focus: 'ladder' | 'safe'): void {
    const { call, services } = this
    if (!call) return
    const words = services.words.alarm
    const numbers = numbersOf(services.me.value)
    const said = headline(call, words)
    const green = said.tone === colour.green
    if (green && !this.answered) play('answered')
    this.answered = green
    const open = call.alarm !== null && call.alarm.state !== 'closed'
    const { kind, mode } = call.wish
    const room = this.late?.room
    const texts = room ? room.textLines(call.alarm, room.householdWords(services).texts) : []
    const lines = ladder(call, numbers, texts)
    const last = lines[lines.length - 1]
    this.said = [said.text, last ? sentence(last, words) : '', focus === 'safe' ? words.safe : '']
    const what = [words.kinds[kind], words.modeNote[mode] || addressOf(services.me.value, words)].join(' · ')
    this.tag('Following')!.show(
      {
        wish: call.wish,
        headline: said.text,
        tone: said.tone,
        what,
        lines,
        number: numbers[call.wish.kind],
        text: numbers.text,
        // Nobody is told to ring an emergency number for a test.
        urgent: said.urgent && mode === 'real',
        asking: call.asking,
        open,
        focus,
      },
      services.clock.now(),
    )
    this.legend([
      ...(open || call.asking ? [{ key: 'arrows', word: words.keys.choose } as const] : []),
      { key: 'red', word: words.keys.again },
      { key: 'back', word: words.keys.hide },
    ])
  }

  private drawText(asked: Asked): void {
    const { keys } = this.services.words.alarm
    const text = this.call?.alarm?.texts?.find(({ id }) => id === asked.text)
    if (!text || !this.late) return
    const { room, card } = this.late
    const words = room.householdWords(this.services).texts
    const question = room.questionOf(text, asked, words)
    card.show(question)
    this.said = [question.from, question.text, question.answers[asked.choice] ?? '']
    this.legend([
      { key: 'arrows', word: keys.choose },
      { key: 'ok', word: words.answer },
      { key: 'back', word: keys.hide },
    ])
  }

  /** What is not real wears stripes and says so. */
  private mark(panel: Panel): void {
    const mode = panel.at === 'following' ? this.call?.wish.mode : 'wish' in panel ? panel.wish.mode : 'real'
    const visible = mode !== undefined && mode !== 'real'
    this.patch({
      Hatch: { visible, Word: { text: { text: visible ? this.services.words.alarm.modes[mode] : '' } } },
    } as never)
  }

  private legend(items: LegendItem[]): void {
    const key = items.map(({ key, word }) => key + word).join()
    if (key === this.legendKey) return
    this.legendKey = key
    this.tag('Legend')!.show(items)
  }
}

/** After a practice: what it was, and a longer hold for who wants one. Nothing of it is needed for a call. */
function practised(services: ScreenProps['services'], shell: ScreenProps['shell'], stage: Stage): void {
  loadHousehold().then(
    (room) => room.offerLongerHold(services, shell, stage),
    () => shell.say(services.words.alarm.practised),
  )
}
