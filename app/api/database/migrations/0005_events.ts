import type { Kysely } from 'kysely'
import { rowNumber } from '../columns'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db
  const number = rowNumber(db)
  await schema
    .createTable('events')
    .addColumn('id', number.type, number.build)
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('data', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('events_at').on('events').column('at').execute()
  await schema
    .createTable('event_channels')
    .addColumn('event', 'bigint', (c) => c.notNull().references('events.id').onDelete('cascade'))
    .addColumn('channel', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('event_channels_pk', ['channel', 'event'])
    .execute()
  await schema.createIndex('event_channels_event').on('event_channels').column('event').execute()
  await schema
    .createTable('event_tickets')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('listener', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .execute()
  await schema
    .createTable('desk_sessions')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('user_name', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('seen_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createTable('desk_presence')
    .addColumn('session', 'text', (c) => c.primaryKey())
    .addColumn('area', 'text', (c) => c.notNull())
    .addColumn('user_name', 'text', (c) => c.notNull())
    .addColumn('visible', 'integer', (c) => c.notNull())
    .addColumn('seen_at', 'bigint', (c) => c.notNull())
    .addColumn('acted_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createTable('webhook_outbox')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('next_at', 'bigint', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('delivered_at', 'bigint')
    .addColumn('last_error', 'text')
    .execute()
  await schema.createIndex('webhook_outbox_due').on('webhook_outbox').columns(['delivered_at', 'next_at']).execute()
}
