import type { Db } from '../database/connect'
import { staffed } from '../desk/store'
import type { Service } from '../service'
import type { AlarmFacts } from './facts'
import { advance, awaitsAnswer } from './rules'
import { alarmsDue, areasWithDesk, finishSteps, insertSteps, runningSteps } from './store'
import { desksOn, firing, plan } from './tiers'

/** Sets the timers of a ladder that starts now, in the alarm's own transaction, and calls the desks that are due. */
export async function startLadder(
  transaction: Db,
  service: Pick<Service, 'config'>,
  alarm: AlarmFacts,
  now: number,
): Promise<AlarmFacts> {
  await finishSteps(transaction, alarm.id, now)
  await insertSteps(transaction, alarm.id, plan(now, service.config))
  return callDesks(transaction, alarm, now)
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
  const path = alarm.areas.map((area) => area.id)
  const [withDesk, manned] = [await areasWithDesk(transaction, path), await staffed(transaction, path, now)]
  const { desks, names } = desksOn(alarm.areas, withDesk, manned)
  const fired = firing(await runningSteps(transaction, alarm.id), desks, now)
  const tiersCalled = fired.map((step) => step.tier)
  await finishSteps(transaction, alarm.id, now, tiersCalled)
  let called = alarm
  for (const { tier } of fired) {
    if (tier === 'unanswered') called = advance(called, { hop: tier, at: now, who: { kind: 'system' } }).alarm
    else if (desks[tier] !== 'none') {
      const who = { kind: 'tier' as const, id: tier, name: names[tier] }
      called = advance(called, { hop: 'tier_reached', at: now, who }).alarm
    }
  }
  return called
}

const tickMs = 500
const perTick = 200

/** Looks for timers that have run out; they are rows, so that a restart loses none and several processes repeat none. */
export function openEscalation(
  service: Pick<Service, 'db' | 'clock' | 'log'>,
  escalate: (alarm: string) => Promise<void>,
) {
  const { db, clock, log } = service
  let running: Promise<void> = Promise.resolve()
  let busy = false

  async function tick(): Promise<void> {
    const due = await alarmsDue(db, clock.now(), perTick)
    await Promise.all(due.map(escalate))
  }

  function look(): Promise<void> {
    if (busy) return running
    busy = true
    running = tick()
      .catch((error: Error) => log.error({ error: error.message }, 'the escalation timers cannot be read'))
      .finally(() => {
        busy = false
      })
    return running
  }

  const timer = setInterval(() => void look(), tickMs)
  timer.unref()
  return {
    /** Fires what is due now. */
    look,
    async close(): Promise<void> {
      clearInterval(timer)
      await running
    },
  }
}
