import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely'
import Libsql from 'libsql'
import pg from 'pg'
import type { Database } from './schema'

export type Db = Kysely<Database>

/** Which of the two stores a process runs on. */
export type StoreKind = 'libsql' | 'postgres'

export interface Store {
  kind: StoreKind
  db: Db
  /** Of PostgreSQL only: for LISTEN and NOTIFY. */
  pool: pg.Pool | null
  close(): Promise<void>
}

/** Why the store cannot be opened, in a sentence for the person who starts the service. */
export class StoreError extends Error {}

const int8 = 20
/** bigint columns hold epoch milliseconds and row numbers, both far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text')),
}

/**
 * Opens the store: PostgreSQL when an address is given, else libsql in a folder.
 * @throws StoreError when the folder cannot be made or written
 */
export function openStore(options: { databaseUrl: string | null; dataDir: string; poolSize?: number }): Store {
  return options.databaseUrl === null
    ? openLibsql(options.dataDir)
    : openPostgres(options.databaseUrl, options.poolSize ?? 10)
}

function openLibsql(folder: string): Store {
  const file = join(folder, 'porchlight.db')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK)
    const database = new Libsql(file, { timeout: 5000 } as Libsql.Options)
    // Durable at power loss (https://www.sqlite.org/pragma.html#pragma_synchronous): an answered alarm is on the disk.
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000')
    const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: database as never }) })
    return { kind: 'libsql', db, pool: null, close: () => db.destroy() }
  } catch (error) {
    throw new StoreError(`The data folder DATA_DIR=${folder} cannot be used: ${(error as Error).message}.`)
  }
}

function openPostgres(address: string, size: number): Store {
  const pool = new pg.Pool({
    connectionString: address,
    max: size,
    types,
    connectionTimeoutMillis: 5000,
    statement_timeout: 15000,
    application_name: 'porchlight',
  })
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  // So would one that breaks between two statements of a transaction; the next statement fails and tells.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { kind: 'postgres', db, pool, close: () => db.destroy() }
}

/**
 * Asks the store something, before anything depends on it.
 * @throws StoreError when it does not answer, or not this user
 */
export async function askStore({ kind, db }: Pick<Store, 'kind' | 'db'>): Promise<void> {
  try {
    await sql`select 1`.execute(db)
  } catch (error) {
    const where = kind === 'postgres' ? 'PostgreSQL at DATABASE_URL' : 'embedded store in DATA_DIR'
    throw new StoreError(`The ${where} does not answer: ${(error as Error).message}.`)
  }
}
