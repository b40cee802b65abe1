import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { openStore, type Store, type StoreKind } from '../../app/api/database/connect'

/** The two stores that every store test runs on. */
export const storeKinds: readonly StoreKind[] = ['libsql', 'postgres']

export interface TestStore extends Store {
  /** Where another process or a second connection finds the same store. */
  address: { databaseUrl: string | null; dataDir: string }
}

/**
 * A migrated, empty store of its own, copied from the run's template: a folder, or a database in the run's PostgreSQL.
 * `close` removes it.
 */
export async function emptyStore(kind: StoreKind): Promise<TestStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'porchlight-store-'))
  const templates = inject('templates')
  if (kind === 'libsql') cpSync(templates.dataDir, dataDir, { recursive: true })
  const database = kind === 'postgres' ? await newDatabase(templates.database) : null
  const address = { databaseUrl: database?.url ?? null, dataDir }
  const store = openStore({ ...address, poolSize: 6 })
  return {
    ...store,
    address,
    async close() {
      await store.close()
      await database?.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A new database in the run's PostgreSQL, empty or as the template is. */
export async function newDatabase(template = 'template1'): Promise<{ url: string; drop(): Promise<void> }> {
  const root = inject('postgresUrl')
  const name = `t_${randomBytes(6).toString('hex')}`
  await once(root, `create database ${name} template ${template}`)
  const url = new URL(root)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => once(root, `drop database if exists ${name} with (force)`) }
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
