import type { Db } from '../database/connect'
import type { Rollout } from './rules'

const key = 'tv.rollout'

export async function readRollout(db: Db): Promise<Rollout | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row === undefined ? null : (JSON.parse(row.value) as Rollout)
}

export async function writeRollout(db: Db, rollout: Rollout): Promise<void> {
  const value = JSON.stringify(rollout)
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

/** Stops a roll-out that is as it was read: what the operator changed meanwhile stands. */
export async function stopRollout(db: Db, read: Rollout, why: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('settings')
    .set({ value: JSON.stringify({ ...read, stopped: why }) })
    .where('key', '=', key)
    .where('value', '=', JSON.stringify(read))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
