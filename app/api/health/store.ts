import { sql } from 'kysely'
import type { Db } from '../database/connect'

/** Resolves when the store answers. */
export async function storeAnswers(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}

/** The published cameras with the address that residents' pictures come from. */
export function publishedCameras(db: Db): Promise<{ id: string; hls_url: string }[]> {
  return db.selectFrom('cameras').select(['id', 'hls_url']).where('published', '=', 1).execute()
}

export interface StatusRow {
  camera: string
  status: string
  since: number
  checked_at: number
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
          })),
        )
        .execute()
  })
}

/**
 * Whether this process has a task, such as to look at the cameras, until a time: of several processes one does.
 * The lease is `<until>|<process>`; the holder renews it, another takes it when it has run out.
 */
export async function holdLease(
  db: Db,
  processId: string,
  now: number,
  until: number,
  leaseKey = 'probe.lease',
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
