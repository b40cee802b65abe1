import { isKept, keepHistory } from '../access/history'
import type { Db } from '../database/connect'
import type { FileName } from './rules'

/** The tables of the operator's files, and the column that names a row. */
export const tables = {
  'areas.csv': { table: 'areas', key: 'id' },
  'groups.csv': { table: 'groups', key: 'id' },
  'households.csv': { table: 'households', key: 'id' },
  'cameras.csv': { table: 'cameras', key: 'id' },
  'boxes.csv': { table: 'boxes', key: 'serial' },
  'grants.csv': { table: 'grants', key: 'id' },
  'duty.csv': { table: 'duty_officers', key: 'user_name' },
} as const satisfies Record<FileName, { table: string; key: string }>

export type Stored = Record<string, string | number | null>

/** Rows at a time: a few thousand bound values, well below what either store takes in one statement. */
export const batch = 500

/** Which columns say where a row belongs: enough for references and roots, without any contact or address. */
const places: { [File in FileName]: readonly string[] } = {
  'areas.csv': ['id', 'parent', 'level'],
  'groups.csv': ['id', 'area'],
  'households.csv': ['id', 'area', 'group_id'],
  'cameras.csv': ['id', 'area', 'number'],
  'boxes.csv': ['serial', 'household'],
  'grants.csv': ['id', 'subject_kind', 'subject', 'object_kind', 'object'],
  'duty.csv': ['user_name', 'area'],
}

/** Every row of a kind, a few columns of each, page by page. */
export async function* readPlaces(db: Db, file: FileName): AsyncGenerator<Stored[]> {
  const { table, key } = tables[file]
  let after = ''
  for (;;) {
    const rows: Stored[] = await loose(db)
      .selectFrom(table)
      .select(places[file] as never)
      .where(key, '>', after)
      .orderBy(key)
      .limit(2000)
      .execute()
    if (rows.length > 0) yield rows
    if (rows.length < 2000) return
    after = String(rows[rows.length - 1]![key])
    await breath()
  }
}

/** Lets the process answer others: the embedded store answers without ever leaving this turn of the event loop. */
const breath = () => new Promise((breathed) => setImmediate(breathed))

/** Whole rows by their keys. */
export async function readByKeys(db: Db, file: FileName, keys: readonly string[]): Promise<Map<string, Stored>> {
  const { table, key } = tables[file]
  const found = new Map<string, Stored>()
  for (const some of chunks(keys)) {
    const rows: Stored[] = await loose(db).selectFrom(table).selectAll().where(key, 'in', some).execute()
    for (const row of rows) found.set(String(row[key]), row)
    await breath()
  }
  return found
}

/** Whole rows in the order of their keys, after one of them. */
export async function readPage(db: Db, file: FileName, after: string, limit: number): Promise<Stored[]> {
  const { table, key } = tables[file]
  return loose(db).selectFrom(table).selectAll().where(key, '>', after).orderBy(key).limit(limit).execute()
}

/** Writes whole rows, new ones and changed ones alike. */
export async function writeRows(transaction: Db, file: FileName, rows: readonly Stored[], at: number): Promise<void> {
  const { table, key } = tables[file]
  for (const some of chunks(rows)) {
    const set = Object.keys(some[0]!).filter((column) => column !== key)
    await loose(transaction)
      .insertInto(table)
      .values(some as never)
      .onConflict((conflict) =>
        conflict
          .column(key as never)
          .doUpdateSet(
            (eb) => Object.fromEntries(set.map((column) => [column, eb.ref(`excluded.${column}`)])) as never,
          ),
      )
      .execute()
    const kept = some.map((row) => ({ key: String(row[key]), row }))
    if (isKept(table)) await keepHistory(transaction, table, kept, at)
    await breath()
  }
}

/** Changes an officer's desk and name; the password stays. */
export async function updateOfficer(
  transaction: Db,
  { user_name, area, name }: { user_name: string; area: string; name: string },
): Promise<void> {
  await transaction.updateTable('duty_officers').set({ area, name }).where('user_name', '=', user_name).execute()
}

