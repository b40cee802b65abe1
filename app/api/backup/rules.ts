import { readDatabaseAddress } from '../database/address'

/** Why a backup or a restore did not take place, in a sentence for the person who asked for it. */
export class BackupError extends Error {}

/** What a backup of each store ends in: an SQLite file, or an archive of pg_dump. */
const endings = { libsql: 'db', postgres: 'dump' } as const
export type Kind = keyof typeof endings

/** The name of a backup; names sort by time. */
export function backupName(kind: Kind, at: number): string {
  return `porchlight-${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}.${endings[kind]}`
}

/** The backups of a folder that are more than `keep`, the oldest first; anything else in it is not ours. */
export function surplus(names: readonly string[], kind: Kind, keep: number): string[] {
  const ours = names.filter((name) => new RegExp(`^porchlight-\\d{8}T\\d{6}Z\\.${endings[kind]}$`).test(name)).sort()
  return ours.slice(0, Math.max(0, ours.length - keep))
}

/** The store that a backup is of, by its first bytes; null when it is no backup. */
export function kindOf(start: Buffer): Kind | null {
  if (start.subarray(0, 15).toString('latin1') === 'SQLite format 3') return 'libsql'
  return start.subarray(0, 5).toString('latin1') === 'PGDMP' ? 'postgres' : null
}

/**
 * A database address as the environment of PostgreSQL's programs: as an argument every user of the machine could read
 * its password in the list of processes. Of several machines they take the one that takes writes, as the service does.
 * @throws BackupError when it is no such address
 */
export function postgresEnvironment(address: string): Record<string, string> {
  const urls = hostsOf(address)
  const [url] = urls as [URL]
  const several = urls.length > 1
  const given = {
    PGHOST: urls.map(({ hostname }) => hostname.replace(/^\[|\]$/g, '')).join() || (url.searchParams.get('host') ?? ''),
    PGPORT: several ? urls.map(({ port }) => port || '5432').join() : url.port,
    PGTARGETSESSIONATTRS: several ? 'read-write' : '',
    // Of a machine that is away, until the next one is tried.
    PGCONNECT_TIMEOUT: several ? '10' : '',
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    PGSSLMODE: url.searchParams.get('sslmode') ?? '',
    PGSSLROOTCERT: url.searchParams.get('sslrootcert') ?? '',
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
}

function hostsOf(address: string): URL[] {
  try {
    return readDatabaseAddress(address).hosts.map((host) => new URL(host))
  } catch (error) {
    throw new BackupError(`DATABASE_URL ${(error as Error).message}.`)
  }
}

/**
 * Events after a restore get numbers that no box has met: numbers that were given out after the backup was made must
 * not come again with another content.
 */
export const eventGap = 1_000_000
