import { sql } from 'kysely'
import type { EventType } from '../../contract/events'
import type { Db, StoreKind } from '../database/connect'
import { eventLock } from '../database/primary'
import type { NewEvent, StoredEvent } from './event'

/** The channel of PostgreSQL's NOTIFY: it only says "look". */
export const notifyChannel = 'porchlight_events'

/**
 * Lets one transaction at a time write events, until its end. PostgreSQL gives row numbers out before the commit, so
 * without this a reader at row 7 could miss row 6 for ever. libsql has one writer anyway. Repeating it costs nothing.
 */
export async function lockEvents(transaction: Db, kind: StoreKind): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${eventLock})`.execute(transaction)
}

/** Writes events with their channels and, on PostgreSQL, wakes the other processes at the commit. */
export async function insertEvents(
  transaction: Db,
  kind: StoreKind,
  events: readonly NewEvent[],
  at: number,
): Promise<void> {
  if (events.length === 0) return
  if (kind === 'postgres')
    await sql`select pg_advisory_xact_lock(${eventLock}), pg_notify(${notifyChannel}, '')`.execute(transaction)
  const written = await transaction
    .insertInto('events')
    .values(events.map((event) => ({ at, type: event.type, data: JSON.stringify(event.data) })))
    .returning('id')
    .execute()
  // Rows are numbered in the order of the list; in which order the numbers come back nobody promises.
  const ids = written.map(({ id }) => id).toSorted((one, other) => one - other)
  const heard = events.flatMap(({ channels }, at) =>
    [...new Set(channels)].map((channel) => ({ event: ids[at] as number, channel })),
  )
  if (heard.length > 0) await transaction.insertInto('event_channels').values(heard).execute()
}

/** The row numbers that are kept; null when nothing ever happened. */
export async function keptIds(db: Db): Promise<{ oldest: number; newest: number } | null> {
  // Two look-ups by the key; min and max in one query would read the whole table on libsql.
  const newest = await db.selectFrom('events').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (newest === undefined) return null
  const oldest = await db.selectFrom('events').select('id').orderBy('id').limit(1).executeTakeFirst()
  return { oldest: oldest?.id ?? newest.id, newest: newest.id }
}

/** All events after a row number, oldest first. */
export async function eventsAfter(db: Db, id: number, limit: number): Promise<StoredEvent[]> {
  const rows = await db.selectFrom('events').selectAll().where('id', '>', id).orderBy('id').limit(limit).execute()
  return withChannels(db, rows)
}

/** The events of these channels after a row number, oldest first. */
export async function eventsOf(db: Db, channels: readonly string[], id: number, limit: number): Promise<StoredEvent[]> {
  if (channels.length === 0) return []
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('id', 'in', (select) =>
      select
        .selectFrom('event_channels')
        .select('event')
        .distinct()
        .where('channel', 'in', channels)
        .where('event', '>', id)
        .orderBy('event')
        .limit(limit),
    )
    .orderBy('id')
    .execute()
  return withChannels(db, rows)
}

async function withChannels(
  db: Db,
  rows: readonly { id: number; at: number; type: string; data: string }[],
): Promise<StoredEvent[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const named = await db.selectFrom('event_channels').selectAll().where('event', 'in', ids).execute()
  const channels = new Map<number, string[]>()
  for (const { event, channel } of named) {
    const known = channels.get(event)
    if (known === undefined) channels.set(event, [channel])
    else known.push(channel)
  }
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    type: row.type as EventType,
    channels: channels.get(row.id) ?? [],
    data: JSON.parse(row.data),
  }))
}

/**
 * Removes one batch of events that happened before a time. The newest event always stays: it tells a process that
 * starts where the numbering stands.
 * @returns how many were removed
 */
export async function removeEventsBefore(db: Db, at: number, batch: number): Promise<number> {
  const kept = await keptIds(db)
  if (kept === null) return 0
  const { numDeletedRows } = await db
    .deleteFrom('events')
    .where('id', 'in', (select) =>
      select
        .selectFrom('events')
        .select('id')
        .where('at', '<', at)
        .where('id', '<', kept.newest)
        .orderBy('id')
        .limit(batch),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Keeps a ticket; only the hash of its secret is written. */
export async function insertTicket(
  db: Db,
  ticket: { hash: string; pairing: string; serial: string; household: string; expiresAt: number },
): Promise<void> {
  const { hash, expiresAt, ...listener } = ticket
  await db
    .insertInto('event_tickets')
    .values({ hash, listener: JSON.stringify(listener), expires_at: expiresAt, used_at: null })
    .execute()
}

/** A ticket with the state of its pairing now; null when unknown. */
export async function ticketByHash(db: Db, hash: string) {
  const row = await db.selectFrom('event_tickets').selectAll().where('hash', '=', hash).executeTakeFirst()
  if (row === undefined) return null
  const listener = JSON.parse(row.listener) as { pairing: string; serial: string; household: string }
  const pairing = await db.selectFrom('pairings').select('state').where('id', '=', listener.pairing).executeTakeFirst()
  return { ...listener, expiresAt: row.expires_at, usedAt: row.used_at, pairingState: pairing?.state ?? 'ended' }
}

/** Marks a ticket's first use; later ones leave it. */
export async function useTicket(db: Db, hash: string, at: number): Promise<void> {
  await db
    .updateTable('event_tickets')
    .set({ used_at: at })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .execute()
}

/** Removes tickets that were never used in time, and those whose reuse is over. */
export async function removeTickets(db: Db, unusedBefore: number, usedBefore: number): Promise<void> {
  await db
    .deleteFrom('event_tickets')
    .where((is) =>
      is.or([is.and([is('used_at', 'is', null), is('expires_at', '<', unusedBefore)]), is('used_at', '<', usedBefore)]),
    )
    .execute()
}
