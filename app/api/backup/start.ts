import { closeSync, openSync, readSync } from 'node:fs'
import { BackupError } from './rules'

/** The first bytes of a file, which say what it is. @throws BackupError when it cannot be read */
export function startOf(file: string): Buffer {
  try {
    const opened = openSync(file, 'r')
    const start = Buffer.alloc(16)
    readSync(opened, start, 0, start.length, 0)
    closeSync(opened)
    return start
  } catch (error) {
    throw new BackupError(`${file} cannot be read (${(error as { code?: string }).code}).`)
  }
}
