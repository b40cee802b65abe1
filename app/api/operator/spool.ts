import { randomBytes } from 'node:crypto'
import { close, createReadStream, createWriteStream, open, rm } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'

/** A file without a name: what is in it is gone when it is closed, also when the process ends at once. */
export interface Spool {
  write(): Writable
  /** Reads from the start; as often as needed. */
  read(): Readable
  close(): Promise<void>
}

/**
 * Opens a spool for what is too much for memory. The files hold contacts of households: readable by this user only,
 * and unlinked as soon as they are open.
 */
export async function openSpool(): Promise<Spool> {
  const path = join(tmpdir(), `porchlight-${randomBytes(12).toString('hex')}`)
  // A plain descriptor: a FileHandle waits at its closing for streams that do not close it.
  const fd = await promisify(open)(path, 'wx+', 0o600)
  await promisify(rm)(path, { force: true })
  return {
    write: () => createWriteStream(path, { fd, autoClose: false, start: 0 }),
    read: () => createReadStream(path, { fd, autoClose: false, start: 0 }),
    close: () => promisify(close)(fd),
  }
}
