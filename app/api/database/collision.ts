import { isCollided } from '../problems'
import type { Db } from './connect'

/** A transaction that is done again when it collided. Whatever the work does outside of it is done again too. */
export async function transact<T>(db: Db, work: (transaction: Db) => Promise<T>, tries = 3): Promise<T> {
  try {
    return await db.transaction().execute(work)
  } catch (error) {
    if (!isCollided(error) || tries === 1) throw error
    return transact(db, work, tries - 1)
  }
}
