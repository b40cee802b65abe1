import type { Db } from '../database/connect'

/** The hash of a household's sign; null when none is enrolled. */
export async function signOf(db: Db, household: string): Promise<string | null> {
  const row = await db.selectFrom('duress_signs').select('hash').where('household', '=', household).executeTakeFirst()
  return row?.hash ?? null
}

/** Enrols a sign, or removes it (null). */
export async function storeSign(db: Db, household: string, hash: string | null): Promise<void> {
  if (hash === null) {
    await db.deleteFrom('duress_signs').where('household', '=', household).execute()
    return
  }
  await db
    .insertInto('duress_signs')
    .values({ household, hash })
    .onConflict((conflict) => conflict.column('household').doUpdateSet({ hash }))
    .execute()
}
