import { type FailureName, problemOf } from './api'
import type { ServerClock } from './clock'
import type { Known } from './services'
import type { BoxStore } from './store'

/**
 * A value that the service knows and the box remembers: first what was stored, then the fresh one. `ask` gets the
 * ETag of the value at hand and gives null when that is still true.
 */
export function known<T>(
  name: string,
  ask: (etag: string | null) => Promise<{ value: T; etag: string | null } | null>,
  store: BoxStore,
  clock: ServerClock,
): Known<T> {
  interface Kept {
    value: T
    at: number
    etag: string | null
  }
  const listeners = new Set<() => void>()
  let kept = store.read<Kept>(name)
  let freshness: Known<T>['freshness'] = kept ? 'stored' : 'nothing'
  let failure: FailureName | null = null
  let asking: Promise<void> | null = null
  let askAgain = false
  let forgotten = 0

  const tell = () =>
    listeners.forEach((listener) => {
      listener()
    })
  const once = async () => {
    const before = forgotten
    try {
      const answer = await ask(kept?.etag ?? null)
      // It was meant for the household that this box no longer belongs to.
      if (forgotten !== before) return
      if (answer) kept = { ...answer, at: clock.now() }
      else if (kept) kept = { ...kept, at: clock.now() }
      freshness = 'fresh'
      failure = null
      store.write(name, kept)
    } catch (error) {
      freshness = 'failed'
      failure = problemOf(error).failure
    }
    tell()
  }
  const refresh = (): Promise<void> => {
    if (asking) {
      // Something changed while the question was on its way: the answer may already be old.
      askAgain = true
      return asking
    }
    asking = once().then(() => {
      asking = null
      if (!askAgain) return undefined
      askAgain = false
      return refresh()
    })
    return asking
  }
  return {
    get value() {
      return kept ? kept.value : null
    },
    get at() {
      return kept ? kept.at : null
    },
    get freshness() {
      return freshness
    },
    get failure() {
      return failure
    },
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    refresh,
    amend(change) {
      if (!kept) return
      // What is kept no longer is what the service's ETag stands for.
      kept = { ...kept, value: change(kept.value), etag: null }
      tell()
    },
    forget() {
      forgotten++
      kept = null
      freshness = 'nothing'
      failure = null
      store.remove(name)
      tell()
    },
  }
}
