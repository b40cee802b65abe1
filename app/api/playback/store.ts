import { type Insertable, type Selectable, sql } from 'kysely'
import type { Db } from '../database/connect'
import type { PlaybackTables } from '../database/schema/playback'

export type PlaybackRow = Selectable<PlaybackTables['playbacks']>
export type NewPlayback = Insertable<PlaybackTables['playbacks']>

/** Whose playbacks an end is for. */
export type PlaybacksOf =
  | { box: string }
  | { household: string }
  | { camera: string }
  /** what desks see because of it */
  | { alarm: string }
  | { ids: readonly string[] }

/** Rows of one statement: both stores take at least 30,000 values. */
const rowsPerStatement = 500

/** Writes playbacks that have begun, or that became a watch, many in one transaction. Ids must differ. */
export async function insertPlaybacks(db: Db, rows: readonly NewPlayback[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (let at = 0; at < rows.length; at += rowsPerStatement)
      await transaction
        .insertInto('playbacks')
        .values(rows.slice(at, at + rowsPerStatement))
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((row) => ({
            intent: row.ref('excluded.intent'),
            created_at: row.ref('excluded.created_at'),
            expires_at: row.ref('excluded.expires_at'),
            watch_until: row.ref('excluded.watch_until'),
            started_at: row.fn.coalesce('playbacks.started_at', 'excluded.started_at'),
          })),
        )
        .execute()
  })
}

export async function playbackById(db: Db, id: string): Promise<PlaybackRow | null> {
  return (await db.selectFrom('playbacks').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/**
 * Renewed tokens and key presses, with one statement; of a playback that comes twice the last holds.
 * @returns for each whether it still runs
 */
export async function changePlaybacks(
  db: Db,
  changes: readonly Pick<PlaybackRow, 'id' | 'expires_at' | 'watch_until'>[],
): Promise<boolean[]> {
  // Sorted: two processes that change the same rows lock them in the same order.
  const rows = [...new Map(changes.map((change) => [change.id, change])).values()].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  )
  // Columns of VALUES have these names on both stores.
  const values = rows.map(
    (row) => sql`(${row.id}, cast(${row.expires_at} as bigint), cast(${row.watch_until} as bigint))`,
  )
  const { rows: changed } = await sql<{ id: string }>`
    update playbacks set expires_at = v.column2, watch_until = v.column3
    from (values ${sql.join(values)}) as v
    where playbacks.id = v.column1 and playbacks.ended_at is null
    returning playbacks.id`.execute(db)
  const running = new Set(changed.map(({ id }) => id))
  return changes.map(({ id }) => running.has(id))
}

/** Notes that the first segment is served. */
export async function startPlayback(db: Db, id: string, at: number): Promise<void> {
  await db
    .updateTable('playbacks')
    .set({ started_at: at })
    .where('id', '=', id)
    .where('started_at', 'is', null)
    .execute()
}

/** Ends what still runs of these; of several processes that try, one gets the rows. */
export async function endPlaybacks(db: Db, of: PlaybacksOf, how: string, at: number): Promise<PlaybackRow[]> {
  let update = db.updateTable('playbacks').set({ ended_at: at, how }).where('ended_at', 'is', null)
  if ('ids' in of) update = update.where('id', 'in', [...of.ids])
  else if ('box' in of) update = update.where('box', '=', of.box)
  else if ('household' in of) update = update.where('household', '=', of.household).where('desk', 'is', null)
  else if ('alarm' in of) update = update.where('pairing', '=', of.alarm).where('desk', 'is not', null)
  else update = update.where('camera', '=', of.camera)
  return update.returningAll().execute()
}

/** Ends watches whose token ran out without a renewal: at the end of the token, whoever notices. */
export async function endLapsed(db: Db, before: number): Promise<PlaybackRow[]> {
  await db
    .deleteFrom('playbacks')
    .where('ended_at', 'is', null)
    .where('expires_at', '<', before)
    .where('intent', '=', 'prepare')
    .execute()
  return db
    .updateTable('playbacks')
    .set((column) => ({
      ended_at: column.ref('expires_at'),
      how: column
        .case()
        // Tokens end on whole seconds.
        .when('expires_at', '>', column('watch_until', '-', 1000))
        .then('watch_limit')
        .else('expired')
        .end(),
    }))
    .where('ended_at', 'is', null)
    .where('expires_at', '<', before)
    .returningAll()
    .execute()
}

/** Playbacks that ended after a moment and whose tokens would still hold. */
export function endedSince(
  db: Db,
  since: number,
  now: number,
): Promise<{ id: string; how: string | null; expires_at: number }[]> {
  return db
    .selectFrom('playbacks')
    .select(['id', 'how', 'expires_at'])
    .where('ended_at', '>=', since)
    .where('expires_at', '>', now)
    .limit(100_000)
    .execute()
}

/** Running watches of households: for the limits when several processes serve. */
export function runningOf(db: Db, households: readonly string[], now: number): Promise<PlaybackRow[]> {
  return db
    .selectFrom('playbacks')
    .selectAll()
    .where('household', 'in', [...households])
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('intent', '=', 'watch')
    .where('desk', 'is', null)
    .execute()
}

/** What was watched stands in the viewing log; an ended playback is of no further use. */
export async function removeEnded(db: Db, before: number): Promise<void> {
  await db.deleteFrom('playbacks').where('ended_at', '<', before).execute()
}
