import { type Insertable, type RawBuilder, sql } from 'kysely'
import type { Db } from '../database/connect'
import type { Database } from '../database/schema'

/** What can be read again by itself: everything, the grants alone, or what must be in force at once. */
export type Part = 'neighbourhood' | 'grants' | 'live'

/** How many rows are read at a time: a few milliseconds, then the event loop breathes. */
const page = 2000

const keyOf = (part: Part) => `access.version.${part}`

/**
 * Says, in the writer's own transaction, that what decides about access has changed; every process then reads that
 * part again. Whoever writes areas, cameras, groups, households or boxes bumps `neighbourhood`; grants `grants`;
 * suspensions and emergency grants `live`. After the events of the same transaction (`database/README.md`, "Order").
 */
export async function bumpVersion(transaction: Db, ...parts: Part[]): Promise<void> {
  for (const part of parts.length > 0 ? parts : (['neighbourhood'] as const))
    await transaction
      .insertInto('settings')
      .values({ key: keyOf(part), value: '1' })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((eb) => ({
          value: eb.cast<string>(eb(eb.cast<number>('settings.value', 'bigint'), '+', 1), 'text'),
        })),
      )
      .execute()
}

export type Versions = Record<Part, string>

/** Tables of the neighbourhood whose rows can be read again one by one. */
export const followed = ['areas', 'groups', 'households', 'cameras', 'boxes'] as const
export type Followed = (typeof followed)[number]
/** Keys of rows that were written or removed, also of those that went with others: a household's boxes. */
export type Changes = Partial<Record<Followed, readonly string[]>>

/** So many keys stand in one row. */
const keysAtOnce = 500
/** A process that missed so many versions reads everything. */
const versionsKept = 500

/**
 * As `bumpVersion` of the neighbourhood, saying which rows: only they are read again. Versions become visible in order,
 * because each writer holds the row of the version until its commit.
 */
export async function bumpChanged(transaction: Db, changes: Changes): Promise<void> {
  await bumpVersion(transaction, 'neighbourhood')
  const version = Number((await readVersions(transaction)).neighbourhood)
  let piece = 0
  const insert = (kind: string, keys: readonly string[]) =>
    transaction
      .insertInto('access_changes')
      .values({ version, piece: piece++, kind, keys: JSON.stringify(keys) })
      .execute()
  // Also a change of nothing is told: without it the version would look like one that says nothing.
  await insert('areas', changes.areas ?? [])
  for (const kind of followed.slice(1))
    for (let at = 0; at < (changes[kind]?.length ?? 0); at += keysAtOnce)
      await insert(kind, changes[kind]!.slice(at, at + keysAtOnce))
  await transaction
    .deleteFrom('access_changes')
    .where('version', '<=', version - versionsKept)
    .execute()
}

/** What changed after a version and up to another; null: some version in between does not say. */
export async function readChanges(db: Db, after: number, upTo: number): Promise<Record<Followed, Set<string>> | null> {
  const rows = await db
    .selectFrom('access_changes')
    .selectAll()
    .where('version', '>', after)
    .where('version', '<=', upTo)
    .execute()
  if (new Set(rows.map(({ version }) => version)).size !== upTo - after) return null
  const changed = Object.fromEntries(followed.map((kind) => [kind, new Set()])) as Record<Followed, Set<string>>
  for (const { kind, keys } of rows) for (const key of JSON.parse(keys) as string[]) changed[kind as Followed].add(key)
  return changed
}

/** The versions that hold now; two equal answers mean that nothing changed in between. */
export async function readVersions(db: Db): Promise<Versions> {
  const keys = { neighbourhood: keyOf('neighbourhood'), grants: keyOf('grants'), live: keyOf('live') }
  const rows = await db.selectFrom('settings').selectAll().where('key', 'in', Object.values(keys)).execute()
  const value = (key: string) => rows.find((row) => row.key === key)?.value ?? '0'
  return { neighbourhood: value(keys.neighbourhood), grants: value(keys.grants), live: value(keys.live) }
}

export const readAreas = (db: Db) => db.selectFrom('areas').selectAll().orderBy('id').execute()
export const readSuspensions = (db: Db) => db.selectFrom('suspensions').selectAll().execute()
export const readStatuses = (db: Db) => db.selectFrom('camera_status').selectAll().execute()

/** Emergency grants that have not ended. */
export const readEmergencies = (db: Db, now: number) =>
  db
    .selectFrom('emergency_grants')
    .select(['household', 'camera', 'valid_from', 'valid_until'])
    .where('valid_until', '>', now)
    .execute()

/** Emergency grants that were open at a time. */
export const readEmergenciesAt = (db: Db, at: number) =>
  db
    .selectFrom('emergency_grants')
    .select(['household', 'camera', 'valid_from', 'valid_until'])
    .where('valid_from', '<=', at)
    .where('valid_until', '>', at)
    .execute()

const groupsOf = (db: Db) => db.selectFrom('groups').select(['id', 'name']).orderBy('id')
const camerasOf = (db: Db) =>
  db
    .selectFrom('cameras')
    .select(['id', 'number', 'name', 'area', 'kind', 'hls_url', 'hls_url_low', 'published', 'resident_clarity'])
    .select(['approved_by', 'approved_until', 'owner', 'contact', 'quiet_hours'])
    .orderBy('id')
