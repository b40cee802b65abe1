import { randomUUID } from 'node:crypto'
import type { Db } from '../database/connect'

/** When a household got emergency grants, by alarm. */
export async function emergenciesOf(db: Db, household: string): Promise<{ alarm: string; at: number }[]> {
  const rows = await db
    .selectFrom('emergency_grants')
    .select(['alarm', 'valid_from'])
    .distinct()
    .where('household', '=', household)
    .execute()
  return rows.map((row) => ({ alarm: row.alarm, at: row.valid_from }))
}

export async function insertEmergency(
  transaction: Db,
  grant: { alarm: string; household: string; cameras: readonly string[]; from: number; until: number },
): Promise<void> {
  if (grant.cameras.length === 0) return
  await transaction
    .insertInto('emergency_grants')
    .values(
      grant.cameras.map((camera) => ({
        id: randomUUID(),
        alarm: grant.alarm,
        household: grant.household,
        camera,
        valid_from: grant.from,
        valid_until: grant.until,
      })),
    )
    .execute()
}

/**
 * Ends the emergency grants of an alarm, or those of one household in it.
 * @returns the households that could see until now
 */
export async function endEmergencies(
  transaction: Db,
  alarm: string,
  at: number,
  why: 'withdrawn' | 'closed' | 'extended',
  household?: string,
): Promise<string[]> {
  const rows = await transaction
    .updateTable('emergency_grants')
    .set({ valid_until: at, ended_why: why })
    .where('alarm', '=', alarm)
    .where('valid_until', '>', at)
    .$if(household !== undefined, (query) => query.where('household', '=', household ?? ''))
    .returning('household')
    .execute()
  return [...new Set(rows.map((row) => row.household))]
}

/** An emergency grant that is over. `why` null: its time ran out. */
export interface Ended {
  id: string
  alarm: string
  household: string
  camera: string
  why: 'withdrawn' | 'closed' | 'extended' | null
}

/** Whether an end has yet to be logged; what was claimed after `lease` is being logged. */
export async function hasEnded(db: Db, now: number, lease: number): Promise<boolean> {
  const row = await db
    .selectFrom('emergency_grants')
    .select('id')
    .where('logged_at', 'is', null)
    .where('valid_until', '<=', now)
    .where((is) => is.or([is('claimed_at', 'is', null), is('claimed_at', '<=', lease)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Takes ends for this process to log. Writers take turns, so no two take the same. */
export async function claimEnded(transaction: Db, now: number, lease: number, limit: number): Promise<Ended[]> {
  const rows = await transaction
    .updateTable('emergency_grants')
    .set({ claimed_at: now })
    .where('id', 'in', (query) =>
      query
        .selectFrom('emergency_grants')
        .select('id')
        .where('logged_at', 'is', null)
        .where('valid_until', '<=', now)
        .where((is) => is.or([is('claimed_at', 'is', null), is('claimed_at', '<=', lease)]))
        .orderBy('valid_until')
        .limit(limit),
    )
    .returning(['id', 'alarm', 'household', 'camera', 'ended_why as why'])
    .execute()
  return rows
}

export async function markLogged(db: Db, ids: readonly string[], at: number): Promise<void> {
  if (ids.length === 0) return
  await db.updateTable('emergency_grants').set({ logged_at: at }).where('id', 'in', ids).execute()
}

/** Whether a household sees by an emergency grant of this alarm now. */
export async function isOpen(db: Db, alarm: string, household: string, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('emergency_grants')
    .select('id')
    .where('alarm', '=', alarm)
    .where('household', '=', household)
    .where('valid_until', '>', now)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The emergency grants of an alarm, one row per household. */
export async function emergenciesFor(db: Db, alarm: string) {
  return db
    .selectFrom('emergency_grants')
    .select(({ fn }) => ['household', fn.max('valid_until').as('until')])
    .where('alarm', '=', alarm)
    .groupBy('household')
    .execute()
}
