import { sql } from 'kysely'
import { expect, vi } from 'vitest'
import { type Db, openStore } from '../../app/api/database/connect'
import type { TestStore } from './stores'

type Step = (transaction: Db) => Promise<unknown>

/**
 * Another process on PostgreSQL locks what `first` does and, when somebody waits for that, what `then` does. Whoever
 * locks the two in the other order collides with it, which fails here or there.
 */
export async function whileWaitedFor<T>(store: TestStore, first: Step, act: () => Promise<T>, then: Step): Promise<T> {
  const other = openStore({ ...store.address, poolSize: 1 })
  try {
    const acting = await other.db.transaction().execute(async (transaction) => {
      await first(transaction)
      const running = act()
      running.catch(() => undefined)
      await vi.waitFor(async () => expect(await waiting(transaction)).toBe(true), 10_000)
      await then(transaction)
      return { running }
    })
    return await acting.running
  } finally {
    await other.close()
  }
}

async function waiting(transaction: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_locks join pg_stat_activity using (pid)
    where not granted and datname = current_database()`.execute(transaction)
  return rows.length > 0
}
