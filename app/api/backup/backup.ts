import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Clock, systemClock } from '../clock'
import { copyEmbedded, putEmbedded } from './embedded'
import { dumpPostgres, putPostgres } from './postgres'
import { BackupError, backupName, kindOf, surplus } from './rules'
import { startOf } from './start'

export { BackupError } from './rules'

export const backupHelp = `
  backup <folder> [--keep <count>]   a copy of the store, while the service runs; without the service's key:
                                     DATA_DIR or DATABASE_URL say which store
  restore <file> [--replace]         puts a copy back, while the service is stopped`

type Env = Record<string, string | undefined>

/**
 * `backup` and `restore` of the command line: they work on the store itself, because they must work when no service
 * does. Returns null when the words are another command.
 * @throws BackupError
 */
export async function backupCommand(
  args: readonly string[],
  env: Env,
  print: (line: string) => void,
  clock: Clock = systemClock,
): Promise<number | null> {
  const [command, ...rest] = args
  if (command !== 'backup' && command !== 'restore') return null
  const { place, keep, replace } = read(command, rest)
  if (command === 'backup') {
    print(`Backed up to ${await backup(env, place, keep, clock.now())}`)
    return 0
  }
  const before = await restore(env, place, replace, clock.now())
  print(`Restored from ${place}.${before === null ? '' : ` What was there is ${before}.`}`)
  return 0
}

/** Makes a copy in a folder and forgets the oldest beyond `keep`. @returns its path */
async function backup(env: Env, folder: string, keep: number, now: number): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const kind = env.DATABASE_URL ? 'postgres' : 'libsql'
  const path = join(folder, backupName(kind, now))
  // A copy has its name only when it is whole.
  const part = `${path}.part`
  rmSync(part, { force: true })
  try {
    if (env.DATABASE_URL) await dumpPostgres(env.DATABASE_URL, part)
    else copyEmbedded(env.DATA_DIR || '.data', part)
    renameSync(part, path)
  } finally {
    rmSync(part, { force: true })
  }
  for (const name of surplus(readdirSync(folder), kind, keep)) rmSync(join(folder, name))
  return path
}

async function restore(env: Env, file: string, replace: boolean, now: number): Promise<string | null> {
  const kind = kindOf(startOf(file))
  if (kind === null) throw new BackupError(`${file} is no backup of Porchlight.`)
  if (kind === 'postgres') {
    if (!env.DATABASE_URL) throw new BackupError(`${file} is of PostgreSQL: set DATABASE_URL.`)
    await putPostgres(file, env.DATABASE_URL, replace)
    return null
  }
  if (env.DATABASE_URL) throw new BackupError(`${file} is of the embedded store, but DATABASE_URL is set.`)
  const folder = env.DATA_DIR || '.data'
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return putEmbedded(file, folder, replace, new Date(now).toISOString().replace(/[-:]|\.\d+/g, ''))
}

function read(command: 'backup' | 'restore', args: readonly string[]) {
  const usage = command === 'backup' ? 'backup <folder> [--keep <count>]' : 'restore <file> [--replace]'
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { keep: { type: 'string', default: '14' }, replace: { type: 'boolean', default: false } },
    })
    const [place] = positionals
    if (positionals.length !== 1 || !place || !/^[1-9]\d{0,3}$/.test(values.keep)) throw new Error('typed wrongly')
    return { place, keep: Number(values.keep), replace: values.replace }
  } catch {
    throw new BackupError(`Type: ${usage}`)
  }
}
