import type { EventType } from '../../contract/events'
import type { Db } from '../database/connect'

/** An event as it stands in the store, before it is put in the words of one listener. */
export interface StoredEvent {
  /** null while the store is down: heard, but not yet written, and sent without an SSE id */
  id: number | null
  at: number
  type: EventType
  channels: readonly string[]
  /** What the event is about; the listener's view is made from it at delivery (`events/views.ts`). */
  data: unknown
}

export type NewEvent = Pick<StoredEvent, 'type' | 'channels' | 'data'>

/** What boxes and desks hear, live and after a gap. The table decides, the wake-up only says "look". */
export interface Bus {
  /** Writes an event in the caller's transaction. Call `wake` after the commit. */
  record(transaction: Db, event: NewEvent): Promise<void>
  /** Tells this and the other processes that there are new rows. */
  wake(): Promise<void>
  /** `record` and `wake` for an event that belongs to no other change. */
  tell(event: NewEvent): Promise<void>
  /** Passes an event on without the store (it is down): best effort, this process only. */
  passOn(event: NewEvent): void
  /** Hears events of any of these channels from now on. Returns how to stop. */
  subscribe(channels: readonly string[], listener: (event: StoredEvent) => void): () => void
  /** The events of these channels after a row number, oldest first. */
  since(channels: readonly string[], id: number, limit: number): Promise<StoredEvent[]>
  close(): Promise<void>
}

export const channel = {
  household: (id: string) => `household:${id}`,
  group: (id: string) => `group:${id}`,
  /** the boxes of an area and below: a box listens to its own area and all above */
  area: (id: string) => `area:${id}`,
  /** the desks that look after an area: a desk listens to its own area only; tellers name the desks */
  desk: (area: string) => `desk:${area}`,
  /** every API process: changes that gates and indexes must follow */
  service: 'service',
}
