import { sql } from 'kysely'
import type { Db } from '../database/connect'

export interface DayRow {
  camera: string
  day: string
  online_ms: number
  offline_ms: number
  sound_ms: number
  suspected_ms: number
  suspicion: string | null
}

const rowsPerStatement = 500

/** Adds what was seen to what is known of each camera's day, in one transaction. */
export async function addToDays(db: Db, rows: readonly DayRow[]): Promise<void> {
  if (rows.length === 0) return
  await db.transaction().execute(async (transaction) => {
    for (let at = 0; at < rows.length; at += rowsPerStatement)
      await transaction
        .insertInto('camera_days')
        .values(rows.slice(at, at + rowsPerStatement))
        .onConflict((conflict) =>
          conflict.columns(['day', 'camera']).doUpdateSet({
            online_ms: sql`camera_days.online_ms + excluded.online_ms`,
            offline_ms: sql`camera_days.offline_ms + excluded.offline_ms`,
            sound_ms: sql`camera_days.sound_ms + excluded.sound_ms`,
            suspected_ms: sql`camera_days.suspected_ms + excluded.suspected_ms`,
            suspicion: sql`coalesce(excluded.suspicion, camera_days.suspicion)`,
          }),
        )
        .execute()
  })
}

export function daysOf(db: Db, day: string): Promise<DayRow[]> {
  return db.selectFrom('camera_days').selectAll().where('day', '=', day).execute()
}

/** Forgets the days before one. */
export async function removeDaysBefore(db: Db, day: string): Promise<void> {
  await db.deleteFrom('camera_days').where('day', '<', day).execute()
}

/** The cameras that are published now. */
export function cameras(db: Db): Promise<{ id: string; number: number; name: string; area: string }[]> {
  return db.selectFrom('cameras').select(['id', 'number', 'name', 'area']).where('published', '=', 1).execute()
}
