import type { EventType } from '../../contract/events'

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
