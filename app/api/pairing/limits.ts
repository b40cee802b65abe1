import { createHmac } from 'node:crypto'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { countTry, forgetTries, lockedUntil, takeTry, untryOne } from './limits-store'

/**
 * A limit on guessing: so many failures per key and window, then none until the window ends. Successes never count,
 * because many boxes share one address. Counted in the store: with several processes a guesser has no more tries, and
 * a restart forgets none.
 */
export interface Limit {
  /** @throws ProblemError 429 with Retry-After while the key is locked */
  check(key: string): Promise<void>
  failed(key: string): Promise<void>
  /**
   * Counts a failure ahead of the guess, so that guesses at the same moment cannot pass together.
   * @throws ProblemError 429 with Retry-After while the key is locked
   */
  take(key: string): Promise<void>
  /** Takes back a failure that was counted ahead: the guess was right. */
  forgive(key: string): Promise<void>
}

/** @param name tells the keys of one limit from those of another */
export function makeLimit(
  { db, clock, config }: Pick<Service, 'db' | 'clock' | 'config'>,
  name: string,
  failures: number,
  windowMs: number,
): Limit {
  // Keys hold addresses and names: only somebody with the operator's key could tell which.
  const rowOf = (key: string) =>
    createHmac('sha256', config.OPERATOR_KEY ?? '')
      .update(`${name}\n${key}`)
      .digest('base64url')

  async function refuseLocked(row: string, now: number): Promise<void> {
    const until = await lockedUntil(db, row, failures, now)
    if (until === null) return
    const retryAfter = Math.ceil((until - now) / 1000)
    throw new ProblemError('too-many-requests', { detail: 'too many wrong tries', retryAfter })
  }

  return {
    check: (key) => refuseLocked(rowOf(key), clock.now()),
    failed: (key) => countTry(db, rowOf(key), clock.now(), windowMs),
    async take(key) {
      const [row, now] = [rowOf(key), clock.now()]
      await forgetTries(db, now)
      // Locked, unless the window ended between the two questions.
      while (!(await takeTry(db, row, failures, now, windowMs))) await refuseLocked(row, now)
    },
    forgive: (key) => untryOne(db, rowOf(key)),
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
