import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { openStore } from '../../app/api/database/connect'
import { migrate } from '../../app/api/database/migrate'

/** Migrated, empty stores: a folder, and a database in the run's PostgreSQL. */
export interface Templates {
  dataDir: string
  database: string
}

/** Makes them once for a run: a test's own store is a copy, which costs a tenth of all migrations and of their fsyncs. */
export async function makeTemplates(postgresUrl: string): Promise<Templates & { remove(): void }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'porchlight-template-'))
  const database = 'migrated'
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  await client.query(`create database ${database}`)
  await client.end()
  const url = new URL(postgresUrl)
  url.pathname = `/${database}`
  for (const databaseUrl of [null, url.href]) {
    const store = openStore({ databaseUrl, dataDir })
    await migrate(store.db)
    // All of it in one file, whichever way the last connection closes.
    if (store.kind === 'libsql') await sql`pragma wal_checkpoint(truncate)`.execute(store.db)
    await store.close()
  }
  return { dataDir, database, remove: () => rmSync(dataDir, { recursive: true, force: true }) }
}
