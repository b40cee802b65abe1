import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { BackupError, eventGap, kindOf } from './rules'
import { startOf } from './start'

const storeFile = 'porchlight.db'
/** What SQLite keeps beside a store: left there, it would be played over whatever store comes to this place. */
const beside = ['-wal', '-shm', '-journal']

/** A consistent copy of the embedded store, made while the service runs and writes. */
export function copyEmbedded(dataDir: string, target: string): void {
  const source = join(dataDir, storeFile)
  if (!existsSync(source)) throw new BackupError(`There is no store in DATA_DIR=${dataDir}.`)
  const database = new Libsql(source, { timeout: 30_000 } as Libsql.Options)
  try {
    // One read transaction from begin to end; writers go on beside it in the write-ahead log.
    database.prepare('VACUUM INTO ?').run(target)
  } finally {
    database.close()
  }
  chmodSync(target, 0o600)
  mustBeWhole(target)
}

/**
 * Puts a copy in the place of the embedded store; what was there stays beside it.
 * @returns the path of what was there, or null
 */
export function putEmbedded(copy: string, dataDir: string, replace: boolean, stamp: string): string | null {
  const place = join(dataDir, storeFile)
  const incoming = `${place}.incoming`
  // Also of a restore that was cut off.
  for (const file of filesOf(incoming)) rmSync(file)
  copyFileSync(copy, incoming)
  chmodSync(incoming, 0o600)
  try {
    mustBeWhole(incoming)
    passOver(incoming)
    if (filesOf(place).length > 0 && !replace)
      throw new BackupError(`There is a store in DATA_DIR=${dataDir} already. To replace it, add --replace.`)
    // Of what is no store at all SQLite would throw the log away, which may be all that is left.
    if (existsSync(place) && kindOf(startOf(place)) === 'libsql') closeFor(place, dataDir)
    const before = moveAside(place, `${place}.before-${stamp}`)
    renameSync(incoming, place)
    return before
  } finally {
    for (const file of filesOf(incoming)) rmSync(file)
  }
}

/** The files of a store that are there; the store itself first, so that a move which is cut off leaves no older state. */
function filesOf(store: string): string[] {
  return ['', ...beside].map((ending) => store + ending).filter((file) => existsSync(file))
}

/** @returns the first file that was moved, or null when there was none */
function moveAside(store: string, aside: string): string | null {
  const moved = filesOf(store).map((file) => {
    const to = aside + file.slice(store.length)
    renameSync(file, to)
    return to
  })
  return moved[0] ?? null
}

/** @throws BackupError when it is damaged, or of another program */
function mustBeWhole(file: string): void {
  const database = new Libsql(file)
  try {
    const [row] = database.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[]
    if (row?.integrity_check !== 'ok') throw new BackupError(`${file} is damaged: ${row?.integrity_check}.`)
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE name = 'kysely_migration'").all()
    if (tables.length === 0) throw new BackupError(`${file} is no store of Porchlight.`)
  } catch (error) {
    if (error instanceof BackupError) throw error
    throw new BackupError(`${file} cannot be read: ${(error as Error).message}.`)
  } finally {
    database.close()
  }
}

function passOver(file: string): void {
  const database = new Libsql(file)
  try {
    database.exec(`UPDATE sqlite_sequence SET seq = seq + ${eventGap} WHERE name = 'events'`)
  } finally {
    database.close()
  }
}

/**
 * Folds the write-ahead log into the store. It can be done only by who has the store alone: the service must be ended. A
 * store that is too damaged for it stays as it is: that it is damaged is why somebody restores.
 */
function closeFor(place: string, dataDir: string): void {
  const database = new Libsql(place, { timeout: 0 } as Libsql.Options)
  try {
    const [row] = database.prepare('PRAGMA journal_mode=DELETE').all() as { journal_mode: string }[]
    if (row?.journal_mode !== 'delete') throw inUse(dataDir)
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string }
    if (/^SQLITE_(BUSY|LOCKED)/.test(code)) throw inUse(dataDir)
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return
    if (error instanceof BackupError) throw error
    throw new BackupError(`The store in DATA_DIR=${dataDir} cannot be closed: ${message}.`)
  } finally {
    database.close()
  }
}

const inUse = (dataDir: string) =>
  new BackupError(`The store in DATA_DIR=${dataDir} is in use. Stop the service first.`)
