import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { install } from '../../support/debian'
import { drill, type Places } from '../../support/drill'
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
