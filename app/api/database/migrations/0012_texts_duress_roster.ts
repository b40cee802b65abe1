import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  await schema.alterTable('emergency_grants').addColumn('ended_why', 'text').execute()
  await schema.alterTable('emergency_grants').addColumn('claimed_at', 'bigint').execute()
  await schema.alterTable('emergency_grants').addColumn('logged_at', 'bigint').execute()
  // What ended before was never logged, and is not to be logged now as if it had just ended.
  await sql`update emergency_grants set logged_at = valid_until`.execute(db)
  await schema
    .createIndex('emergency_grants_ending')
    .on('emergency_grants')
    .columns(['logged_at', 'valid_until'])
    .execute()
  await schema
    .createTable('alarm_texts')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('alarm', 'text', (c) => c.notNull().references('alarms.id').onDelete('cascade'))
    .addColumn('ready', 'text')
    .addColumn('text', 'text')
    .addColumn('answers', 'text', (c) => c.notNull())
    .addColumn('by_user', 'text', (c) => c.notNull())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('displayed_at', 'bigint')
    .addColumn('answer', 'text')
    .addColumn('answered_at', 'bigint')
    .execute()
  await schema.createIndex('alarm_texts_alarm').on('alarm_texts').columns(['alarm', 'at']).execute()
  await schema
    .createTable('duress_signs')
    .addColumn('household', 'text', (c) => c.primaryKey())
    .addColumn('hash', 'text', (c) => c.notNull())
    .execute()
  await schema
    .createTable('duty_shifts')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('area', 'text', (c) => c.notNull())
    .addColumn('user_name', 'text', (c) => c.notNull())
    .addColumn('starts_at', 'bigint', (c) => c.notNull())
    .addColumn('ends_at', 'bigint', (c) => c.notNull())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('duty_shifts_area').on('duty_shifts').columns(['area', 'ends_at']).execute()
  await schema
    .alterTable('duty_officers')
    .addColumn('is_head', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
}
