import type { Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('drills')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('area', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('by_user', 'text', (c) => c.notNull())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('ended_at', 'bigint')
    .execute()
  await schema
    .createTable('drill_alarms')
    .addColumn('drill', 'text', (c) => c.notNull().references('drills.id'))
    .addColumn('alarm', 'text', (c) => c.notNull().references('alarms.id'))
    .addPrimaryKeyConstraint('drill_alarms_pk', ['drill', 'alarm'])
    .execute()
}
