import { sql } from 'kysely'
import type { Db } from '../database/connect'

/** Resolves when the store answers. */
export async function storeAnswers(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}

export interface PublishedCamera {
  id: string
  hls_url: string
  approved_until: number | null
  quiet_hours: string | null
  /** when it was suspended; null: it is not */
  suspended_at: number | null
}

/** The published cameras with the address that residents' pictures come from, and what closes them. */
export function publishedCameras(db: Db): Promise<PublishedCamera[]> {
  return db
    .selectFrom('cameras')
    .leftJoin('suspensions', 'suspensions.camera', 'cameras.id')
    .select(['cameras.id', 'hls_url', 'approved_until', 'quiet_hours', 'suspensions.at as suspended_at'])
    .where('published', '=', 1)
    .execute()
}

export interface StatusRow {
  camera: string
  status: string
  since: number
  checked_at: number
  /** as `Soundness` */
  picture: string | null
  picture_since: number | null
}

export function cameraStatuses(db: Db): Promise<StatusRow[]> {
  return db.selectFrom('camera_status').selectAll().execute()
}

const rowsPerStatement = 500

/** Writes what was found, many cameras in one transaction. */
export async function writeStatuses(db: Db, rows: readonly StatusRow[]): Promise<void> {
  if (rows.length === 0) return
  await db.transaction().execute(async (transaction) => {
    for (let at = 0; at < rows.length; at += rowsPerStatement)
      await transaction
        .insertInto('camera_status')
        .values(rows.slice(at, at + rowsPerStatement))
        .onConflict((conflict) =>
          conflict.column('camera').doUpdateSet((row) => ({
            status: row.ref('excluded.status'),
            since: row.ref('excluded.since'),
            checked_at: row.ref('excluded.checked_at'),
            picture: row.ref('excluded.picture'),
            picture_since: row.ref('excluded.picture_since'),
          })),
        )
        .execute()
  })
}

/** Counts this process among those that look at cameras until a time; the ids of all that are counted on now. */
export async function joinProbe(db: Db, id: string, now: number, until: number): Promise<string[]> {
  await db
    .insertInto('probe_processes')
    .values({ id, until })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ until }))
    .execute()
  await db.deleteFrom('probe_processes').where('until', '<=', now).execute()
  const rows = await db.selectFrom('probe_processes').select('id').orderBy('id').execute()
  return rows.map((row) => row.id)
}

/** This process looks at no camera any more: the others need not wait until it is not counted on. */
export async function leaveProbe(db: Db, id: string): Promise<void> {
  await db.deleteFrom('probe_processes').where('id', '=', id).execute()
}

/**
 * Whether this process has a task, such as to order repairs, until a time: of several processes one does.
 * The lease is `<until>|<process>`; the holder renews it, another takes it when it has run out.
 */
export async function holdLease(
  db: Db,
  processId: string,
  now: number,
  until: number,
  leaseKey: string,
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('settings')
      .values({ key: leaseKey, value: '0|' })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute()
    const row = await transaction
      .selectFrom('settings')
      .select('value')
      .where('key', '=', leaseKey)
      .executeTakeFirstOrThrow()
    const [end, holder] = row.value.split('|')
    if (holder !== processId && Number(end) > now) return false
    const result = await transaction
      .updateTable('settings')
      .set({ value: `${until}|${processId}` })
      .where('key', '=', leaseKey)
      .where('value', '=', row.value)
      .executeTakeFirst()
    return Number(result.numUpdatedRows) === 1
  })
}
