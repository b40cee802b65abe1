import { randomUUID } from 'node:crypto'
import type { Db } from '../database/connect'

export interface Message {
  id: string
  type: string
  body: string
  attempts: number
}

/** A time that never comes: given up, until somebody replays it. */
const never = 8_640_000_000_000_000

/** Writes a message in the transaction of what it tells about. */
export const insertMessage = (transaction: Db, type: string, data: unknown, at: number): Promise<void> =>
  insertMessages(transaction, type, [data], at)

/** Writes a message of one type about each. */
export async function insertMessages(transaction: Db, type: string, about: unknown[], at: number): Promise<void> {
  if (about.length === 0) return
  const timestamp = new Date(at).toISOString()
  await transaction
    .insertInto('webhook_outbox')
    .values(
      about.map((data) => ({
        id: `msg_${randomUUID()}`,
        type,
        body: JSON.stringify({ type, timestamp, data }),
        created_at: at,
        next_at: at,
        attempts: 0,
        delivered_at: null,
        last_error: null,
      })),
    )
    .execute()
}

/**
 * Takes messages that are due, oldest first, and keeps other processes from them until the lease ends: a process that
 * dies while sending loses none, at the price of telling one twice.
 */
export async function claimMessages(db: Db, now: number, leaseMs: number, limit: number): Promise<Message[]> {
  const rows = await db
    .updateTable('webhook_outbox')
    .set({ next_at: now + leaseMs })
    .where('id', 'in', (query) =>
      query
        .selectFrom('webhook_outbox')
        .select('id')
        .where('delivered_at', 'is', null)
        .where('next_at', '<=', now)
        .orderBy('created_at')
        .limit(limit),
    )
    // Checked again on the row itself: another process may have taken it in between.
    .where('next_at', '<=', now)
    .returning(['id', 'type', 'body', 'attempts'])
    .execute()
  return rows
}

export async function markDelivered(db: Db, message: Message, at: number): Promise<void> {
  await db
    .updateTable('webhook_outbox')
    .set({ delivered_at: at, attempts: message.attempts + 1, last_error: null })
    .where('id', '=', message.id)
    .execute()
}

export async function markFailed(db: Db, message: Message, error: string, next: number | null): Promise<void> {
  await db
    .updateTable('webhook_outbox')
    .set({ next_at: next ?? never, attempts: message.attempts + 1, last_error: error.slice(0, 200) })
    .where('id', '=', message.id)
    .execute()
}

/**
 * Sends again, with their ids, what was created since a time: all of it, or what was never delivered.
 * @returns how many messages
 */
export async function replayMessages(
  db: Db,
  since: number,
  now: number,
  which: 'all' | 'undelivered',
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_outbox')
    .set({ next_at: now, attempts: 0, delivered_at: null })
    .where('created_at', '>=', since)
    .$if(which === 'undelivered', (query) => query.where('delivered_at', 'is', null))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Forgets messages that were delivered before a time. */
export async function removeDelivered(db: Db, before: number): Promise<void> {
  await db.deleteFrom('webhook_outbox').where('delivered_at', '<', before).execute()
}
