import type { Selectable } from 'kysely'
import type { Db } from '../database/connect'
import type { Database } from '../database/schema'

export type PinRow = Selectable<Database['household_pins']>

/** The PIN row of a household; null when it never had one. */
export async function pinOf(db: Db, household: string): Promise<PinRow | null> {
  const row = await db.selectFrom('household_pins').selectAll().where('household', '=', household).executeTakeFirst()
  return row ?? null
}

/**
 * Counts a try ahead of its check. False when another try came in between: look again. The first try after a lock sets
 * the count to what it may be already, so that only its time tells it from those sent beside it.
 */
export async function countTry(db: Db, seen: PinRow, failures: number, now: number): Promise<boolean> {
  const result = await db
    .updateTable('household_pins')
    .set({ failures, failed_at: now })
    .where('household', '=', seen.household)
    .where('failures', '=', seen.failures)
    .where('failed_at', 'is not distinct from', seen.failed_at)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function forgiveTries(db: Db, household: string): Promise<void> {
  await db
    .updateTable('household_pins')
    .set({ failures: 0, failed_at: null })
    .where('household', '=', household)
    .execute()
}

/** Sets or removes (null) the PIN of a household, and closes what the former one had opened. */
export async function storePin(transaction: Db, household: string, hash: string | null, now: number): Promise<void> {
  const row = { household, hash, changed_at: now, failures: 0, failed_at: null }
  await transaction
    .insertInto('household_pins')
    .values(row)
    .onConflict((conflict) => conflict.column('household').doUpdateSet(row))
    .execute()
  await transaction.updateTable('pairings').set({ pin_until: null }).where('household', '=', household).execute()
}

/** Until when the PIN counts as typed on the box of a pairing. */
export async function openUntil(db: Db, pairing: string, until: number): Promise<void> {
  await db.updateTable('pairings').set({ pin_until: until }).where('id', '=', pairing).execute()
}
