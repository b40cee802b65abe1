import { Pool } from 'undici'
import { monotonic } from './processes'

/** Requests under way at once where it goes as fast as it can. */
const atOnce = 256

/** Answers a second, with a few hundred asking at once. */
export async function asFastAsItGoes(
  address: string,
  requests: number,
  send: (pool: Pool) => Promise<void>,
): Promise<number> {
  const pool = new Pool(address, { connections: atOnce })
  const begun = monotonic()
  let left = requests
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await send(pool)
    }),
  )
  const rate = (requests * 1000) / (monotonic() - begun)
  await pool.close()
  return rate
}
