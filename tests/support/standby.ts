import { execFileSync } from 'node:child_process'
import { appendFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Postgres, startPostgres } from './postgres'

/** Two machines of PostgreSQL: one takes writes, the other follows it, as deploy/postgres has it. */
export interface Pair {
  /** names both, for `DATABASE_URL` */
  url: string
  primary(): Postgres
  standby(): Postgres
  /** Promotes the standby; what was the primary must be gone. */
  promote(): Promise<void>
  /** Makes what is not the primary a standby of it, from a copy of its data made while it runs. */
  follow(): Promise<void>
  /** Resolves when the standby is one that commits can wait for. */
  inStep(): Promise<void>
  stop(): Promise<void>
}

const standbyName = 'porchlight_standby'
const settings = (synchronous: boolean) => `
wal_level = replica
max_wal_senders = 5
wal_keep_size = '256MB'
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 200ms
fsync = off
${synchronous ? `synchronous_standby_names = 'FIRST 1 (${standbyName})'` : ''}
`

/** @param synchronous whether PostgreSQL is told to wait for its standby */
export async function startPair(synchronous = true): Promise<Pair> {
  const machines = await Promise.all([startPostgres(undefined, settings(synchronous)), startPostgres()])
  let leading = 0
  const primary = () => machines[leading]!
  const standby = () => machines[1 - leading]!

  async function follow(): Promise<void> {
    const [from, to] = [primary(), standby()]
    await to.kill()
    await copyRunning(from, to.data)
    const { hostname, port, username } = new URL(from.url)
    const connection = `host=${hostname} port=${port} user=${username} application_name=${standbyName}`
    appendFileSync(join(to.data, 'postgresql.conf'), `primary_conninfo = '${connection}'\n`)
    writeFileSync(join(to.data, 'standby.signal'), '')
    execFileSync('chown', ['--reference', to.data, join(to.data, 'standby.signal')])
    await to.start()
    await inStep()
  }

  async function inStep(): Promise<void> {
    const wanted = synchronous ? 'sync' : 'async'
    const look = `select 1 from pg_stat_replication where state = 'streaming' and sync_state = '${wanted}'`
    await untilAsked(primary().url, look)
  }

  await follow()
  return {
    url: `postgres://${machines.map(({ url }) => new URL(url)).map(({ username, host }, n) => (n === 0 ? `${username}@${host}` : host))}/postgres?target_session_attrs=read-write`,
    primary,
    standby,
    follow,
    inStep,
    async promote() {
      leading = 1 - leading
      await asked(primary().url, 'select pg_promote(true, 60)')
      await untilAsked(primary().url, 'select 1 where not pg_is_in_recovery()')
    },
    async stop() {
      await Promise.all(machines.map((machine) => machine.stop()))
    },
  }
}

/**
 * A base backup without pg_basebackup, which npm's server lacks
 * (https://www.postgresql.org/docs/15/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP).
 */
async function copyRunning(from: Postgres, to: string): Promise<void> {
  const client = new pg.Client({ connectionString: from.url })
  await client.connect()
  try {
    await client.query(`select pg_backup_start('standby', true)`)
    rmSync(join(to, 'pg_wal'), { recursive: true, force: true })
    for (const name of readdirSync(to)) rmSync(join(to, name), { recursive: true, force: true })
    try {
      execFileSync('cp', ['-a', `${from.data}/.`, to], { stdio: 'ignore' })
    } catch {
      // Files that went away meanwhile: what they were comes with the log.
    }
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    writeFileSync(join(to, 'backup_label'), rows[0]?.labelfile ?? '')
    execFileSync('chown', ['--reference', to, join(to, 'backup_label')])
  } finally {
    await client.end()
  }
  for (const name of ['postmaster.pid', 'postmaster.opts', 'standby.signal']) rmSync(join(to, name), { force: true })
  const log = join(to, 'pg_wal')
  for (const entry of readdirSync(log, { withFileTypes: true }))
    if (entry.isFile()) rmSync(join(log, entry.name), { force: true })
}

async function asked(url: string, question: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(question)).rowCount ?? 0
  } finally {
    client.end().catch(() => undefined)
  }
}

async function untilAsked(url: string, question: string): Promise<void> {
  while ((await asked(url, question).catch(() => 0)) === 0) await new Promise((again) => setTimeout(again, 100))
}
