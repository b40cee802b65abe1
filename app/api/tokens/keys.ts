import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock'
import type { Db } from '../database/connect'
import type { SigningKey } from './compact'

/** The signing keys that all API processes share: the newest that is known everywhere signs, all check. */
export interface SigningKeys {
  current(): SigningKey
  byId(id: string): SigningKey | undefined
  /** Makes a new key: it checks at once, and signs when every process has had the time to learn it. */
  rotate(now: number): Promise<void>
  /** Reads the keys again: another process may have rotated. Call it at least every `relearnMs`. */
  reload(now: number): Promise<void>
}

/** How often a process reads the keys again. */
export const relearnMs = 20_000
/** A new key signs only after this, so that no process meets a token of a key that it does not know. */
export const knownAfterMs = 3 * relearnMs
/** A key checks so long after another has taken its place: no token lives longer than the longest watching time of a day. */
const keptMs = 2 * 24 * 3600 * 1000

/** Opens the keys of the store, making the first one when there is none. */
export async function openSigningKeys(db: Db, now: number): Promise<SigningKeys> {
  let signer: SigningKey | undefined
  let byId = new Map<string, SigningKey>()

  async function reload(at: number): Promise<void> {
    const rows = await readKeys(db)
    const keys = rows.map((row) => ({ id: row.id, secret: Buffer.from(row.secret, 'base64url') }))
    const known = rows.findLastIndex((row) => row.created_at <= at - knownAfterMs)
    // In a young deployment none has been known for long: the oldest is known longest.
    signer = keys[Math.max(0, known)]
    byId = new Map(keys.map((key) => [key.id, key]))
  }

  async function rotate(at: number): Promise<void> {
    await insertKey(db, randomBytes(4).toString('hex'), at)
    await forgetOld(db, at)
    await reload(at)
  }

  await reload(now)
  if (signer === undefined) {
    // Processes that start together on an empty store must end with the same first key: the name is the same.
    await insertKey(db, 'first', now)
    await reload(now)
  }
  return {
    current: () => signer!,
    byId: (id) => byId.get(id),
    rotate,
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

async function insertKey(db: Db, id: string, at: number): Promise<void> {
  const secret = randomBytes(32).toString('base64url')
  await db
    .insertInto('signing_keys')
    .values({ id, secret, created_at: at })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

function readKeys(db: Db) {
  return db.selectFrom('signing_keys').selectAll().orderBy('created_at').orderBy('id').execute()
}

/** A key is forgotten when its successor has signed for so long that no token of it is alive. */
async function forgetOld(db: Db, now: number): Promise<void> {
  const rows = await readKeys(db)
  const old = rows.filter((_, index) => {
    const successor = rows[index + 1]
    return successor !== undefined && successor.created_at < now - keptMs - knownAfterMs
  })
  for (const { id } of old) await db.deleteFrom('signing_keys').where('id', '=', id).execute()
}
