import type { Service } from '../service'
import { addressKey, type Limit, makeLimit } from './limits'

/** The limits on guessing at codes, shared by the token endpoint, the `/pair` page and the desk. */
export interface Tries {
  address: Limit
  /**
   * Runs a guess at a code of a box, unless the box or the address has guessed wrongly too often.
   * @throws ProblemError 429 with Retry-After
   */
  guess<T>(ip: string, serial: string, attempt: () => Promise<T | null>): Promise<T | null>
}

const minutes = 60_000

export function makeTries(service: Pick<Service, 'clock' | 'db' | 'config'>): Tries {
  const box = makeLimit(service, 'box', 10, 10 * minutes)
  // Thousands of boxes may share one address, and some of their people mistype.
  const address = makeLimit(service, 'address', 60, 10 * minutes)
  return {
    address,
    async guess(ip, serial, attempt) {
      const from = addressKey(ip)
      await address.check(from)
      // Counted ahead: guesses sent at the same moment must not all pass before the first is found wrong.
      await box.take(serial)
      let found: Awaited<ReturnType<typeof attempt>> | undefined
      try {
        found = await attempt()
      } finally {
        // Neither right nor wrong (the store is away) counts as nothing.
        await (found === null ? address.failed(from) : box.forgive(serial).catch(() => undefined))
      }
      return found
    },
  }
}
