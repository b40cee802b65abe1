import { ProblemError } from '../problems'

/**
 * A limit on guessing: so many failures per key and window, then none until the window ends. Successes never count,
 * because many boxes share one address. In memory of one process; codes and PINs count theirs in rows as well.
 */
export interface Limit {
  /** @throws ProblemError 429 with Retry-After while the key is locked */
  check(key: string, now: number): void
  failed(key: string, now: number): void
  /** Takes back a failure that was counted ahead, so that guesses at the same moment cannot pass together. */
  forgive(key: string): void
}

/** How many keys a limit remembers; beyond, the one longest unchanged is forgotten. */
const mostKeys = 50_000

export function makeLimit(failures: number, windowMs: number): Limit {
  const counts = new Map<string, { count: number; until: number }>()
  return {
    check(key, now) {
      const entry = counts.get(key)
      if (entry === undefined || entry.count < failures) return
      if (now >= entry.until) {
        counts.delete(key)
        return
      }
      throw new ProblemError('too-many-requests', {
        detail: 'too many wrong tries',
        retryAfter: Math.ceil((entry.until - now) / 1000),
      })
    },
    failed(key, now) {
      const before = counts.get(key)
      const entry = before === undefined || now >= before.until ? { count: 0, until: now + windowMs } : before
      entry.count++
      counts.delete(key)
      counts.set(key, entry)
      if (counts.size > mostKeys) counts.delete(counts.keys().next().value!)
    },
    forgive(key) {
      const entry = counts.get(key)
      if (entry !== undefined && --entry.count <= 0) counts.delete(key)
    },
  }
}

/** Whom an address stands for: one IPv4 address, or the /64 network that one IPv6 subscriber has. */
export function addressKey(ip: string): string {
  if (!ip.includes(':') || ip.startsWith('::ffff:')) return ip
  const [head = '', tail = ''] = ip.split('::')
  const left = head.split(':').filter((part) => part !== '')
  const right = tail.split(':').filter((part) => part !== '')
  const missing = ip.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0
  return [...left, ...Array<string>(missing).fill('0'), ...right].slice(0, 4).join(':')
}
