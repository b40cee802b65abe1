import { chmodSync } from 'node:fs'
import pg from 'pg'
import { openPrimary } from '../database/primary'
import { playInto, run } from './programs'
import { BackupError, eventGap, postgresEnvironment } from './rules'

/** A consistent copy of the database, by pg_dump, made while the service runs and writes. */
export async function dumpPostgres(address: string, target: string): Promise<void> {
  const environment = postgresEnvironment(address)
  await run('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', '--file', target], environment)
  chmodSync(target, 0o600)
  // The archive's own table of contents: a copy that was cut off has none.
  await run('pg_restore', ['--list', target], environment)
}

/**
 * Puts a copy into the database, whole or not at all. Every table that is there goes first, also one that the copy does
 * not know: a version that finds its tables without their migrations, or half of them, cannot start.
 */
export async function putPostgres(copy: string, address: string, replace: boolean): Promise<void> {
  const environment = postgresEnvironment(address)
  const primary = openPrimary({ address, size: 1, types: pg.types, patient: true })
  try {
    const client = await primary.connectAlone('porchlight restore', 'patient').catch((error: Error) => {
      throw new BackupError(`PostgreSQL at DATABASE_URL does not answer: ${error.message}.`)
    })
    try {
      // The service's role has limits that hold for a person's waiting.
      await client.query('set statement_timeout = 0; set lock_timeout = 0')
      const former = await tablesOf(client, replace)
      // On the very machine that was looked at, also where several are named.
      const there = { ...environment, PGHOST: client.host, PGPORT: String(client.port) }
      await playInto(copy, there, {
        before: former === null ? '' : `drop table ${former};`,
        after: `select setval(pg_get_serial_sequence('public.events', 'id'),
          (select coalesce(max(id), 0) from public.events) + ${eventGap});`,
      })
      // Without fresh figures the first minutes would run on wrong plans.
      await client.query('analyze')
    } finally {
      await client.end()
    }
  } finally {
    await primary.end()
  }
}

/**
 * The tables that give way to a copy, as SQL lists them; null when there are none.
 * @throws BackupError when the database is in use, or not empty and not to be replaced
 */
async function tablesOf(client: pg.Client, replace: boolean): Promise<string | null> {
  const { rows } = await client.query<{ tables: number; ours: string | null; services: number }>(
    `select count(*)::int as tables,
       string_agg(format('%I.%I', schemaname, tablename), ', ') filter (where tableowner = current_user) as ours,
       (select count(*)::int from pg_stat_activity
        where datname = current_database() and application_name = 'porchlight') as services
     from pg_tables where schemaname = 'public'`,
  )
  const { tables = 0, ours = null, services = 0 } = rows[0] ?? {}
  if (services > 0) throw new BackupError('The database is in use by the service. Stop every process of it first.')
  if (tables > 0 && !replace)
    throw new BackupError('The database at DATABASE_URL is not empty. To replace what is in it, add --replace.')
  return ours
}
