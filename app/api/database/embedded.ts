import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SelectQueryNode,
  SqliteAdapter,
  SqliteDialect,
  type SqliteStatement,
} from 'kysely'
import type Libsql from 'libsql'

/** So long a lock that another program holds on the file is waited for. */
const patienceMs = 5000
/** So often it is asked for again meanwhile. */
const againMs = 20
/** So many statements are kept prepared: more than the service has. */
const keptStatements = 500
/** A list of many values has many lengths, and a statement for each would take much memory: it is prepared each time. */
const keptParameters = 64

interface Prepared {
  statement: SqliteStatement
  writes: boolean
}

/**
 * Kysely on libsql, as Kysely's own dialect but for four things. Statements are prepared once. Migrations are there whole
 * or not at all. A lock that another program holds is waited for without holding up this process: pictures, events and
 * calls that are only passed on do not need the store. And the lock is asked for before anything is read or written: what
 * libsql could not run stays open and keeps its view of the file until it is swept up (measured with libsql 0.5), and one
 * that began to read cannot wait at all (SQLITE_BUSY_SNAPSHOT, https://www.sqlite.org/rescode.html#busy_snapshot).
 */
export function embeddedDialect(database: Libsql.Database): Dialect {
  const base = new SqliteDialect({ database: database as never })
  return {
    createAdapter: () => new Adapter(),
    createIntrospector: (db) => base.createIntrospector(db),
    createQueryCompiler: () => base.createQueryCompiler(),
    createDriver: () => driver(database),
  }
}

/**
 * SQLite makes and alters tables within a transaction (https://www.sqlite.org/lang_transaction.html); Kysely says it does
 * not. A start that is killed over a migration would leave half of it, which no later start could go on from. Foreign
 * keys stay on meanwhile: within a transaction they cannot be switched off.
 */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

function driver(database: Libsql.Database): Driver {
  const prepared = new Map<string, Prepared>()
  // One connection, taken in turn.
  let last: Promise<void> = Promise.resolve()
  let release: () => void = () => undefined

  function prepare({ sql, query, parameters }: CompiledQuery): Prepared {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql) as unknown as SqliteStatement
    const writes =
      !SelectQueryNode.is(query) && /^\s*(insert|update|delete|replace|with|create|alter|drop)\b/i.test(sql)
    if (parameters.length > keptParameters) return { statement, writes }
    const oldest = prepared.keys().next()
    if (prepared.size >= keptStatements && !oldest.done) prepared.delete(oldest.value)
    prepared.set(sql, { statement, writes })
    return { statement, writes }
  }

  function run<Row>({ statement }: Prepared, parameters: readonly unknown[]) {
    if (statement.reader) return { rows: statement.all(parameters) as Row[] }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
  }

  const begin = () => patiently(() => void database.exec('begin immediate'))

  const connection: DatabaseConnection = {
    async executeQuery<Row>(query: CompiledQuery) {
      const one = prepare(query)
      if (database.inTransaction) return run<Row>(one, query.parameters)
      if (!one.writes) return patiently(() => run<Row>(one, query.parameters))
      await begin()
      try {
        const answer = run<Row>(one, query.parameters)
        database.exec('commit')
        return answer
      } catch (error) {
        if (database.inTransaction) database.exec('rollback')
        throw error
      }
    },
    async *streamQuery<Row>(query: CompiledQuery) {
      yield await this.executeQuery<Row>(query)
    },
  }

  return {
    init: async () => undefined,
    async acquireConnection() {
      const before = last
      let done: () => void = () => undefined
      last = new Promise((resolve) => {
        done = resolve
      })
      await before
      release = done
      return connection
    },
    releaseConnection: async () => release(),
    beginTransaction: begin,
    commitTransaction: async () => void database.exec('commit'),
    rollbackTransaction: async () => {
      // A full disk has rolled back by itself (https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
      if (database.inTransaction) database.exec('rollback')
    },
    destroy: async () => void database.close(),
  }
}

/** Does it again as long as another program has the lock. @throws what it throws otherwise, or after `patienceMs` */
async function patiently<T>(work: () => T): Promise<T> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (!isLocked(error) || performance.now() >= until) throw error
    }
    await sleep(againMs)
  }
}

function isLocked(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code)
  return code.startsWith('SQLITE_BUSY') && code !== 'SQLITE_BUSY_SNAPSHOT'
}
