import type { Db } from '../database/connect'
import { staffed } from '../desk/store'
import { openRounds, type Rounds } from '../rounds'
import type { Service } from '../service'
import type { AlarmFacts } from './facts'
import { advance, awaitsAnswer } from './rules'
import { alarmsDue, areasWithDesk, finishSteps, runningSteps } from './steps-store'
import { desksOn, firing, plan, type Step } from './tiers'

/**
 * A ladder that starts now: the desks that are called at once, and all its timers, for the alarm's own transaction.
 * @returns the alarm with the receipts of what fired, and the timers to write
 */
export async function startLadder(
  transaction: Db,
  { config }: Pick<Service, 'config'>,
  alarm: AlarmFacts,
  now: number,
): Promise<{ alarm: AlarmFacts; steps: (Step & { doneAt: number | null })[] }> {
  const planned = plan(now, config)
  const { called, fired } = await call(transaction, alarm, planned, now)
  const steps = planned.map((step) => ({ ...step, doneAt: fired.includes(step) ? now : null }))
  return { alarm: called, steps }
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
  const { called, fired } = await call(transaction, alarm, await runningSteps(transaction, alarm.id), now)
  const names = fired.map((step) => step.tier)
  await finishSteps(transaction, alarm.id, now, names)
  return called
}

async function call(transaction: Db, alarm: AlarmFacts, steps: readonly Step[], now: number) {
  const path = alarm.areas.map((area) => area.id)
  const withDesk = await areasWithDesk(transaction, path)
  const { desks, names } = desksOn(alarm.areas, withDesk, await staffed(transaction, path, now))
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
