import type { Phase } from '../remote/keys'
import { beginHold, classify, extend, feedHold, hasEnded, heldFor, type Train } from './hold'
import {
  type Act,
  type Choice,
  cards,
  type Input,
  type Panel,
  type PanelAt,
  type PanelRules,
  type Sign,
  type Step,
  type Wish,
} from './panel'

/** A digit that nobody types is forgotten after this time. */
const confirmMs = 15_000
/** Back twice: the second within this time. */
const backTwiceMs = 4_000
/** "Nothing was sent" stays this long. */
const stoppedMs = 4_000
/** Back this soon after the sending was meant for the countdown: closing now would look as if it had been stopped. */
const tooLateMs = 1_500
/** A digit counts for the cancel that follows within this time. */
const signMs = 10_000
/** An OK meant for what was on the screen before must not answer. */
const settleMs = 800

const choose = (wish: Choice, from: { train: Train | null; offer: boolean }, hint = false): Panel => ({
  at: 'choosing',
  wish,
  hold: null,
  hint,
  offer: from.offer,
  train: from.train,
})
const fresh: Wish = { kind: 'help', quiet: false, mode: 'real' }
const test: Choice = { ...fresh, mode: 'test' }
const practice: Choice = { ...fresh, mode: 'practice' }
const quiet = (wish: Choice): Choice => ({ ...wish, quiet: true, mode: 'real' })
const follow = (train: Train | null, at: number): Panel => ({
  at: 'following',
  since: at,
  focus: 'ladder',
  sign: null,
  asked: null,
  train,
})
const signed = (sign: Sign | null, at: number): number | null =>
  sign !== null && at - sign.at <= signMs ? sign.digit : null
const close = ({ train }: Panel): Step => ({ panel: { at: 'closed', train } })

/** Stopped: the screen says that nothing was sent. A practice sends nothing whatever was pressed. */
function stop({ wish, sign, train }: PanelAt<'counting'>, at: number): Step {
  const panel: Panel = { at: 'stopped', since: at, train }
  const digit = signed(sign, at)
  return digit === null || wish.mode === 'practice'
    ? { panel }
    : { panel, act: { type: 'stop', kind: wish.kind, sign: digit } }
}

function send({ wish, train }: PanelAt<'choosing' | 'confirming' | 'counting'>, at: number): Step {
  const { kind, quiet: silent, mode } = wish
  if (mode === 'practice') return { panel: { at: 'closed', train }, act: { type: 'practised' } }
  const panel: Panel = silent ? { at: 'closed', train } : follow(train, at)
  return { panel, act: { type: 'send', wish: { kind, quiet: silent, mode } } }
}

/** What a completed hold leads to: quiet calls and a countdown of 0 are sent at once. */
function decide(panel: PanelAt<'choosing' | 'confirming'>, at: number, rules: PanelRules): Step {
  const { wish, train } = panel
  if (wish.quiet || rules.countdownMs === 0) return send(panel, at)
  return { panel: { at: 'counting', wish, since: at, hold: null, backAt: null, sign: null, train } }
}

/** OK held long enough decides; let go before that, the panel says to keep holding. */
function watchOk(panel: PanelAt<'choosing'>, at: number, rules: PanelRules): Step {
  if (panel.hold === null) return { panel }
  if (heldFor(rules.style, panel.hold, at) >= rules.holdMs) return decide(panel, at, rules)
  return hasEnded(rules.style, panel.hold, at) ? { panel: choose(panel.wish, panel, true) } : { panel }
}

/** The countdown: Back held stops it, silence sends. Who is holding Back when it ends is not silent yet. */
function watchCount(panel: PanelAt<'counting'>, at: number, rules: PanelRules): Step {
  const { hold } = panel
  if (hold !== null) {
    if (heldFor(rules.style, hold, at) >= rules.cancelHoldMs) return stop(panel, at)
    if (!hasEnded(rules.style, hold, at)) return { panel }
  }
  if (at - panel.since >= rules.countdownMs) return send(panel, at)
  return { panel: hold === null ? panel : { ...panel, hold: null } }
}

type Handler<Name extends Panel['at']> = (
  panel: PanelAt<Name>,
  at: number,
  rules: PanelRules,
  digit: number | undefined,
) => Step

