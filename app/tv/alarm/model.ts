import type { AlarmKind, AlarmMode } from '../../contract/alarms'
import type { HoldStyle, KeyPress, Phase } from '../remote/keys'
import { beginHold, classify, extend, feedHold, type Hold, hasEnded, heldFor, type Train } from './hold'

/** The cards from left to right. */
export const cards: readonly AlarmKind[] = ['intruder', 'help', 'fire', 'medical']

export interface PanelRules {
  style: HoldStyle
  holdMs: number
  countdownMs: number
  cancelHoldMs: number
}

/** What would be sent. A quiet call goes to the desk alone and leaves no trace here. */
export interface Wish {
  kind: AlarmKind
  quiet: boolean
  mode: AlarmMode
}

/** What the panel is doing. Times are of a clock that never jumps, milliseconds. */
export type Panel = { train: Train | null } & (
  | { at: 'closed' }
  | { at: 'choosing'; wish: Wish; hold: Hold | null; hint: boolean }
  | { at: 'confirming'; wish: Wish; digit: number; since: number }
  | { at: 'counting'; wish: Wish; since: number; hold: Hold | null; backAt: number | null }
  | { at: 'stopped'; since: number }
  | { at: 'following'; since: number; focus: 'ladder' | 'safe' }
)
export type PanelAt<Name extends Panel['at']> = Extract<Panel, { at: Name }>

export type Input =
  | ({ type: 'key' } & KeyPress)
  | { type: 'tick'; at: number }
  /** `following`: a call of this household is open already */
  | { type: 'open'; at: number; following: boolean }
  /** the page lost the keyboard: whatever was held is let go */
  | { type: 'blur'; at: number }

/** What the rest of the app has to do after a step. */
export type Act = { type: 'send'; wish: Wish } | { type: 'say-safe' }
export interface Step {
  panel: Panel
  act?: Act
}

/** A digit that nobody types is forgotten after this time. */
const confirmMs = 15_000
/** Back twice: the second within this time. */
const backTwiceMs = 4_000
/** "Nothing was sent" stays this long. */
const stoppedMs = 4_000
/** Back this soon after the sending was meant for the countdown: closing now would look as if it had been stopped. */
const tooLateMs = 1_500

export const closedPanel: Panel = { at: 'closed', train: null }

