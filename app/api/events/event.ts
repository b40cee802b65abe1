import type { EventType } from '../../contract/events'

/** An event as it stands in the store, before it is put in the words of one listener. */
export interface StoredEvent {
  /** null of what stands in no table: a call while the store is down, or a hint to ask again */
  id: number | null
  at: number
  type: EventType
  channels: readonly string[]
  /** What the event is about; the listener's view is made from it at delivery (`events/views.ts`). */
  data: unknown
}

export type NewEvent = Pick<StoredEvent, 'type' | 'channels' | 'data'>