const householdsOf = (db: Db) =>
  db.selectFrom('households').select(['id', 'area', 'group_id', 'label', 'contact_name', 'contact_phone']).orderBy('id')
const boxesOf = (db: Db) => db.selectFrom('boxes').selectAll().orderBy('serial')

/** Groups, page by page, by id; and so the others. */
export const readGroups = (db: Db) =>
  paged(
    (after) => groupsOf(db).where('id', '>', after).limit(page).execute(),
    (row) => row.id,
  )
export const readCameras = (db: Db) =>
  paged(
    (after) => camerasOf(db).where('id', '>', after).limit(page).execute(),
    (row) => row.id,
  )
export const readHouseholds = (db: Db) =>
  paged(
    (after) => householdsOf(db).where('id', '>', after).limit(page).execute(),
    (row) => row.id,
  )
export const readBoxes = (db: Db) =>
  paged(
    (after) => boxesOf(db).where('serial', '>', after).limit(page).execute(),
    (row) => row.serial,
  )

/** The same rows by their keys. */
export const readGroupsBy = (db: Db, keys: ReadonlySet<string>) =>
  byKeys(keys, (some) => groupsOf(db).where('id', 'in', some).execute())
export const readCamerasBy = (db: Db, keys: ReadonlySet<string>) =>
  byKeys(keys, (some) => camerasOf(db).where('id', 'in', some).execute())
export const readHouseholdsBy = (db: Db, keys: ReadonlySet<string>) =>
  byKeys(keys, (some) => householdsOf(db).where('id', 'in', some).execute())
export const readBoxesBy = (db: Db, keys: ReadonlySet<string>) =>
  byKeys(keys, (some) => boxesOf(db).where('serial', 'in', some).execute())

/** How many rows a table has and how many characters their keys: so much room is made before they are read. */
export const readSize = (db: Db, table: Exclude<Followed, 'areas'>) =>
  sizeOf(db, sql`select ${sql.ref(table === 'boxes' ? 'serial' : 'id')} as key from ${sql.table(table)}`)

/** The same of all rows that a kind ever had: no fewer than it had at any time. */
export const readHistorySize = (db: Db, kind: string) =>
  sizeOf(db, sql`select distinct key from access_history where kind = ${kind}`)

async function sizeOf(db: Db, keys: RawBuilder<unknown>): Promise<{ count: number; letters: number }> {
  const { rows } = await sql<{ count: number; letters: number | null }>`
    select count(*) as count, sum(length(key)) as letters from (${keys}) as keys`.execute(db)
  return { count: Number(rows[0]?.count ?? 0), letters: Number(rows[0]?.letters ?? 0) }
}

/** Grants, page by page, by id. */
export const readGrants = (db: Db) =>
  paged(
    (after) =>
      db
        .selectFrom('grants')
        .select(['id', 'subject_kind', 'subject', 'object_kind', 'object', 'effect', 'clarity'])
        .select(['valid_from', 'valid_until'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(page)
        .execute(),
    (row) => row.id,
  )

export type CameraRow = Awaited<
  ReturnType<typeof readCameras> extends AsyncGenerator<infer Rows> ? Rows : never
>[number]
export type GrantRow = Awaited<ReturnType<typeof readGrants> extends AsyncGenerator<infer Rows> ? Rows : never>[number]

async function* paged<Row>(read: (after: string) => Promise<Row[]>, key: (row: Row) => string): AsyncGenerator<Row[]> {
  let after = ''
  for (;;) {
    const rows = await read(after)
    if (rows.length > 0) yield rows
    if (rows.length < page) return
    after = key(rows[rows.length - 1]!)
    await new Promise((breathed) => setImmediate(breathed))
  }
}

async function byKeys<Row>(keys: ReadonlySet<string>, read: (some: string[]) => Promise<Row[]>): Promise<Row[]> {
  const all = [...keys]
  const rows: Row[] = []
  for (let at = 0; at < all.length; at += keysAtOnce) {
    for (const row of await read(all.slice(at, at + keysAtOnce))) rows.push(row)
    await new Promise((breathed) => setImmediate(breathed))
  }
  return rows
}

/** Keeps how rows are from now on, in the writer's own transaction. */
export async function insertHistory(transaction: Db, rows: Insertable<Database['access_history']>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 1000)
    await transaction
      .insertInto('access_history')
      .values(rows.slice(from, from + 1000))
      .execute()
}

/** Since when the history reaches; null: nothing was ever written. */
export async function historyBegins(db: Db): Promise<number | null> {
  const row = await db.selectFrom('access_history').select('at').orderBy('id').limit(1).executeTakeFirst()
  return row?.at ?? null
}

/** The rows of a kind as they were at a time, page by page. */
export const readHistoryPages = (db: Db, kind: string, at: number) =>
  paged(
    (after) =>
      db
        .selectFrom('access_history')
        .select(['key', 'facts'])
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('access_history')
            .select((inner) => inner.fn.max('id').as('id'))
            .where('kind', '=', kind)
            .where('key', '>', after)
            .where('at', '<=', at)
            .groupBy('key')
            .orderBy('key')
            .limit(page),
        )
        .orderBy('key')
        .execute(),
    (row) => row.key,
  )
