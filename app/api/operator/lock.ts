import { sql } from 'kysely'
import type { Db, Store } from '../database/connect'
import type { Service } from '../service'
import { finishImport, isHalfWritten, type Needed } from './journal'

/** Any number that nothing else locks by: "porc" in ASCII. */
const lockNumber = 0x706f7263

const queues = new WeakMap<Store, Promise<unknown>>()

/** An operator's turn to write, after whatever an import left unfinished: a piece of it must not undo what comes now. */
export function operatorTurn<T>(service: Service, work: () => Promise<T>): Promise<T> {
  return withOperatorLock(service.store, async () => {
    await finishImport(service)
    return work()
  })
}

/**
 * Brings an import that was decided to its end before this process reads the tables, or waits until the process that
 * writes it has. One that another process only checks or notes is none of ours: the tables are still those of before.
 */
export async function finishBeforeStart(service: Needed & Pick<Service, 'store'>): Promise<void> {
  if (service.store.kind === 'libsql') await finishImport(service)
  else if (await isHalfWritten(service.db)) await withOperatorLock(service.store, () => finishImport(service))
}

/**
 * Lets one writer of the operator's files at a time work, in this process and, on PostgreSQL, in all: between the
 * check of a file and its writing nobody changes what it was checked against. The embedded store has one process.
 */
async function withOperatorLock<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const before = queues.get(store) ?? Promise.resolve()
  const mine = before.catch(() => undefined).then(() => (store.kind === 'postgres' ? locked(store, work) : work()))
  queues.set(store, mine)
  return mine
}

function locked<T>(store: Store, work: () => Promise<T>): Promise<T> {
  // The connection is held while `work` uses others of the pool: the queue above keeps this to one per process.
  return store.db.connection().execute(async (connection) => {
    // Asking again instead of waiting in the statement: an import may take longer than a statement may.
    while (!(await tryLock(connection))) await new Promise((again) => setTimeout(again, 50))
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${lockNumber})`.execute(connection)
    }
  })
}

async function tryLock(connection: Db): Promise<boolean> {
  const answer = await sql<{ got: boolean }>`select pg_try_advisory_lock(${lockNumber}) as got`.execute(connection)
  return answer.rows[0]?.got === true
}