/**
 * Removes rows with what is their own: grants that name them, boxes, codes, an officer's sessions; what others hold in
 * memory or in their turn ends in `endings.ts`. A camera's suspension stays, should the camera come back (ADR 0011).
 */
export async function removeRows(transaction: Db, file: FileName, keys: readonly string[], at: number): Promise<void> {
  const { table, key } = tables[file]
  for (const some of chunks(keys)) {
    const grants = await removeGrantsOf(transaction, file, some)
    await keepHistory(transaction, 'grants', gone(grants), at)
    if (file === 'households.csv') {
      await transaction.deleteFrom('activation_codes').where('household', 'in', some).execute()
      await transaction.deleteFrom('duress_signs').where('household', 'in', some).execute()
    }
    if (file === 'duty.csv') await endDeskSessions(transaction, some)
    // Children before parents: an area is removed only together with all below it.
    if (file === 'areas.csv')
      await transaction.updateTable('areas').set({ parent: null }).where('id', 'in', some).execute()
    await loose(transaction).deleteFrom(table).where(key, 'in', some).execute()
    if (isKept(table)) await keepHistory(transaction, table, gone(some), at)
    await breath()
  }
}

const gone = (keys: readonly string[]) => keys.map((key) => ({ key, row: null }))

async function removeGrantsOf(transaction: Db, file: FileName, keys: readonly string[]): Promise<string[]> {
  const kind = { 'households.csv': 'household', 'groups.csv': 'group', 'areas.csv': 'area', 'cameras.csv': 'camera' }[
    file as string
  ]
  if (kind === undefined) return []
  const rows = await transaction
    .deleteFrom('grants')
    .where((eb) =>
      eb.or([
        eb.and([eb('subject_kind', '=', kind), eb('subject', 'in', keys)]),
        eb.and([eb('object_kind', '=', kind), eb('object', 'in', keys)]),
      ]),
    )
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

const referrers: { [File in FileName]?: readonly (readonly [table: string, column: string])[] } = {
  'areas.csv': [
    ['areas', 'parent'],
    ['groups', 'area'],
    ['households', 'area'],
    ['cameras', 'area'],
    ['duty_officers', 'area'],
  ],
  'groups.csv': [['households', 'group_id']],
}

/** How many rows of which tables refer to a row and would be left hanging without it. */
export async function usersOf(db: Db, file: FileName, id: string): Promise<{ table: string; count: number }[]> {
  const users: { table: string; count: number }[] = []
  for (const [table, column] of referrers[file] ?? []) {
    const row = await loose(db)
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where(column, '=', id)
      .executeTakeFirstOrThrow()
    if (Number(row.count) > 0) users.push({ table, count: Number(row.count) })
  }
  return users
}

/** The boxes of households, which go with them. */
export async function boxesOf(db: Db, households: readonly string[]): Promise<string[]> {
  const serials: string[] = []
  for (const some of chunks(households)) {
    const rows = await db.selectFrom('boxes').select('serial').where('household', 'in', some).execute()
    for (const { serial } of rows) serials.push(serial)
    await breath()
  }
  return serials
}

/** Ends the desk sessions of officers whose account is gone or whose password was set anew. */
export async function endDeskSessions(transaction: Db, users: readonly string[]): Promise<void> {
  for (const some of chunks(users)) {
    await transaction.deleteFrom('desk_presence').where('user_name', 'in', some).execute()
    await transaction.deleteFrom('desk_sessions').where('user_name', 'in', some).execute()
  }
}

/** Takes the PINs of households away. The rows stay: that is how every process hears of it, should an id come back. */
export async function removePins(transaction: Db, households: readonly string[], now: number): Promise<void> {
  const noPin = { hash: null, changed_at: now, failures: 0, failed_at: null }
  await transaction.updateTable('household_pins').set(noPin).where('household', 'in', households).execute()
}

export async function removeEmergencies(transaction: Db, households: readonly string[]): Promise<void> {
  await transaction.deleteFrom('emergency_grants').where('household', 'in', households).execute()
}

function* chunks<T>(items: readonly T[], size = batch): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
}

/** One table's statements for all seven: Kysely types them by table, and here the table is a value. */
function loose(db: Db) {
  return db as unknown as import('kysely').Kysely<Record<string, Stored>>
}
