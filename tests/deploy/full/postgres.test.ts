import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { install } from '../../support/debian'
import { drill, type Places } from '../../support/drill'
import { freePorts } from '../../support/ports'
import { type Postgres, startPostgres } from '../../support/postgres'

/** Debian's PostgreSQL: npm's has no pg_dump. */
const folder = '/usr/lib/postgresql'
const find = () => (existsSync(folder) ? (readdirSync(folder).sort().at(-1) ?? null) : null)
const reason = find() === null ? install('postgresql', 'postgresql-client') : null
const version = find()

if (version === null) it(`Debian’s PostgreSQL is not tried: ${reason}`, () => undefined)
else describe(`deploy/postgres on PostgreSQL ${version}`, () => tried(join(folder, version)))

function tried(installed: string) {
  let server: Postgres
  let work: string
  let places: Places
  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'porchlight-postgres-drill-'))
    server = await startPostgres(installed, readFileSync('deploy/postgres/porchlight.conf', 'utf8'), 'admin')
    const setup = [
      '-v',
      'ON_ERROR_STOP=1',
      '-v',
      "password='a-password-of-the-drill'",
      '-f',
      'deploy/postgres/setup.sql',
    ]
    execFileSync(join(installed, 'bin/psql'), [...setup, server.url], { stdio: 'pipe' })
    const first = new URL(server.url)
    first.username = 'porchlight'
    first.pathname = '/porchlight'
    const second = new URL(first)
    second.pathname = '/restored'
    execFileSync(join(installed, 'bin/psql'), ['-c', 'create database restored owner porchlight', server.url])
    const at = (url: URL) => ({ DATABASE_URL: url.href, DATA_DIR: work })
    places = {
      first: at(first),
      second: at(second),
      third: at(third(second)),
      folder: join(work, 'backups'),
      porchlight,
    }
    execFileSync(join(installed, 'bin/psql'), ['-c', 'create database third owner porchlight', server.url])
  })
  afterAll(async () => {
    await server.stop()
    rmSync(work, { recursive: true, force: true })
  })

  it('takes the configuration', async () => {
    const client = new pg.Client({ connectionString: places.first.DATABASE_URL })
    await client.connect()
    const shown = async (name: string) => Object.values((await client.query(`show ${name}`)).rows[0])[0]
    expect(await shown('fsync')).toBe('on')
    expect(await shown('synchronous_commit')).toBe('on')
    expect(await shown('statement_timeout')).toBe('15s')
    expect(await shown('log_parameter_max_length_on_error')).toBe('0')
    expect((await client.query('select rolsuper from pg_roles where rolname = current_user')).rows[0].rolsuper).toBe(
      false,
    )
    await client.end()
  })

  drill(() => places)

  const asked = async (env: Record<string, string>, question: string) => {
    const client = new pg.Client({ connectionString: env.DATABASE_URL })
    await client.connect()
    const { rows } = await client.query(question)
    await client.end()
    return rows
  }
  const copy = () => join(places.folder, readdirSync(places.folder).filter((name) => name.endsWith('.dump'))[0]!)

  it('puts an older copy over the tables of a newer version, of which none stays', async () => {
    const { third } = places
    await asked(third, 'create table newer (household text references households (id))')
    await asked(third, `insert into kysely_migration (name, timestamp) values ('9999_newer', '')`)
    expect(await porchlight(third, 'restore', copy(), '--replace')).toMatchObject({ code: 0 })
    expect(await asked(third, `select 1 from pg_tables where tablename = 'newer'`)).toEqual([])
    expect(await asked(third, `select 1 from kysely_migration where name = '9999_newer'`)).toEqual([])
    expect(await asked(third, 'select 1 from households limit 1')).toHaveLength(1)
  })

  it('leaves everything as it was when what others built on the tables is in the way', async () => {
    const { third } = places
    await asked(third, 'create view others as select id from households')
    const refused = await porchlight(third, 'restore', copy(), '--replace')
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('view others depends on table households') })
    expect(await asked(third, 'select 1 from others limit 1')).toHaveLength(1)
    await asked(third, 'drop view others')
  })

  it('takes an address that names a machine that is away and its standby', async () => {
    const [nobody] = await freePorts(1)
    const several = (env: Record<string, string>) => {
      const { host } = new URL(env.DATABASE_URL!)
      const named = env.DATABASE_URL!.replace(host, `127.0.0.1:${nobody},${host}`)
      return { ...env, DATABASE_URL: `${named}?target_session_attrs=read-write` }
    }
    const folder = join(work, 'several')
    expect(await porchlight(several(places.third), 'backup', folder)).toMatchObject({ code: 0 })
    const made = join(folder, readdirSync(folder)[0]!)
    expect(await porchlight(several(places.third), 'restore', made, '--replace')).toMatchObject({ code: 0 })
  })

  /** The real command line, with the server's own programs first in its path. */
  async function porchlight(env: Record<string, string>, ...args: string[]) {
    const child = spawn(process.execPath, ['build/porchlight.mjs', ...args], {
      env: { ...process.env, ...env, PATH: `${join(installed, 'bin')}:${process.env.PATH}` },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => {
        said += piece.toString()
      })
    const code = await new Promise<number>((done) => child.once('close', (ended) => done(ended ?? 1)))
    return { code, said }
  }
}

function third(second: URL): URL {
  const url = new URL(second)
  url.pathname = '/third'
  return url
}
