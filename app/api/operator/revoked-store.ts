import type { Db } from '../database/connect'
import type { Revoked } from './revoked'

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
