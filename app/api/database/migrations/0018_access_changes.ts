import type { Kysely } from 'kysely'

/** Which rows each version of the neighbourhood changed, so that processes read only those again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('access_changes')
    .addColumn('version', 'bigint', (c) => c.notNull())
    .addColumn('piece', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('keys', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('access_changes_key', ['version', 'piece'])
    .execute()
}
