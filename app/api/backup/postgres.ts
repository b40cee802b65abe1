import { spawn } from 'node:child_process'
import { chmodSync } from 'node:fs'
import pg from 'pg'
import { BackupError, eventGap, postgresEnvironment } from './rules'

/** A consistent copy of the database, by pg_dump, made while the service runs and writes. */
export async function dumpPostgres(address: string, target: string): Promise<void> {
  await program('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', '--file', target], address)
  chmodSync(target, 0o600)
  // The archive's own table of contents: a copy that was cut off has none.
  await program('pg_restore', ['--list', target], address)
}

/** Puts a copy into the database, whole or not at all. */
export async function putPostgres(copy: string, address: string, replace: boolean): Promise<void> {
  const client = new pg.Client({ connectionString: address })
  await client.connect().catch((error: Error) => {
    throw new BackupError(`PostgreSQL at DATABASE_URL does not answer: ${error.message}.`)
  })
  try {
    const { rows } = await client.query<{ tables: number; services: number }>(
      `select (select count(*)::int from pg_tables where schemaname = 'public') as tables,
        (select count(*)::int from pg_stat_activity
          where datname = current_database() and application_name = 'porchlight') as services`,
    )
    const { tables = 0, services = 0 } = rows[0] ?? {}
    if (services > 0) throw new BackupError('The database is in use by the service. Stop every process of it first.')
    if (tables > 0 && !replace)
      throw new BackupError('The database at DATABASE_URL is not empty. To replace what is in it, add --replace.')
    const clean = tables > 0 ? ['--clean', '--if-exists'] : []
    const options = ['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error', ...clean]
    await program('pg_restore', [...options, '--dbname', postgresEnvironment(address).PGDATABASE ?? '', copy], address)
    await client.query(
      `select setval(pg_get_serial_sequence('events', 'id'), (select coalesce(max(id), 0) from events) + ${eventGap})`,
    )
    // Without fresh figures the first minutes would run on wrong plans.
    await client.query('analyze')
  } finally {
    await client.end()
  }
}

function program(name: string, args: readonly string[], address: string): Promise<void> {
  return new Promise((done, fail) => {
    const env = { ...process.env, ...postgresEnvironment(address) }
    const child = spawn(name, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (piece: Buffer) => {
      said = (said + piece.toString()).slice(-2000)
    })
    child.once('error', () =>
      fail(new BackupError(`${name} cannot be run. It comes with PostgreSQL’s client programs (postgresql-client).`)),
    )
    child.once('close', (code) => {
      if (code === 0) done()
      else fail(new BackupError(`${name} did not succeed: ${said.trim()}`))
    })
  })
}