const within = (value: unknown, fallback: number, min: number, max: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : fallback

/** The rules of the panel from a deployment's settings: hold 2 s (0.5 to 10), countdown 5 s (0 to 50). */
export function panelRules(given: { style: HoldStyle; holdMs?: unknown; countdownS?: unknown }): PanelRules {
  return {
    style: given.style,
    holdMs: within(given.holdMs, 2000, 500, 10_000),
    countdownMs: within(given.countdownS, 5, 0, 50) * 1000,
    cancelHoldMs: 1000,
  }
}

const choose = (wish: Wish, train: Train | null, hint = false): Panel => ({
  at: 'choosing',
  wish,
  hold: null,
  hint,
  train,
})
const fresh: Wish = { kind: 'help', quiet: false, mode: 'real' }
const quiet = (wish: Wish): Wish => ({ ...wish, quiet: true, mode: 'real' })
const test: Wish = { kind: 'help', quiet: false, mode: 'test' }
const stop = (train: Train | null, at: number): Step => ({ panel: { at: 'stopped', since: at, train } })
const follow = (train: Train | null, at: number): Panel => ({ at: 'following', since: at, focus: 'ladder', train })
const send = ({ wish, train }: PanelAt<'choosing' | 'confirming' | 'counting'>, at: number): Step => ({
  panel: wish.quiet ? { at: 'closed', train } : follow(train, at),
  act: { type: 'send', wish },
})
const close = ({ train }: Panel): Step => ({ panel: { at: 'closed', train } })

/** What a completed hold leads to: quiet calls and a countdown of 0 are sent at once. */
function decide(panel: PanelAt<'choosing' | 'confirming'>, at: number, rules: PanelRules): Step {
  const { wish, train } = panel
  if (wish.quiet || rules.countdownMs === 0) return send(panel, at)
  return { panel: { at: 'counting', wish, since: at, hold: null, backAt: null, train } }
}

/** OK held long enough decides; let go before that, the panel says to keep holding. */
function watchOk(panel: PanelAt<'choosing'>, at: number, rules: PanelRules): Step {
  if (panel.hold === null) return { panel }
  if (heldFor(rules.style, panel.hold, at) >= rules.holdMs) return decide(panel, at, rules)
  return hasEnded(rules.style, panel.hold, at) ? { panel: choose(panel.wish, panel.train, true) } : { panel }
}

/** The countdown: Back held stops it, silence sends. Who is holding Back when it ends is not silent yet. */
function watchCount(panel: PanelAt<'counting'>, at: number, rules: PanelRules): Step {
  const { hold, train } = panel
  if (hold !== null) {
    if (heldFor(rules.style, hold, at) >= rules.cancelHoldMs) return stop(train, at)
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
 * Where an arrow leads: the cards above, the quiet call and the test below. The test is beside the quiet call and never
 * under it: who presses Down once too often in fear must not make a test of a quiet call.
 */
const arrows = {
  Left: (wish: Wish) => (wish.mode === 'test' ? quiet(wish) : wish.quiet ? wish : beside(wish, -1)),
  Right: (wish: Wish) => (wish.mode === 'test' ? wish : wish.quiet ? test : beside(wish, 1)),
  Down: (wish: Wish) => (wish.mode === 'test' ? wish : quiet(wish)),
  Up: ({ kind }: Wish): Wish => ({ kind, quiet: false, mode: 'real' }),
}
const beside = (wish: Wish, by: -1 | 1): Wish => ({ ...wish, kind: cards[cards.indexOf(wish.kind) + by] ?? wish.kind })
const move =
  (way: keyof typeof arrows): Handler<'choosing'> =>
  ({ wish, train }) => ({ panel: choose(arrows[way](wish), train) })
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
    'Enter:press': (panel, at, { style }) =>
      style === 'none'
        ? {
            panel: {
              at: 'confirming',
              wish: panel.wish,
              digit: 1 + (Math.floor(at) % 9),
              since: at,
              train: panel.train,
            },
          }
        : { panel: { ...panel, hold: beginHold('Enter', at), hint: false } },
    'Enter:repeat': feedOk('repeat'),
    'Enter:release': feedOk('release'),
    blur: ({ wish, train }) => ({ panel: choose(wish, train) }),
    tick: watchOk,
  },
  confirming: {
    'Digit:press': (panel, at, rules, digit) =>
      digit === panel.digit ? decide(panel, at, rules) : { panel: choose(panel.wish, panel.train, true) },
    'Back:press': ({ wish, train }) => ({ panel: choose(wish, train) }),
    tick: (panel, at) => ({ panel: at - panel.since < confirmMs ? panel : choose(panel.wish, panel.train) }),
  },
  counting: {
    'Back:press': (panel, at, { style }) => {
      if (style !== 'none') return { panel: { ...panel, hold: beginHold('Back', at) } }
      const second = panel.backAt !== null && at - panel.backAt <= backTwiceMs
      return second ? stop(panel.train, at) : { panel: { ...panel, backAt: at } }
    },
    'Back:repeat': feedBack('repeat'),
    'Back:release': feedBack('release'),
    blur: (panel) => ({ panel: { ...panel, hold: null } }),
    tick: watchCount,
  },
  stopped: {
    'Back:press': close,
    'Enter:press': close,
    tick: (panel, at) => (at - panel.since < stoppedMs ? { panel } : close(panel)),
  },
  following: {
    'Down:press': (panel) => ({ panel: { ...panel, focus: 'safe' } }),
    'Up:press': (panel) => ({ panel: { ...panel, focus: 'ladder' } }),
    'Enter:press': (panel) =>
      panel.focus === 'safe' ? { panel: { ...panel, focus: 'ladder' }, act: { type: 'say-safe' } } : { panel },
    'Red:press': ({ train }) => ({ panel: choose(fresh, train) }),
    'Back:press': (panel, at) => (at - panel.since < tooLateMs ? { panel } : close(panel)),
  },
}

/** The panel after an input, and what has to be done. An input that the table does not name changes nothing. */
export function step(panel: Panel, input: Input, rules: PanelRules): Step {
  if (input.type === 'open') {
    if (panel.at !== 'closed') return { panel }
    if (input.following) return { panel: follow(panel.train, input.at) }
    return { panel: choose(fresh, panel.train) }
  }
  if (input.type !== 'key') return handle(panel, input.type, input.at, rules)
  const phase = classify(rules.style, panel.train, input.key, input.phase, input.at)
  const heard = { ...panel, train: extend(panel.train, input.key, phase, input.at) }
  return handle(heard, `${input.key}:${phase}`, input.at, rules, input.digit)
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
