import type { AreaRef } from '../../contract/basics'
import type { Config } from '../config'
import { type Tier, tiers } from './facts'

/** A timer of an alarm: when the next desks are called, and when it is said that no one has answered. */
export interface Step {
  tier: Tier | 'unanswered'
  dueAt: number
}

/** What a tier is for one alarm: nobody is on its duty list, its page is closed, or somebody sits there. */
export type Desks = Record<Tier, 'none' | 'empty' | 'staffed'>

type Times = Pick<Config, 'ESCALATE_TOWNSHIP_S' | 'ESCALATE_COUNTY_S' | 'ESCALATE_UNANSWERED_S'>

/** The timers of a ladder that starts now. */
export function plan(start: number, times: Times): Step[] {
  return [
    { tier: 'village', dueAt: start },
    { tier: 'township', dueAt: start + times.ESCALATE_TOWNSHIP_S * 1000 },
    { tier: 'county', dueAt: start + times.ESCALATE_COUNTY_S * 1000 },
    { tier: 'unanswered', dueAt: start + times.ESCALATE_UNANSWERED_S * 1000 },
  ]
}

const order = [...tiers, 'unanswered'] as const

/**
 * Which timers fire now. A tier without a desk, or whose page is closed, hands on to the next at once; that no one has
 * answered is said only when its own time has run out.
 */
export function firing(steps: readonly Step[], desks: Desks, now: number): Step[] {
  const fired: Step[] = []
  let handedOn = false
  for (const step of steps.toSorted((a, b) => order.indexOf(a.tier) - order.indexOf(b.tier))) {
    const due = step.dueAt <= now
    if (step.tier === 'unanswered') {
      if (due) fired.push(step)
    } else if (due || handedOn) {
      fired.push(step)
      handedOn = desks[step.tier] !== 'staffed'
    } else handedOn = false
  }
  return fired
}

/** The areas of a tier on an alarm's path: the village tier is the grid's and the village's desks. */
export function areasOfTier(path: readonly AreaRef[], tier: Tier): AreaRef[] {
  return path.filter((area) => area.level === tier || (tier === 'village' && area.level === 'grid'))
}

/** What the tiers of a path are, and by which names they are called. */
export function desksOn(
  path: readonly AreaRef[],
  withDesk: ReadonlySet<string>,
  staffed: ReadonlySet<string>,
): { desks: Desks; names: Record<Tier, string> } {
  const of = (tier: Tier) => areasOfTier(path, tier).filter((area) => withDesk.has(area.id))
  const state = (tier: Tier) =>
    of(tier).length === 0 ? 'none' : of(tier).some((area) => staffed.has(area.id)) ? 'staffed' : 'empty'
  const name = (tier: Tier) =>
    of(tier)
      .map((area) => area.name)
      .join(' · ')
  const each = <T>(value: (tier: Tier) => T) =>
    Object.fromEntries(tiers.map((tier) => [tier, value(tier)])) as Record<Tier, T>
  return { desks: each(state), names: each(name) }
}
