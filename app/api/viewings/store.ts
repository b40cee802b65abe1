import type { Insertable, SelectQueryBuilder } from 'kysely'
import type { Db } from '../database/connect'
import type { Database } from '../database/schema'
import type { PlaybackTables } from '../database/schema/playback'
import type { StoredLine } from './rules'

/** The last line of a chain, or null when there is none. */
export async function tailOf(db: Db, chain: string): Promise<{ seq: number; hash: string } | null> {
  const row = await db
    .selectFrom('viewings')
    .select(['seq', 'hash'])
    .where('chain', '=', chain)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** Writes lines in one transaction. */
export async function insertLines(db: Db, lines: readonly StoredLine[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('viewings')
      .values(lines as Insertable<PlaybackTables['viewings']>[])
      .execute()
  })
}

/** The chains that have lines, with how many. */
export function chains(db: Db): Promise<{ chain: string; lines: number }[]> {
  return db
    .selectFrom('viewings')
    .select((column) => ['chain', column.cast<number>(column.fn.countAll(), 'integer').as('lines')])
    .groupBy('chain')
    .execute()
}

/** The chains of a stretch of time, with where each ends. */
export async function chainEnds(db: Db, from: number, until: number): Promise<[string, number, string][]> {
  const ends = await db
    .selectFrom('viewings')
    .select((column) => ['chain', column.fn.max('seq').as('seq')])
    .where('at', '>=', from)
    .where('at', '<', until)
    .groupBy('chain')
    .execute()
  const found: [string, number, string][] = []
  for (const { chain } of ends) {
    const tail = await tailOf(db, chain)
    if (tail !== null) found.push([chain, tail.seq, tail.hash])
  }
  // By code units, so that both stores and every locale agree on the order.
  return found.sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Lines of a chain after a number, in order. */
export function linesOfChain(db: Db, chain: string, after: number, limit: number): Promise<StoredLine[]> {
  return db
    .selectFrom('viewings')
    .selectAll()
    .where('chain', '=', chain)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
}

export async function oldestLine(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom('viewings')
    .select((column) => column.fn.min('at').as('at'))
    .executeTakeFirst()
  return row?.at ?? null
}

export type Head = PlaybackTables['viewing_heads']

/** The heads of all days, oldest first. */
export async function heads(db: Db): Promise<Head[]> {
  const rows = await db.selectFrom('viewing_heads').selectAll().execute()
  return rows.sort((a, b) => (a.day < b.day ? -1 : 1))
}

export async function headByDay(db: Db, day: string): Promise<Head | null> {
  return (await db.selectFrom('viewing_heads').selectAll().where('day', '=', day).executeTakeFirst()) ?? null
}

/** Several processes close the same day: the first one's head stands. @returns whether it was this one */
export async function insertHead(db: Db, head: Head): Promise<boolean> {
  const written = await db
    .insertInto('viewing_heads')
    .values(head)
    .onConflict((conflict) => conflict.column('day').doNothing())
    .returning('day')
    .executeTakeFirst()
  return written !== undefined
}

/**
 * Marks a day as removed, then removes its lines, few at a time: a call for help does not wait for a city's day.
 * @param signal ends it in between; what is left is removed the next time
 */
export async function removeDay(db: Db, day: string, from: number, signal?: AbortSignal): Promise<void> {
  await db.updateTable('viewing_heads').set({ removed: 1 }).where('day', '=', day).execute()
  const until = from + 24 * 3600 * 1000
  for (let more = true; more && signal?.aborted !== true; ) {
    const { numDeletedRows } = await db
      .deleteFrom('viewings')
      .where('id', 'in', (lines) =>
        lines.selectFrom('viewings').select('id').where('at', '>=', from).where('at', '<', until).limit(500),
      )
      .executeTakeFirst()
    more = numDeletedRows > 0n
    await new Promise((breathed) => setImmediate(breathed))
  }
}

/** A household's playbacks, newest first: the first line of each with the end, if it has ended. */
export function playbacksOfHousehold(db: Db, household: string, before: number | null, limit: number) {
  let query = db
    .selectFrom('viewings as begun')
    .leftJoin('viewings as ended', (join) =>
      join.onRef('ended.playback', '=', 'begun.playback').on('ended.kind', '=', 'watch.ended'),
    )
    .select([
      'begun.id',
      'begun.at',
      'begun.camera',
      'begun.box',
      'begun.clarity',
      'begun.reason',
      'begun.playback',
      'ended.at as ended_at',
      'ended.detail as how',
    ])
    .where('begun.household', '=', household)
    .where('begun.kind', '=', 'watch.started')
  if (before !== null) query = query.where('begun.id', '<', before)
  return query.orderBy('begun.id', 'desc').limit(limit).execute()
}

/** How many households watched a camera in a stretch of time, and how often. */
export async function watched(
  db: Db,
  camera: string,
  from: number,
  until: number,
): Promise<{ households: number; times: number }> {
  const row = await db
    .selectFrom('viewings')
    .select((column) => [
      column.fn.count('household').distinct().as('households'),
      column.fn.count('playback').distinct().as('times'),
    ])
    .where('camera', '=', camera)
    .where('at', '>=', from)
    .where('at', '<', until)
    .where('kind', '=', 'watch.started')
    .executeTakeFirstOrThrow()
  return { households: Number(row.households), times: Number(row.times) }
}

/** What an operator looks for. */
export interface LookUp {
  household?: string
  camera?: string
  box?: string
  playback?: string
  from?: number
  until?: number
}

/** Lines that match, newest first. */
export function lookUp(db: Db, { from, until, ...ids }: LookUp, before: number | null, limit: number) {
  let query: SelectQueryBuilder<Database, 'viewings', object> = db.selectFrom('viewings')
  for (const name of ['household', 'camera', 'box', 'playback'] as const) {
    const id = ids[name]
    if (id !== undefined) query = query.where(name, '=', id)
  }
  if (from !== undefined) query = query.where('at', '>=', from)
  if (until !== undefined) query = query.where('at', '<', until)
  if (before !== null) query = query.where('id', '<', before)
  return query.selectAll().orderBy('id', 'desc').limit(limit).execute()
}
