import type { AlarmKind, AlarmMode } from '../../contract/alarms'
import { type HoldStyle, holdStyles, type KeyPress } from '../remote/keys'
import type { Hold, Train } from './hold'

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

/** What is chosen on the panel: a call, or a practice, which is never sent. */
export interface Choice extends Omit<Wish, 'mode'> {
  mode: AlarmMode | 'practice'
}

/** A digit pressed before a cancel. What it means only the service knows: nothing here shows or remembers it. */
export interface Sign {
  digit: number
  at: number
}

/** A text of the desk on the screen: which of its answers has the focus, since when. */
export interface Asked {
  text: string
  answers: number
  choice: number
  since: number
  sent: boolean
}

/** What the panel is doing. Times are of a clock that never jumps, milliseconds. */
export type Panel = { train: Train | null } & (
  | { at: 'closed' }
  | { at: 'choosing'; wish: Choice; hold: Hold | null; hint: boolean; offer: boolean }
  | { at: 'confirming'; wish: Choice; digit: number; since: number; offer: boolean }
  | { at: 'counting'; wish: Choice; since: number; hold: Hold | null; backAt: number | null; sign: Sign | null }
  | { at: 'stopped'; since: number }
  | { at: 'following'; since: number; focus: 'ladder' | 'safe'; sign: Sign | null; asked: Asked | null }
)
export type PanelAt<Name extends Panel['at']> = Extract<Panel, { at: Name }>

export type Input =
  | ({ type: 'key' } & KeyPress)
  | { type: 'tick'; at: number }
  /** `following`: a call of this household is open already; `start`: what was asked for elsewhere */
  | { type: 'open'; at: number; following: boolean; offer?: boolean; start?: 'test' | 'practice' | null }
  /** the desk's text that waits for an answer, or none any more; again for one whose answer did not arrive */
  | { type: 'text'; at: number; text: { id: string; answers: number } | null }
  /** the call that was followed is none any more, or a neighbour's comes first */
  | { type: 'gone'; at: number }
  /** the page lost the keyboard: whatever was held is let go */
  | { type: 'blur'; at: number }

/** What the rest of the app has to do after a step. */
export type Act =
  | { type: 'send'; wish: Wish }
  /** stopped in the countdown after a digit */
  | { type: 'stop'; kind: AlarmKind; sign: number }
  | { type: 'say-safe'; sign?: number }
  /** OK on the ladder: "still needed", where that is asked */
  | { type: 'still' }
  | { type: 'answer'; text: string; choice: number }
  | { type: 'practised' }
export interface Step {
  panel: Panel
  act?: Act
}

/** How long OK may be held, milliseconds; what a resident can choose. */
export const holdSteps: readonly number[] = [1000, 1500, 2000, 3000, 4000, 5000]

/** The next longer hold, or null when it is the longest. */
export const longerHold = (ms: number): number | null => holdSteps.filter((step) => step > ms)[0] ?? null

/** So many mistaken calls in 30 days, and a practice is offered: an offer, never a lock-out. */
export const offersPractice = (mistakes: number): boolean => mistakes >= 2

export const closedPanel: Panel = { at: 'closed', train: null }

/** How a held key looks on this box: as the deployment says, else as its key profile does. */
export const holdStyleOf = (set: string, profile: { hold: HoldStyle }): HoldStyle =>
  holdStyles.filter((style) => style === set)[0] ?? profile.hold

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
