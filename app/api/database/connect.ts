import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import Libsql from 'libsql'
import pg from 'pg'
import { embeddedDialect } from './embedded'
import { openPrimary, type Primary, type PrimaryOptions } from './primary'
import type { Database } from './schema'
import { openStandby } from './standby'

export type Db = Kysely<Database>

/** Which of the two stores a process runs on. */
export type StoreKind = 'libsql' | 'postgres'

export interface Store {
  kind: StoreKind
  db: Db
  /** Of PostgreSQL only: where it is, for LISTEN. */
  primary: Primary | null
  /**
   * Resolves when what was committed until now is also where it must be beside this store: on the standby that
   * PostgreSQL waits for, if there is one. @throws when nobody can say so
   */
  confirmed(): Promise<void>
  close(): Promise<void>
}

/** Where a store is: a database, or a folder. */
export interface StoreAddress {
  databaseUrl: string | null
  dataDir: string
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
 * @param options.patient statements may take as long as they need
 * @throws StoreError when the folder cannot be made or written
 */
export function openStore(options: StoreAddress & { poolSize?: number; patient?: boolean }): Store {
  return options.databaseUrl === null
    ? openLibsql(options.dataDir)
    : openPostgres({
        address: options.databaseUrl,
        size: options.poolSize ?? 10,
        types,
        patient: options.patient ?? false,
      })
}

function openLibsql(folder: string): Store {
  const file = join(folder, 'porchlight.db')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK)
    const database = new Libsql(file, { timeout: 5000 } as Libsql.Options)
    // Durable at power loss (https://www.sqlite.org/pragma.html#pragma_synchronous): an answered alarm is on the disk.
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON')
    // From here on a lock is waited for without holding up the process.
    database.exec('PRAGMA busy_timeout=0')
    const db = new Kysely<Database>({ dialect: embeddedDialect(database) })
    return { kind: 'libsql', db, primary: null, confirmed: async () => undefined, close: () => db.destroy() }
  } catch (error) {
    throw new StoreError(`The data folder DATA_DIR=${folder} cannot be used: ${(error as Error).message}.`)
  }
}

function openPostgres(options: PrimaryOptions): Store {
  const primary = openPrimary(options)
  const standby = openStandby(() => primary.connectAlone('porchlight standby', 'patient'), primary.onMove)
  // Kysely takes of a pool what we have: connect, and its end.
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: primary }) })
  return {
    kind: 'postgres',
    db,
    primary,
    confirmed: standby.confirmed,
    async close() {
      standby.close()
      await db.destroy()
    },
  }
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
