import { sql } from 'kysely'
import { lockEvents } from '../events/store'
import { isCollided, isStoreDown } from '../problems'
import type { Db, Store } from './connect'

/** Writes that share transactions. */
export interface Writer {
  /** Runs in a transaction; resolves when that is durable. An error undoes this piece of work alone. It may run again. */
  write<T>(work: (transaction: Db) => Promise<T>): Promise<T>
}

interface Job {
  work: (transaction: Db) => Promise<unknown>
  done: (value: never) => void
  failed: (error: unknown) => void
}

/** So many pieces of work share one commit at most. */
const batchSize = 64

/**
 * Group commit: whatever is asked for while a commit is under way goes into the next one together, because a commit
 * waits for the disk and a disk does few hundred a second. Writers of all processes take turns from the first statement
 * on: what a piece of work reads stays true until it is written, and event numbers become visible in order.
 */
export function openWriter(store: Store): Writer {
  const waiting: Job[] = []
  let busy = false

  async function run(): Promise<void> {
    busy = true
    while (waiting.length > 0) await commit(waiting.splice(0, batchSize))
    busy = false
  }

  /**
   * Hopes that no piece of work fails, which saves two statements for each. When one does, all run again, each behind a
   * savepoint, and only those that fail are undone.
   */
  async function commit(jobs: Job[], tries = 3, guarded = false): Promise<void> {
    const outcomes: (() => void)[] = []
    let fault: unknown = null
    try {
      await store.db.transaction().execute(async (transaction) => {
        if (store.kind === 'postgres')
          // A process that stops in between must not keep the others from writing.
          await sql`set local idle_in_transaction_session_timeout = 5000; set local lock_timeout = 5000`.execute(
            transaction,
          )
        await lockEvents(transaction, store.kind)
        for (const job of jobs) outcomes.push(await (guarded ? guard : attempt)(transaction, job))
      })
    } catch (error) {
      fault = error
    }
    if (fault === null) for (const settle of outcomes) settle()
    else if (isCollided(fault) && tries > 1) await commit(jobs, tries - 1, guarded)
    else if (!guarded && jobs.length > 1 && !isStoreDown(fault)) await commit(jobs, tries, true)
    else for (const job of jobs) job.failed(fault)
  }

  async function attempt(transaction: Db, job: Job): Promise<() => void> {
    const value = await job.work(transaction)
    return () => job.done(value as never)
  }

  async function guard(transaction: Db, job: Job): Promise<() => void> {
    await sql`savepoint work`.execute(transaction)
    try {
      const settle = await attempt(transaction, job)
      await sql`release savepoint work`.execute(transaction)
      return settle
    } catch (error) {
      if (isCollided(error)) throw error
      await sql`rollback to savepoint work`.execute(transaction)
      await sql`release savepoint work`.execute(transaction)
      return () => job.failed(error)
    }
  }

  return {
    write: (work) =>
      new Promise((done, failed) => {
        waiting.push({ work, done, failed })
        // After this turn: requests that came in together share a commit.
        if (!busy) {
          busy = true
          setImmediate(() => void run())
        }
      }),
  }
}
