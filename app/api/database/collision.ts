import type { Db } from './connect'

/** PostgreSQL undid us because another transaction wanted the same rows in another order: try again. */
export const collided = (error: unknown) => ['40001', '40P01'].includes(String((error as { code?: unknown }).code))

/** A transaction that is done again when it collided. Whatever the work does outside of it is done again too. */
export async function transact<T>(db: Db, work: (transaction: Db) => Promise<T>, tries = 3): Promise<T> {
  try {
    return await db.transaction().execute(work)
  } catch (error) {
    if (!collided(error) || tries === 1) throw error
    return transact(db, work, tries - 1)
  }
}
