import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // One column a statement: SQLite adds no more at once.
  await db.schema.alterTable('camera_status').addColumn('picture', 'text').execute()
  await db.schema.alterTable('camera_status').addColumn('picture_since', 'bigint').execute()
  for (const column of ['sound_ms', 'suspected_ms'])
    await db.schema
      .alterTable('camera_days')
      .addColumn(column, 'bigint', (c) => c.notNull().defaultTo(0))
      .execute()
  await db.schema.alterTable('camera_days').addColumn('suspicion', 'text').execute()
}
