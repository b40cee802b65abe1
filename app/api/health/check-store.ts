import { sql } from 'kysely'
import type { Db } from '../database/connect'
import { staffed } from '../desk/store'

/** The areas that have a desk. */
export async function deskAreas(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('duty_officers').select('area').distinct().execute()
  return rows.map(({ area }) => area)
}

/** Which of these desks have an open, visible page. */
export const staffedDesks = (db: Db, desks: readonly string[], now: number) =>
  desks.length === 0 ? Promise.resolve(new Set<string>()) : staffed(db, desks, now)

/** How many alarms are open, by mode and state, and how many of them nobody has answered. */
export async function openAlarmCounts(db: Db) {
  const rows = await db
    .selectFrom('alarms')
    .select(['mode', 'state'])
    .select(({ fn }) => fn.countAll<number | string>().as('alarms'))
    .select(sql<number | string>`sum(case when unanswered = 1 then 1 else 0 end)`.as('silent'))
    .where('state', '!=', 'closed')
    .groupBy(['mode', 'state'])
    .execute()
  return rows.map(({ mode, state, alarms, silent }) => ({
    mode,
    state,
    alarms: Number(alarms),
    silent: Number(silent),
  }))
}
