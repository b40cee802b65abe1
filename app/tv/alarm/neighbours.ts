import type { Alarm } from '../../contract/alarms'
import { laterAlarm } from './ladder'

export type Reply = 'going' | 'cannot' | 'safe_here'

/** The neighbours' open calls as this box knows them. */
export interface Neighbours {
  alarms: readonly Alarm[]
  /** What this household answered, by alarm. */
  replies: Readonly<Record<string, Reply>>
  /** Put aside by the resident; comes up again only when it is pressed again. */
  hidden: readonly string[]
}

export const noNeighbours: Neighbours = { alarms: [], replies: {}, hidden: [] }

const pressed = (alarm: Alarm) => alarm.receipts.filter(({ hop }) => hop === 'pressed_again').length

/** The state with an alarm heard of. A quiet call and an own one are none of a neighbour's. */
export function hearNeighbour(state: Neighbours, heard: Alarm): Neighbours {
  if (heard.own || heard.quiet) return state
  const known = state.alarms.find(({ id }) => id === heard.id)
  if (heard.stored && state.alarms.some((one) => isGhostOf(one, heard)))
    return hearNeighbour({ ...state, alarms: state.alarms.filter((one) => !isGhostOf(one, heard)) }, heard)
  if (!known) return heard.state === 'closed' ? state : { ...state, alarms: [heard, ...state.alarms] }
  const alarm = laterAlarm(known, heard)
  const again = pressed(alarm) > pressed(known)
  return {
    ...state,
    alarms: state.alarms.map((one) => (one === known ? alarm : one)),
    hidden: again ? state.hidden.filter((id) => id !== alarm.id) : state.hidden,
  }
}

/**
 * A press that was passed on while the store was down is told by an id of its own; once it is stored it may have joined
 * an open call of that household, and then that is the one to show.
 */
const isGhostOf = (one: Alarm, heard: Alarm): boolean =>
  !one.stored &&
  one.id !== heard.id &&
  one.kind === heard.kind &&
  one.mode === heard.mode &&
  one.household?.label === heard.household?.label &&
  one.household?.area === heard.household?.area

/** The state without a call of which the service knows nothing any more. */
export const forgotten = (state: Neighbours, id: string): Neighbours =>
  state.alarms.some((one) => one.id === id) ? { ...state, alarms: state.alarms.filter((one) => one.id !== id) } : state

/** The answers to calls that are open, to be kept over a restart. */
export function keptReplies({ alarms, replies }: Neighbours): Neighbours['replies'] {
  const kept: Record<string, Reply> = {}
  for (const { id, state } of alarms) {
    const reply = replies[id]
    if (reply && state !== 'closed') kept[id] = reply
  }
  return kept
}

/** Storage is anybody's: what is not an answer is none. */
export function repliesFrom(stored: unknown): Neighbours['replies'] {
  const kept: Record<string, Reply> = {}
  if (typeof stored !== 'object' || stored === null) return kept
  for (const [id, reply] of Object.entries(stored))
    if (reply === 'going' || reply === 'cannot' || reply === 'safe_here') kept[id] = reply
  return kept
}

export const replied = (state: Neighbours, id: string, reply: Reply): Neighbours => ({
  ...state,
  replies: { ...state.replies, [id]: reply },
})

/** Puts a call aside; a closed one is forgotten. */
export function hide(state: Neighbours, id: string): Neighbours {
  const alarms = state.alarms.filter((alarm) => alarm.id !== id || alarm.state !== 'closed')
  return { ...state, alarms, hidden: state.hidden.indexOf(id) < 0 ? [...state.hidden, id] : state.hidden }
}

/** What is to be shown: real before drills, the newest first; null when nothing is. */
export function shownNeighbour(state: Neighbours): Alarm | null {
  const shown = state.alarms.filter(({ id }) => state.hidden.indexOf(id) < 0)
  const rank = (alarm: Alarm) => (alarm.mode === 'real' ? 0 : 1)
  return [...shown].sort((a, b) => rank(a) - rank(b) || Date.parse(b.raised_at) - Date.parse(a.raised_at))[0] ?? null
}

/** How many other calls are open beside the one that is shown. */
export function moreNeighbours(state: Neighbours, shown: Alarm): number {
  return state.alarms.filter(({ id, state: at }) => id !== shown.id && at !== 'closed').length
}
