import type { Kysely } from 'kysely'

/** Privacy reports that a desk confirms, and what became of a camera because of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('reports').addColumn('confirmed_at', 'bigint').execute()
  await db.schema.alterTable('reports').addColumn('confirmed_by', 'text').execute()
  await db.schema.createIndex('reports_camera').on('reports').columns(['kind', 'camera']).execute()
  await db.schema
    .createTable('privacy_cases')
    .addColumn('camera', 'text', (c) => c.primaryKey())
    .addColumn('held_at', 'bigint')
    .addColumn('decided_at', 'bigint')
    .addColumn('decided_by', 'text')
    .execute()
}
