import { randomBytes } from 'node:crypto'
import type { Db } from '../database/connect'

/** The signing keys with their secrets, oldest first. */
export function keysIn(db: Db) {
  return db.selectFrom('signing_keys').selectAll().orderBy('created_at').orderBy('id').execute()
}

/** Keeps a new key of 256 random bits, as long as its HMAC-SHA256 (RFC 2104, section 3); one of the same name stays. */
export async function insertKey(db: Db, id: string, at: number): Promise<void> {
  const secret = randomBytes(32).toString('base64url')
  await db
    .insertInto('signing_keys')
    .values({ id, secret, created_at: at })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export async function deleteKey(db: Db, id: string): Promise<void> {
  await db.deleteFrom('signing_keys').where('id', '=', id).execute()
}
