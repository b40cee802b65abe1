import type { Selectable } from 'kysely'
import type { Db } from '../database/connect'
import type { Database } from '../database/schema'
import { codeFailures } from './rules'

export type ActivationCodeRow = Selectable<Database['activation_codes']>
export type AuthorizationRow = Selectable<Database['device_authorizations']>

/** How long an ended device authorization is remembered, so that its box is told `expired_token`. */
const rememberedMs = 3_600_000
/** Device authorizations that one box may have under way: a stranger's cannot push out the one on the screen. */
const authorizationsPerBox = 5

export async function householdExists(db: Db, household: string): Promise<boolean> {
  const row = await db.selectFrom('households').select('id').where('id', '=', household).executeTakeFirst()
  return row !== undefined
}

/** The codes of a household that were neither used nor voided nor guessed out nor ended, newest first. */
export async function liveCodesOf(db: Db, household: string, now: number): Promise<ActivationCodeRow[]> {
  return db
    .selectFrom('activation_codes')
    .selectAll()
    .where('household', '=', household)
    .where('used_at', 'is', null)
    .where('void_at', 'is', null)
    .where('failures', '<', codeFailures)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute()
}

export async function insertCode(db: Db, row: ActivationCodeRow): Promise<void> {
  await db.insertInto('activation_codes').values(row).execute()
}

export async function voidCodes(db: Db, ids: readonly string[], now: number): Promise<void> {
  if (ids.length > 0) await db.updateTable('activation_codes').set({ void_at: now }).where('id', 'in', ids).execute()
}

/** A wrong guess counts against every code of the household that could have been meant. */
export async function countFailure(db: Db, household: string, now: number): Promise<void> {
  await db
    .updateTable('activation_codes')
    .set((row) => ({ failures: row('failures', '+', 1) }))
    .where('household', '=', household)
    .where('used_at', 'is', null)
    .where('void_at', 'is', null)
    .where('expires_at', '>', now)
    .execute()
}

/** Spends a code. False when it was spent, voided, guessed out or ended in between. */
export async function spendCode(transaction: Db, id: string, now: number): Promise<boolean> {
  const result = await transaction
    .updateTable('activation_codes')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('void_at', 'is', null)
    .where('failures', '<', codeFailures)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Stores a device authorization; forgets those long ended and the oldest of a box that has too many. */
export async function insertAuthorization(db: Db, row: AuthorizationRow): Promise<void> {
  await db
    .deleteFrom('device_authorizations')
    .where('expires_at', '<', row.created_at - rememberedMs)
    .execute()
  const others = await db
    .selectFrom('device_authorizations')
    .select('device_hash')
    .where('box', '=', row.box)
    .where('state', '=', 'pending')
    .orderBy('created_at', 'desc')
    .execute()
  const spare = others.slice(authorizationsPerBox - 1).map((other) => other.device_hash)
  if (spare.length > 0) await db.deleteFrom('device_authorizations').where('device_hash', 'in', spare).execute()
  await db.insertInto('device_authorizations').values(row).execute()
}

export async function authorizationByDevice(db: Db, deviceHash: string): Promise<AuthorizationRow | null> {
  const query = db.selectFrom('device_authorizations').selectAll().where('device_hash', '=', deviceHash)
  return (await query.executeTakeFirst()) ?? null
}

/** The authorization that waits for somebody to type its user code. */
export async function pendingByUserCode(db: Db, userHash: string, now: number): Promise<AuthorizationRow | null> {
  const row = await db
    .selectFrom('device_authorizations')
    .selectAll()
    .where('user_hash', '=', userHash)
    .where('state', '=', 'pending')
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row ?? null
}

export async function recordPoll(db: Db, deviceHash: string, now: number, intervalS: number): Promise<void> {
  await db
    .updateTable('device_authorizations')
    .set({ polled_at: now, interval_s: intervalS })
    .where('device_hash', '=', deviceHash)
    .execute()
}

/** Approves or denies a pending authorization. False when that was done already. */
export async function decideAuthorization(
  transaction: Db,
  deviceHash: string,
  decision: { state: 'approved' | 'denied'; household: string | null; officer: string | null },
): Promise<boolean> {
  const result = await transaction
    .updateTable('device_authorizations')
    .set(decision)
    .where('device_hash', '=', deviceHash)
    .where('state', '=', 'pending')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Uses up an approved authorization: one pairing comes from it. */
export async function spendAuthorization(transaction: Db, deviceHash: string): Promise<boolean> {
  const result = await transaction
    .updateTable('device_authorizations')
    .set({ state: 'used' })
    .where('device_hash', '=', deviceHash)
    .where('state', '=', 'approved')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Remembers an assertion's id until the assertion ends. False when it was used before. */
export async function spendAssertion(transaction: Db, id: string, expiresAt: number, now: number): Promise<boolean> {
  await transaction.deleteFrom('assertion_ids').where('expires_at', '<', now).execute()
  const result = await transaction
    .insertInto('assertion_ids')
    .values({ id, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
