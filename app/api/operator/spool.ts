import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

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
  const handle: FileHandle = await open(path, 'wx+', 0o600)
  await rm(path, { force: true }).catch(() => undefined)
  return {
    write: () => handle.createWriteStream({ autoClose: false, start: 0 }),
    read: () => handle.createReadStream({ autoClose: false, start: 0 }),
    async close() {
      await handle.close()
      await rm(path, { force: true }).catch(() => undefined)
    },
  }
}
