import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('camera_days')
    .addColumn('camera', 'text', (c) => c.notNull())
    .addColumn('day', 'text', (c) => c.notNull())
    .addColumn('online_ms', 'bigint', (c) => c.notNull())
    .addColumn('offline_ms', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('camera_days_key', ['day', 'camera'])
    .execute()
}
