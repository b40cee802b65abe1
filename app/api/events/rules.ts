import type { Listener } from '../alarms/view'
import { ProblemError } from '../problems'
import { channel } from './channels'

/** A ticket must be used for the first time within this time. */
export const ticketMs = 60_000

/** How long a used ticket brings its box back: as long as events are kept. */
export const ticketReuseMs = 24 * 3600 * 1000

/** The channels of a listener: a box hears its household, its group, its area and all above; a desk its own area. */
export function channelsOf(listener: Listener): string[] {
  if (listener.kind === 'desk') return [channel.desk(listener.area)]
  return [
    channel.household(listener.household),
    ...(listener.group === null ? [] : [channel.group(listener.group)]),
    ...listener.areas.map(channel.area),
  ]
}

/** The id of what stands in no table, behind the event of a number: no two of a process are the same. */
export function idBehind(number: number, count: number): string {
  return `${number}.${String(count % 1e6).padStart(6, '0')}`
}

/**
 * The number of the event that a client heard last: its header wins over the query, because a browser that reconnects
 * keeps the old query.
 * @returns null for a client that heard nothing yet
 * @throws ProblemError when it is no id of an event
 */
export function lastEventId(header: string | string[] | undefined, query: string | undefined): number | null {
  const text = (Array.isArray(header) ? header[0] : header) || query
  if (text === undefined || text === '') return null
  if (!/^\d{1,15}(\.\d{6})?$/.test(text))
    throw new ProblemError('bad-request', {
      detail: `Last-Event-ID must be the id of an event of this service, but is "${text.slice(0, 40)}"`,
    })
  return Number.parseInt(text, 10)
}

/**
 * Whether the client's place is unknown here: older than what is kept, or from another store.
 * Row numbers may have gaps, so this may say so once too often; the client only loads again.
 */
export function mustReload(last: number, kept: { oldest: number; newest: number } | null, position: number): boolean {
  const newest = Math.max(kept?.newest ?? 0, position)
  return last > newest || (kept !== null && last < kept.oldest - 1)
}

/** What stands against a ticket; null: it is good. */
export function ticketFault(
  ticket: { expiresAt: number; usedAt: number | null } | null,
  now: number,
): 'unknown' | 'expired' | null {
  if (ticket === null) return 'unknown'
  const end = ticket.usedAt === null ? ticket.expiresAt : ticket.usedAt + ticketReuseMs
  return now < end ? null : 'expired'
}
