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

export function makeTries(service: Pick<Service, 'clock'>): Tries {
  const box = makeLimit(10, 10 * minutes)
  // Thousands of boxes may share one address, and some of their people mistype.
  const address = makeLimit(60, 10 * minutes)
  return {
    address,
    async guess(ip, serial, attempt) {
      const now = service.clock.now()
      const from = addressKey(ip)
      box.check(serial, now)
      address.check(from, now)
      // Counted ahead: guesses sent at the same moment must not all pass before the first is found wrong.
      box.failed(serial, now)
      let found: Awaited<ReturnType<typeof attempt>> | undefined
      try {
        found = await attempt()
      } finally {
        // Neither right nor wrong (the store is away) counts as nothing.
        if (found === null) address.failed(from, now)
        else box.forgive(serial)
      }
      return found
    },
  }
}
