import type { Selectable } from 'kysely'
import type { Db } from '../database/connect'
import type { Database } from '../database/schema'

export type KeyRow = Selectable<Database['operator_keys']>

/** The key with this hash, also a revoked one. */
export async function keyBySecret(db: Db, hash: string): Promise<KeyRow | null> {
  return (await db.selectFrom('operator_keys').selectAll().where('secret_hash', '=', hash).executeTakeFirst()) ?? null
}

export async function insertKey(db: Db, row: KeyRow): Promise<void> {
  await db.insertInto('operator_keys').values(row).execute()
}

export async function listKeys(db: Db): Promise<KeyRow[]> {
  return db.selectFrom('operator_keys').selectAll().orderBy('created_at').orderBy('id').execute()
}

/** Revokes a key; false when there is none that still counts. */
export async function revokeKey(db: Db, id: string, at: number): Promise<boolean> {
  const revoked = await db
    .updateTable('operator_keys')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
  return revoked.length > 0
}
