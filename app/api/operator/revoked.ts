import type { Selectable } from 'kysely'
import type { Db } from '../database/connect'
import type { Database } from '../database/schema'
import type { Stored } from './store'

/** That an operator ended a grant: it holds until it is lifted, whatever a file says (docs/decisions/0011). */
export type Revoked = Selectable<Database['revoked_grants']>

/** A revoked grant as it may be written: ended when it was revoked. Null: it had not begun, and never does. */
export function afterRevocation(row: Stored, { at }: Pick<Revoked, 'at'>): Stored | null {
  const { valid_from, valid_until } = row as { valid_from: number; valid_until: number | null }
  if (valid_from >= at) return null
  return valid_until !== null && valid_until <= at ? row : { ...row, valid_until: at }
}

/** Keeps that a grant was revoked; the first time counts. */
export async function keepRevoked(transaction: Db, row: Revoked): Promise<void> {
  await transaction
    .insertInto('revoked_grants')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** What is revoked, by grant; with an id that one alone. */
export async function readRevoked(db: Db, id?: string): Promise<Map<string, Revoked>> {
  const rows = await db
    .selectFrom('revoked_grants')
    .selectAll()
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .orderBy('at')
    .orderBy('id')
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Lifts a revocation; false when there was none. */
export async function liftRevoked(transaction: Db, id: string): Promise<boolean> {
  const lifted = await transaction.deleteFrom('revoked_grants').where('id', '=', id).returning('id').execute()
  return lifted.length > 0
}
