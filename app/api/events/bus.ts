import type { Clock } from '../clock'
import type { Db, Store } from '../database/connect'
import type { NewEvent, StoredEvent } from './event'
import { listen } from './listen'
import { eventsAfter, eventsOf, insertEvents, keptIds, removeEventsBefore } from './store'

export { channel } from './channels'
export type { StoredEvent } from './event'

type EventListener = (event: StoredEvent) => void

/** What boxes and desks hear, live and after a gap. The table decides, the wake-up only says "look". */
export interface Bus {
  /** Writes events in the caller's transaction. Call `wake` after the commit. */
  record(transaction: Db, ...events: NewEvent[]): Promise<void>
  /** Tells this and the other processes that there are new rows. Resolves when they were delivered here; never rejects. */
  wake(): Promise<void>
  /** `record` and `wake` for an event that belongs to no other change. */
  tell(event: NewEvent): Promise<void>
  /** Passes an event on without the store (it is down): best effort, this process only. */
  passOn(event: NewEvent): void
  /** Hears events of any of these channels from now on. Returns how to stop. */
  subscribe(channels: readonly string[], listener: EventListener): () => void
  /** The events of these channels after a row number, oldest first. */
  since(channels: readonly string[], id: number, limit: number): Promise<StoredEvent[]>
  /** The number of the last event that was delivered here: a subscriber of now hears all that come after it. */
  position(): number
  /** The row numbers that can still be replayed; null when nothing ever happened. */
  kept(): Promise<{ oldest: number; newest: number } | null>
  /** Removes what is older than a day. Runs by itself every hour. */
  forget(): Promise<void>
  close(): Promise<void>
}

const pageSize = 500
const forgetBatch = 2000

/**
 * Opens the bus of a process.
 * @param onError hears why the table could not be read or listened to; the bus goes on trying
 */
export async function openBus(
  store: Store,
  clock: Clock,
  onError: (error: unknown) => void = () => undefined,
  keptMs = 24 * 3600 * 1000,
): Promise<Bus> {
  const { db, kind } = store
  const subscribers = new Map<string, Set<EventListener>>()
  let position = (await keptIds(db))?.newest ?? 0
  let closed = false
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  /** Reads and delivers all rows after the last one. One run at a time; a call during a run adds one more run. */
  function wake(): Promise<void> {
    if (closed) return Promise.resolve()
    if (running === null) {
      running = pull().finally(() => {
        running = null
      })
      return running
    }
    next ??= running.then(() => {
      next = null
      return wake()
    })
    return next
  }

  async function pull(): Promise<void> {
    try {
      for (let more = true; more && !closed; ) {
        const events = await eventsAfter(db, position, pageSize)
        for (const event of events) {
          if (event.id !== null) position = event.id
          deliver(event)
        }
        more = events.length === pageSize
      }
    } catch (error) {
      if (!closed) onError(error)
    }
  }

  function deliver(event: StoredEvent): void {
    for (const hear of listenersOf(event.channels)) {
      try {
        hear(event)
      } catch (error) {
        onError(error)
      }
    }
  }

  /** Everyone on these channels, once. A copy: who leaves while being told must not disturb the others. */
  function listenersOf(channels: readonly string[]): Iterable<EventListener> {
    const sets = channels.map((name) => subscribers.get(name)).filter((set) => set !== undefined)
    // Most often one channel has them all: a list of ten thousand costs a tenth of a set of them.
    return sets.length === 1 ? [...(sets[0] ?? [])] : new Set(sets.flatMap((set) => [...set]))
  }

  async function forget(): Promise<void> {
    try {
      const before = clock.now() - keptMs
      while (!closed && (await removeEventsBefore(db, before, forgetBatch)) === forgetBatch);
    } catch (error) {
      if (!closed) onError(error)
    }
  }

  const ear = store.primary === null ? null : listen(store.primary, () => void wake(), onError)
  await ear?.ready
  // A safety net under the wake-ups: whatever was missed is heard a second later.
  const poll = setInterval(() => void wake(), 1000)
  const hourly = setInterval(() => void forget(), 3600 * 1000)
  poll.unref()
  hourly.unref()

  return {
    record: (transaction, ...events) => insertEvents(transaction, kind, events, clock.now()),
    wake,
    async tell(event) {
      await db.transaction().execute((transaction) => insertEvents(transaction, kind, [event], clock.now()))
      await wake()
    },
    passOn: (event) => deliver({ ...event, id: null, at: clock.now() }),
    subscribe(channels, listener) {
      for (const name of channels) {
        const set = subscribers.get(name)
        if (set === undefined) subscribers.set(name, new Set([listener]))
        else set.add(listener)
      }
      return () => {
        for (const name of channels) {
          const set = subscribers.get(name)
          set?.delete(listener)
          if (set?.size === 0) subscribers.delete(name)
        }
      }
    },
    since: (channels, id, limit) => eventsOf(db, channels, id, limit),
    position: () => position,
    kept: () => keptIds(db),
    forget,
    async close() {
      closed = true
      clearInterval(poll)
      clearInterval(hourly)
      subscribers.clear()
      await ear?.close()
      await running
    },
  }
}
