import { randomUUID } from 'node:crypto'
import type { Db } from '../database/connect'
import type { Tier } from './facts'
import type { Step } from './tiers'

/** A timer to write; one that fired at once is kept as done. */
export interface NewStep extends Step {
  alarm: string
  doneAt: number | null
}

/** Writes timers. */
export async function insertSteps(transaction: Db, steps: readonly NewStep[]): Promise<void> {
  if (steps.length === 0) return
  await transaction
    .insertInto('escalation_steps')
    .values(
      steps.map(({ alarm, tier, dueAt, doneAt }) => ({
        ...{ id: randomUUID(), alarm, tier },
        due_at: dueAt,
        done_at: doneAt,
      })),
    )
    .execute()
}

/** The timers of an alarm that still run. */
export async function runningSteps(db: Db, alarm: string): Promise<Step[]> {
  const rows = await db
    .selectFrom('escalation_steps')
    .select(['tier', 'due_at'])
    .where('alarm', '=', alarm)
    .where('done_at', 'is', null)
    .execute()
  return rows.map((row) => ({ tier: row.tier as Tier | 'unanswered', dueAt: row.due_at }))
}

/** Ends timers of an alarm: those of these tiers, or all. */
export async function finishSteps(
  transaction: Db,
  alarm: string,
  at: number,
  names?: readonly string[],
): Promise<void> {
  if (names?.length === 0) return
  await transaction
    .updateTable('escalation_steps')
    .set({ done_at: at })
    .where('alarm', '=', alarm)
    .where('done_at', 'is', null)
    .$if(names !== undefined, (query) => query.where('tier', 'in', names ?? []))
    .execute()
}

/** Alarms with a timer that has run out. */
export async function alarmsDue(db: Db, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('escalation_steps')
    .select('alarm')
    .distinct()
    .where('done_at', 'is', null)
    .where('due_at', '<=', now)
    .limit(limit)
    .execute()
  return rows.map((row) => row.alarm)
}

/** Which of these areas have somebody on their duty list. */
export async function areasWithDesk(db: Db, areas: readonly string[]): Promise<Set<string>> {
  if (areas.length === 0) return new Set()
  const rows = await db.selectFrom('duty_officers').select('area').distinct().where('area', 'in', areas).execute()
  return new Set(rows.map((row) => row.area))
}
