import { keepHistory } from '../access/history'
import type { Db } from '../database/connect'

/** Closes a camera; a new reason replaces the old one. */
export async function suspend(
  transaction: Db,
  row: { camera: string; by_name: string; reason: string; at: number },
): Promise<void> {
  await transaction
    .insertInto('suspensions')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('camera').doUpdateSet({ by_name: row.by_name, reason: row.reason, at: row.at }),
    )
    .execute()
  await keepHistory(transaction, 'suspensions', [{ key: row.camera, row }], row.at)
}

/** Opens a camera again; false when it was not suspended. */
export async function resume(transaction: Db, camera: string, at: number): Promise<boolean> {
  await keepHistory(transaction, 'suspensions', [{ key: camera, row: null }], at)
  return (
    (await transaction.deleteFrom('suspensions').where('camera', '=', camera).returning('camera').execute()).length > 0
  )
}

/** Ends a grant now; one that has not begun is removed. */
export async function endGrant(transaction: Db, id: string, now: number): Promise<void> {
  await transaction.deleteFrom('grants').where('id', '=', id).where('valid_from', '>=', now).execute()
  const [row] = await transaction
    .updateTable('grants')
    .set({ valid_until: now })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', now)]))
    .returningAll()
    .execute()
  const stays = await transaction.selectFrom('grants').selectAll().where('id', '=', id).executeTakeFirst()
  await keepHistory(transaction, 'grants', [{ key: id, row: row ?? stays ?? null }], now)
}
