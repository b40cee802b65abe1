import type { Kysely } from 'kysely'

/**
 * A suspension stays while its camera is not in the operator's files: it does not go with the camera's row any more.
 * The table is made anew, because SQLite cannot take a reference off a column.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // On SQLite a migration is no transaction by itself, and no crash may leave the switch without its rows.
  if (!db.isTransaction) return db.transaction().execute(up)
  await db.schema
    .createTable('suspensions_that_stay')
    .addColumn('camera', 'text', (c) => c.primaryKey())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute()
  const tables = db as Kysely<Record<'suspensions' | 'suspensions_that_stay' | 'privacy_cases', Row>>
  await tables
    .insertInto('suspensions_that_stay')
    .columns(['camera', 'by_name', 'reason', 'at'])
    .expression((query) => query.selectFrom('suspensions').select(['camera', 'by_name', 'reason', 'at']))
    .execute()
  await db.schema.dropTable('suspensions').execute()
  await db.schema.alterTable('suspensions_that_stay').renameTo('suspensions').execute()
  // A hold whose suspension went with its camera would never close it again: it is to be looked at anew.
  await tables
    .updateTable('privacy_cases')
    .set({ held_at: null })
    .where('camera', 'not in', (query) => query.selectFrom('suspensions').select('camera'))
    .execute()
}

interface Row {
  camera: string
  by_name: string
  reason: string
  at: number
  held_at: number | null
}
