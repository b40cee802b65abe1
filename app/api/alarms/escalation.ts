import type { Db } from '../database/connect'
import { staffed } from '../desk/store'
import { openRounds, type Rounds } from '../rounds'
import type { Service } from '../service'
import type { AlarmFacts } from './facts'
import { advance, awaitsAnswer } from './rules'
import { alarmsDue, areasWithDesk, finishSteps, type NewStep, runningSteps } from './steps-store'
import { desksOn, firing, plan, type Step } from './tiers'

/**
 * Ladders that start now: the desks that are called at once, and all timers, for the transaction of the alarms.
 * @returns the alarms with the receipts of what fired, and the timers to write
 */
export async function startLadders(
  transaction: Db,
  { config }: Pick<Service, 'config'>,
  alarms: readonly AlarmFacts[],
  now: number,
): Promise<{ alarms: AlarmFacts[]; steps: NewStep[] }> {
  const around = await desksAround(transaction, alarms, now)
  const planned = plan(now, config)
  const started = alarms.map((alarm) => call(alarm, around, planned, now))
  const steps = started.flatMap(({ called, fired }) =>
    planned.map((step) => ({ ...step, alarm: called.id, doneAt: fired.includes(step) ? now : null })),
  )
  return { alarms: started.map(({ called }) => called), steps }
}

/**
 * Calls the desks whose time has come, and ends their timers. Writers take turns, so a timer fires once however many
 * processes look at it.
 * @returns the alarm with the receipts of what fired
 */
export async function callDesks(transaction: Db, alarm: AlarmFacts, now: number): Promise<AlarmFacts> {
  if (!awaitsAnswer(alarm)) {
    await finishSteps(transaction, alarm.id, now)
    return alarm
  }
  const around = await desksAround(transaction, [alarm], now)
  const { called, fired } = call(alarm, around, await runningSteps(transaction, alarm.id), now)
  const names = fired.map((step) => step.tier)
  await finishSteps(transaction, alarm.id, now, names)
  return called
}

/** Which areas on the way up from these alarms have a desk, and where somebody sits. */
async function desksAround(transaction: Db, alarms: readonly AlarmFacts[], now: number) {
  const areas = [...new Set(alarms.flatMap((alarm) => alarm.areas.map((area) => area.id)))]
  return { withDesk: await areasWithDesk(transaction, areas), staffed: await staffed(transaction, areas, now) }
}

function call(
  alarm: AlarmFacts,
  around: Awaited<ReturnType<typeof desksAround>>,
  steps: readonly Step[],
  now: number,
): { called: AlarmFacts; fired: Step[] } {
  const { desks, names } = desksOn(alarm.areas, around.withDesk, around.staffed)
  const fired = firing(steps, desks, now)
  let called = alarm
  for (const { tier } of fired) {
    if (tier === 'unanswered') called = advance(called, { hop: tier, at: now, who: { kind: 'system' } }).alarm
    else if (desks[tier] !== 'none') {
      const who = { kind: 'tier' as const, id: tier, name: names[tier] }
      called = advance(called, { hop: 'tier_reached', at: now, who }).alarm
    }
  }
  return { called, fired }
}

const tickMs = 500
const perTick = 200

/** Looks for timers that have run out; they are rows, so that a restart loses none and several processes repeat none. */
export function openEscalation(
  service: Pick<Service, 'db' | 'clock' | 'log'>,
  escalate: (alarm: string) => Promise<void>,
): Rounds {
  const { db, clock, log } = service
  const fire = async () => {
    const due = await alarmsDue(db, clock.now(), perTick)
    await Promise.all(due.map(escalate))
  }
  return openRounds(tickMs, fire, (error) =>
    log.error({ error: error.message }, 'the escalation timers cannot be read'),
  )
}
