import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock'
import type { Db } from '../database/connect'
import { rememberTokens, type TokenCheck } from './check'
import type { SigningKey } from './compact'
import { isForgotten, type KeyStanding, relearnMs, standings } from './rules'
import { deleteKey, insertKey, keysIn } from './store'

/** The signing keys that all API processes share: the newest that is known everywhere signs, all check. */
export interface SigningKeys {
  current(): SigningKey
  byId(id: string): SigningKey | undefined
  /** The claims of a token whose signature holds; the caller asks whether it has ended. */
  check: TokenCheck
  /** Makes a new key: it checks at once, and signs when every process has had the time to learn it. Gives its id. */
  rotate(now: number): Promise<string>
  /** How the keys stand, oldest first; without their secrets. */
  list(now: number): Promise<KeyStanding[]>
  /** Takes a key away: here at once, in every other process when it reads the keys again. */
  retire(id: string, now: number): Promise<void>
  /** Reads the keys again: another process may have rotated. Call it at least every `relearnMs`. */
  reload(now: number): Promise<void>
}

/** Opens the keys of the store, making the first one when there is none. */
export async function openSigningKeys(db: Db, now: number): Promise<SigningKeys> {
  let signer: SigningKey | undefined
  let byId = new Map<string, SigningKey>()

  async function reload(at: number): Promise<void> {
    const rows = await keysIn(db)
    const keys = rows.map((row) => ({ id: row.id, secret: Buffer.from(row.secret, 'base64url') }))
    const standing = standings(rows, at)
    signer = keys[standing.findIndex(({ state }) => state === 'signs')]
    byId = new Map(keys.filter((_, index) => !isForgotten(standing[index]!, at)).map((key) => [key.id, key]))
  }

  async function rotate(at: number): Promise<string> {
    const id = randomBytes(4).toString('hex')
    await insertKey(db, id, at)
    for (const old of standings(await keysIn(db), at)) if (isForgotten(old, at)) await deleteKey(db, old.id)
    await reload(at)
    return id
  }

  await reload(now)
  if (signer === undefined) {
    // Processes that start together on an empty store must end with the same first key: the name is the same.
    await insertKey(db, 'first', now)
    await reload(now)
  }
  const keyOf = (id: string) => byId.get(id)
  return {
    current: () => signer!,
    byId: keyOf,
    check: rememberTokens(keyOf),
    rotate,
    list: async (at) => standings(await keysIn(db), at),
    async retire(id, at) {
      await deleteKey(db, id)
      await reload(at)
    },
    reload,
  }
}

/** Reads the keys again and again, so that this process knows a new one before it signs. Returns how to stop. */
export function keepKeysCurrent(
  keys: SigningKeys,
  clock: Clock,
  log: { error(fields: object, text: string): void },
): () => void {
  const timer = setInterval(() => {
    keys.reload(clock.now()).catch((error: Error) => log.error({ error: error.message }, 'signing keys cannot be read'))
  }, relearnMs)
  timer.unref()
  return () => clearInterval(timer)
}
