import { createHash } from 'node:crypto'
import type { AlarmKind } from '../../contract/alarms'
import { type DrillHop, type DrillResult, type DrillTime, drillHops } from '../../contract/drills'
import type { AlarmFacts, Hop } from '../alarms/facts'

export interface DrillFacts {
  id: string
  area: string
  kind: AlarmKind
  by: { user: string; name: string }
  /** epoch milliseconds */
  at: number
  endedAt: number | null
  /** how many groups were called */
  groups: number
}

/** A group with its households; `here`: whether one lives where the drill is, so that the desk sees its calls. */
export interface GroupFacts {
  id: string
  name: string
  members: readonly { id: string; label: string; here: boolean }[]
}

/** Beyond this a drill is no exercise for a desk but a flood: desks below start their own. */
export const mostGroups = 50

/**
 * The calls of a drill: one for each group that has somebody to answer. Which household plays the caller comes from
 * the drill's id, so that it is another one each time and the same one when the work runs again.
 */
export function callsOf(drill: string, groups: readonly GroupFacts[]): { id: string; household: string }[] {
  return groups
    .filter(({ members }) => members.length > 1 && members.some(({ here }) => here))
    .map(({ id, members }) => {
      const hash = createHash('sha256')
        .update(JSON.stringify([drill, id]))
        .digest()
      const sorted = members
        .filter(({ here }) => here)
        .map((member) => member.id)
        .sort()
      return { id: hash.toString('base64url').slice(0, 22), household: sorted[hash.readUInt32BE(0) % sorted.length]! }
    })
}

const replies: readonly Hop[] = ['going', 'cannot', 'safe_here']
/** Which receipts say that a hop was reached: a screen that shows it and a reply both need a box that has it. */
const saidBy: Record<DrillHop, readonly Hop[]> = {
  desk_displayed: ['desk_displayed'],
  box_reached: ['box_reached', 'box_displayed', ...replies],
  box_displayed: ['box_displayed', ...replies],
  answered: replies,
  acknowledged: ['acknowledged', 'attending'],
}
const perHousehold: readonly DrillHop[] = ['box_reached', 'box_displayed', 'answered']

/** A call of a drill with the group it went to. */
export interface DrillCall {
  alarm: AlarmFacts
  group: GroupFacts
}

/** Time per hop over all calls, and who did not answer. */
export function resultOf(calls: readonly DrillCall[]): Pick<DrillResult, 'times' | 'calls'> {
  return {
    times: drillHops.map((hop) => timeOf(hop, calls)),
    calls: calls.map(({ alarm, group }) => ({
      group: group.name,
      alarm: alarm.id,
      state: alarm.state,
      caller: alarm.label,
      silent: neighbours(alarm, group)
        .filter(({ id }) => first(alarm, 'answered', id) === null)
        .map(({ id, label }) => ({ label, got: farthest(alarm, id) })),
    })),
  }
}

const neighbours = (alarm: AlarmFacts, group: GroupFacts) => group.members.filter(({ id }) => id !== alarm.household)

function farthest(alarm: AlarmFacts, household: string): 'displayed' | 'reached' | 'nothing' {
  if (first(alarm, 'box_displayed', household) !== null) return 'displayed'
  return first(alarm, 'box_reached', household) === null ? 'nothing' : 'reached'
}

/** Milliseconds from the start of a call until a hop, of one household or of whoever; null: never. */
function first(alarm: AlarmFacts, hop: DrillHop, household?: string): number | null {
  const receipt = alarm.receipts.find(
    (one) =>
      saidBy[hop].includes(one.hop) &&
      (household === undefined || (one.who.kind === 'household' && one.who.id === household)),
  )
  return receipt === undefined ? null : receipt.at - alarm.raisedAt
}

function timeOf(hop: DrillHop, calls: readonly DrillCall[]): DrillTime {
  const all = calls.flatMap(({ alarm, group }) =>
    perHousehold.includes(hop) ? neighbours(alarm, group).map(({ id }) => first(alarm, hop, id)) : first(alarm, hop),
  )
  const times = all.filter((ms) => ms !== null).sort((a, b) => a - b)
  const seconds = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms / 100) / 10)
  return {
    hop,
    n: times.length,
    of: all.length,
    median_s: seconds(times[Math.floor((times.length - 1) / 2)]),
    slowest_s: seconds(times.at(-1)),
  }
}
