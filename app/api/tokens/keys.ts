import { randomBytes } from 'node:crypto'
import type { Db } from '../database/connect'
import type { SigningKey } from './compact'

/** The signing keys that all API processes share: the newest that is known everywhere signs, all check. */
export interface SigningKeys {
  current(): SigningKey
  byId(id: string): SigningKey | undefined
  /** Makes a new key; it signs at once, older keys go on checking. */
  rotate(now: number): Promise<void>
  /** Reads the keys again: another process may have rotated. */
  reload(): Promise<void>
}

/** Keys older than this check no longer: no token lives longer than the longest watching time of a day. */
const keptMs = 2 * 24 * 3600 * 1000

/** Opens the keys of the store, making the first one when there is none. */
export async function openSigningKeys(db: Db, now: number): Promise<SigningKeys> {
  let keys: SigningKey[] = []
  const byId = new Map<string, SigningKey>()

  async function reload(): Promise<void> {
    const rows = await db.selectFrom('signing_keys').selectAll().orderBy('created_at').orderBy('id').execute()
    keys = rows.map((row) => ({ id: row.id, secret: Buffer.from(row.secret, 'base64url') }))
    byId.clear()
    for (const key of keys) byId.set(key.id, key)
  }

  async function rotate(at: number): Promise<void> {
    const id = randomBytes(4).toString('hex')
    await db
      .insertInto('signing_keys')
      .values({ id, secret: randomBytes(32).toString('base64url'), created_at: at })
      .execute()
    const newest = keys.at(-1)
    if (newest !== undefined)
      await db
        .deleteFrom('signing_keys')
        .where('created_at', '<', at - keptMs)
        .where('id', 'not in', [id, newest.id])
        .execute()
    await reload()
  }

  await reload()
  if (keys.length === 0) await rotate(now)
  return {
    current: () => keys.at(-1)!,
    byId: (id) => byId.get(id),
    rotate,
    reload,
  }
}