/**
 * Where an arrow leads: the cards above; below them the quiet call, the practice where it is offered, and the test. The
 * test is beside the quiet call and never under it: who presses Down once too often in fear must not make a test of a
 * quiet call.
 */
const below = (wish: Choice, offer: boolean, by: -1 | 1): Choice => {
  const row = [quiet(wish), ...(offer ? [practice] : []), test]
  const now = wish.quiet ? 0 : wish.mode === 'test' ? row.length - 1 : 1
  return row[now + by] ?? wish
}
const isBelow = (wish: Choice): boolean => wish.quiet || wish.mode !== 'real'
const arrows = {
  Left: (wish: Choice, offer: boolean) => (isBelow(wish) ? below(wish, offer, -1) : beside(wish, -1)),
  Right: (wish: Choice, offer: boolean) => (isBelow(wish) ? below(wish, offer, 1) : beside(wish, 1)),
  Down: (wish: Choice) => (isBelow(wish) ? wish : quiet(wish)),
  Up: ({ kind }: Choice): Choice => ({ kind, quiet: false, mode: 'real' }),
}
const beside = (wish: Choice, by: -1 | 1): Choice => ({
  ...wish,
  kind: cards[cards.indexOf(wish.kind) + by] ?? wish.kind,
})
const move =
  (way: keyof typeof arrows): Handler<'choosing'> =>
  (panel) => ({ panel: choose(arrows[way](panel.wish, panel.offer), panel) })
/** Left and right among the answers to a text; without one they mean nothing here. */
const turn =
  (by: -1 | 1): Handler<'following'> =>
  (panel) => {
    const { asked } = panel
    if (asked === null || asked.sent) return { panel }
    const choice = Math.max(0, Math.min(asked.answers - 1, asked.choice + by))
    return { panel: { ...panel, asked: { ...asked, choice } } }
  }
const focus =
  (where: 'ladder' | 'safe'): Handler<'following'> =>
  (panel) => ({ panel: panel.asked === null ? { ...panel, focus: where } : panel })

function ok(panel: PanelAt<'following'>, at: number): Step {
  const { asked } = panel
  if (asked !== null) {
    if (asked.sent || at - asked.since < settleMs) return { panel }
    const act: Act = { type: 'answer', text: asked.text, choice: asked.choice }
    return { panel: { ...panel, asked: { ...asked, sent: true } }, act }
  }
  if (panel.focus !== 'safe') return { panel, act: { type: 'still' } }
  const digit = signed(panel.sign, at)
  const act: Act = digit === null ? { type: 'say-safe' } : { type: 'say-safe', sign: digit }
  return { panel: { ...panel, focus: 'ladder', sign: null }, act }
}

/** The key for help, while a call is followed: another call. */
const again: Handler<'following'> = ({ train }) => ({ panel: choose(fresh, { train, offer: false }) })

/** Any digit from 1 to 9 is taken, and none changes what is shown. */
const note = <P extends PanelAt<'counting' | 'following'>>(
  panel: P,
  at: number,
  _rules: PanelRules,
  digit: number | undefined,
): Step => ({ panel: digit === undefined || digit === 0 ? panel : { ...panel, sign: { digit, at } } })
const feedOk =
  (phase: Phase): Handler<'choosing'> =>
  (panel, at, rules) =>
    panel.hold ? watchOk({ ...panel, hold: feedHold(rules.style, panel.hold, phase, at) }, at, rules) : { panel }
const feedBack =
  (phase: Phase): Handler<'counting'> =>
  (panel, at, rules) =>
    panel.hold ? watchCount({ ...panel, hold: feedHold(rules.style, panel.hold, phase, at) }, at, rules) : { panel }

