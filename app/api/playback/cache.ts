import type { Clock } from '../clock'

interface Kept<T> {
  value: T
  size: number
  until: number
}

type Fresh<T> = Pick<Kept<T>, 'value' | 'size'> & { ms: number }

/** Things fetched a moment ago, in memory only, and fetched once for all who ask at the same time. */
export interface Cache<T> {
  /** The thing under a key: kept, being fetched, or fetched now. A failure is passed on to all who wait. */
  get(key: string, fetch: () => Promise<Fresh<T>>): Promise<T>
  /** The thing under a key if it is kept, without asking for it. */
  peek(key: string): T | undefined
  /** Keeps what came by another way, in the place of what was kept. */
  put(key: string, fresh: Fresh<T>): void
  /** Lets go of what is too old: pictures stay no longer than they are of use. */
  prune(): void
  readonly bytes: number
}

/** A cache of at most so many bytes; what was asked for longest ago goes first. */
export function makeCache<T>(clock: Clock, maxBytes: number): Cache<T> {
  // A Map keeps the order of insertion: the first key is the one asked for longest ago.
  const kept = new Map<string, Kept<T>>()
  const underway = new Map<string, Promise<T>>()
  let bytes = 0

  function drop(key: string, entry: Kept<T>): void {
    kept.delete(key)
    bytes -= entry.size
  }

  function put(key: string, { value, size, ms }: Fresh<T>): void {
    const old = kept.get(key)
    if (old !== undefined) drop(key, old)
    if (size > maxBytes || ms <= 0) return
    kept.set(key, { value, size, until: clock.now() + ms })
    bytes += size
    for (const [oldest, entry] of kept) {
      if (bytes <= maxBytes) break
      drop(oldest, entry)
    }
  }

  async function fill(key: string, fetch: () => Promise<Fresh<T>>): Promise<T> {
    try {
      const fresh = await fetch()
      put(key, fresh)
      return fresh.value
    } finally {
      underway.delete(key)
    }
  }

  return {
    get(key, fetch) {
      const entry = kept.get(key)
      if (entry !== undefined && entry.until > clock.now()) {
        kept.delete(key)
        kept.set(key, entry)
        return Promise.resolve(entry.value)
      }
      const waiting = underway.get(key)
      if (waiting !== undefined) return waiting
      const fetching = fill(key, fetch)
      underway.set(key, fetching)
      return fetching
    },
    peek(key) {
      const entry = kept.get(key)
      return entry !== undefined && entry.until > clock.now() ? entry.value : undefined
    },
    put,
    prune() {
      const now = clock.now()
      for (const [key, entry] of kept) if (entry.until <= now) drop(key, entry)
    },
    get bytes() {
      return bytes
    },
  }
}
