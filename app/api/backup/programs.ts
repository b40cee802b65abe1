import { type ChildProcess, spawn } from 'node:child_process'
import { BackupError } from './rules'

type Environment = Record<string, string>

const programs = { player: 'psql', reader: 'pg_restore' } as const

/** Runs one of PostgreSQL's client programs. @throws BackupError with its own words when it does not succeed */
export async function run(name: string, args: readonly string[], environment: Environment): Promise<void> {
  const child = spawn(name, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'pipe'] })
  await ended(name, child)
}

/**
 * Plays a copy into a database between two pieces of SQL, all in one transaction: psql takes pg_restore's words, and hears
 * `commit` only when pg_restore said all of them. Whatever ends before that leaves the database as it was.
 */
export async function playInto(
  copy: string,
  environment: Environment,
  { before, after }: { before: string; after: string },
): Promise<void> {
  const env = { ...process.env, ...environment }
  const options = ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1']
  const player = spawn(programs.player, options, { env, stdio: ['pipe', 'ignore', 'pipe'] })
  const played = ended(programs.player, player)
  // That it ended is heard by `played`.
  player.stdin.on('error', () => undefined)
  player.stdin.write(`begin;\n${before}\n`)
  const reader = spawn(programs.reader, ['--no-owner', '--no-privileges', '--file=-', copy], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const read = ended(programs.reader, reader)
  reader.stdout.pipe(player.stdin, { end: false })
  // Who has nobody to talk to any more would wait for ever.
  played.catch(() => reader.kill())
  read.then(
    () => player.stdin.end(`\n${after}\ncommit;\n`),
    () => player.kill(),
  )
  const both = [played, read]
  try {
    await Promise.all(both)
  } finally {
    await Promise.allSettled(both)
  }
}

function ended(name: string, child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let said = ''
    child.stderr?.on('data', (piece: Buffer) => {
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