/** Every transition there is. What does not stand here is refused: the panel stays as it was and nothing is done. */
const table: { [Name in Panel['at']]: Record<string, Handler<Name>> } = {
  closed: {},
  choosing: {
    'Left:press': move('Left'),
    'Right:press': move('Right'),
    'Down:press': move('Down'),
    'Up:press': move('Up'),
    'Back:press': close,
    'Enter:press': (panel, at, { style }) => {
      if (style !== 'none') return { panel: { ...panel, hold: beginHold('Enter', at), hint: false } }
      const { wish, offer, train } = panel
      return { panel: { at: 'confirming', wish, digit: 1 + (Math.floor(at) % 9), since: at, offer, train } }
    },
    'Enter:repeat': feedOk('repeat'),
    'Enter:release': feedOk('release'),
    blur: (panel) => ({ panel: choose(panel.wish, panel) }),
    gone: (panel) => (panel.hold === null ? close(panel) : { panel }),
    tick: watchOk,
  },
  confirming: {
    'Digit:press': (panel, at, rules, digit) =>
      digit === panel.digit ? decide(panel, at, rules) : { panel: choose(panel.wish, panel, true) },
    'Back:press': (panel) => ({ panel: choose(panel.wish, panel) }),
    tick: (panel, at) => ({ panel: at - panel.since < confirmMs ? panel : choose(panel.wish, panel) }),
  },
  counting: {
    'Back:press': (panel, at, { style }) => {
      if (style !== 'none') return { panel: { ...panel, hold: beginHold('Back', at) } }
      const second = panel.backAt !== null && at - panel.backAt <= backTwiceMs
      return second ? stop(panel, at) : { panel: { ...panel, backAt: at } }
    },
    'Back:repeat': feedBack('repeat'),
    'Back:release': feedBack('release'),
    'Digit:press': note,
    blur: (panel) => ({ panel: { ...panel, hold: null } }),
    tick: watchCount,
  },
  stopped: {
    'Back:press': close,
    'Enter:press': close,
    tick: (panel, at) => (at - panel.since < stoppedMs ? { panel } : close(panel)),
  },
  following: {
    'Left:press': turn(-1),
    'Right:press': turn(1),
    'Down:press': focus('safe'),
    'Up:press': focus('ladder'),
    'Enter:press': ok,
    'Digit:press': note,
    'Red:press': again,
    'Help:press': again,
    gone: close,
    'Back:press': (panel, at) => (at - panel.since < tooLateMs ? { panel } : close(panel)),
  },
}

/** The panel after an input, and what has to be done. An input that the table does not name changes nothing. */
export function step(panel: Panel, input: Input, rules: PanelRules): Step {
  if (input.type === 'open') return panel.at === 'closed' ? { panel: opened(panel.train, input) } : { panel }
  if (input.type === 'text') return { panel: heard(panel, input) }
  if (input.type !== 'key') return handle(panel, input.type, input.at, rules)
  // Another digit is another key, however soon; the same one heard twice is no sign after it confirmed the call.
  const key = `${input.key}${input.digit}`
  const phase = classify(rules.style, panel.train, key, input.phase, input.at)
  const fed = { ...panel, train: extend(panel.train, key, phase, input.at) }
  return handle(fed, `${input.key}:${phase}`, input.at, rules, input.digit)
}

function opened(train: Train | null, { at, following, offer = false, start }: Extract<Input, { type: 'open' }>): Panel {
  if (start === 'test') return choose(test, { train, offer })
  if (start === 'practice') return choose(practice, { train, offer: true })
  return following ? follow(train, at) : choose(fresh, { train, offer })
}

/** A text comes on the screen with its first answer in focus, and goes when it was answered or taken back. */
function heard(panel: Panel, { at, text }: Extract<Input, { type: 'text' }>): Panel {
  if (panel.at !== 'following') return panel
  if (text === null) return panel.asked === null ? panel : { ...panel, asked: null }
  const { id, answers } = text
  const choice = panel.asked?.text === id ? panel.asked.choice : 0
  return { ...panel, focus: 'ladder', asked: { text: id, answers, choice, since: at, sent: false } }
}

function handle(panel: Panel, name: string, at: number, rules: PanelRules, digit?: number): Step {
  const row = table[panel.at] as unknown as Record<string, Handler<never>>
  const handler = row[name]
  return handler ? handler(panel as never, at, rules, digit) : { panel }
}

/** How full the ring is, 0 to 1. */
export function ringFill(panel: Panel, at: number, rules: PanelRules): number {
  if ((panel.at !== 'choosing' && panel.at !== 'counting') || panel.hold === null) return 0
  const whole = panel.at === 'choosing' ? rules.holdMs : rules.cancelHoldMs
  return Math.min(1, heldFor(rules.style, panel.hold, at) / whole)
}

/** Seconds until the call is sent, rounded up as one counts aloud; 0 outside the countdown. */
export function secondsLeft(panel: Panel, at: number, rules: PanelRules): number {
  if (panel.at !== 'counting') return 0
  return Math.max(0, Math.ceil((rules.countdownMs - (at - panel.since)) / 1000))
}
