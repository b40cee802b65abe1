import type { Db } from '../database/connect'

/** What can be read again by itself: everything, the grants alone, or what must be in force at once. */
export type Part = 'neighbourhood' | 'grants' | 'live'

/** How many rows are read at a time: a few milliseconds, then the event loop breathes. */
const page = 2000

const keyOf = (part: Part) => `access.version.${part}`

/**
 * Says, in the writer's own transaction, that what decides about access has changed; every process then reads that
 * part again. Whoever writes areas, cameras, groups, households or boxes bumps `neighbourhood`; grants `grants`;
 * suspensions and emergency grants `live`.
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

/** The versions that hold now; two equal answers mean that nothing changed in between. */
export async function readVersions(db: Db): Promise<Versions> {
  const keys = { neighbourhood: keyOf('neighbourhood'), grants: keyOf('grants'), live: keyOf('live') }
  const rows = await db.selectFrom('settings').selectAll().where('key', 'in', Object.values(keys)).execute()
  const value = (key: string) => rows.find((row) => row.key === key)?.value ?? '0'
  return { neighbourhood: value(keys.neighbourhood), grants: value(keys.grants), live: value(keys.live) }
}

export const readAreas = (db: Db) => db.selectFrom('areas').selectAll().orderBy('id').execute()
export const readGroups = (db: Db) => db.selectFrom('groups').select(['id', 'name']).orderBy('id').execute()
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

/** Cameras, page by page, by id. */
export const readCameras = (db: Db) =>
  paged(
    (after) =>
      db
        .selectFrom('cameras')
        .select(['id', 'number', 'name', 'area', 'kind', 'hls_url', 'hls_url_low', 'published', 'resident_clarity'])
        .select(['approved_by', 'approved_until', 'owner', 'contact', 'quiet_hours'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(page)
        .execute(),
    (row) => row.id,
  )

/** Households, page by page, by id. */
export const readHouseholds = (db: Db) =>
  paged(
    (after) =>
      db
        .selectFrom('households')
        .select(['id', 'area', 'group_id', 'label', 'contact_name', 'contact_phone'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(page)
        .execute(),
    (row) => row.id,
  )

/** Boxes, page by page, by serial. */
export const readBoxes = (db: Db) =>
  paged(
    (after) => db.selectFrom('boxes').selectAll().where('serial', '>', after).orderBy('serial').limit(page).execute(),
    (row) => row.serial,
  )

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
