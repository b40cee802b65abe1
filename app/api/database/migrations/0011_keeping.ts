import type { Kysely } from 'kysely'

/** Revocations that outlive the next file, tries that all processes count together, imports in pieces, and indexes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('revoked_grants')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('by_key', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .execute()
  await schema
    .createTable('failed_tries')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('until', 'bigint', (c) => c.notNull())
    .execute()
  await schema.createIndex('failed_tries_until').on('failed_tries').column('until').execute()
  await schema
    .createTable('import_pieces')
    .addColumn('seq', 'integer', (c) => c.primaryKey())
    .addColumn('file', 'text', (c) => c.notNull())
    .addColumn('act', 'text', (c) => c.notNull())
    .addColumn('rows', 'text', (c) => c.notNull())
    .execute()
  // What belongs to an alarm is found by it: to read it, and to remove it when its time has come.
  for (const table of ['alarm_keys', 'escalation_steps', 'emergency_grants', 'drill_alarms'])
    await schema.createIndex(`${table}_alarm`).on(table).column('alarm').execute()
  await schema.createIndex('pairings_ended').on('pairings').column('ended_at').execute()
  await schema.createIndex('activation_codes_ended').on('activation_codes').column('expires_at').execute()
  await schema.createIndex('access_history_at').on('access_history').column('at').execute()
}
