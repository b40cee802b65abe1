import type { Kysely } from 'kysely'

/** The processes that look at cameras, each until a time that it puts off again and again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('probe_processes')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('until', 'bigint', (c) => c.notNull())
    .execute()
}
