import { randomBytes } from 'node:crypto'
import { close, open, read, rm, write } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'

/** A file without a name: what is in it is gone when it is closed, also when the process ends at once. */
export interface Spool {
  write(): Writable
  /** Reads from the start; as often as needed. */
  read(): Readable
  close(): Promise<void>
}

const pageBytes = 64 * 1024

/**
 * Opens a spool for what is too much for memory. The files hold contacts of households: readable by this user only,
 * and unlinked as soon as they are open.
 */
export async function openSpool(): Promise<Spool> {
  const path = join(tmpdir(), `porchlight-${randomBytes(12).toString('hex')}`)
  const fd = await promisify(open)(path, 'wx+', 0o600)
  await promisify(rm)(path, { force: true })
  // Plain reads and writes: Node's own file streams close the descriptor when they are destroyed, whatever
  // `autoClose` says, and this one is read more than once.
  return {
    write() {
      let position = 0
      return new Writable({
        write(chunk: Buffer, _encoding, done) {
          const at = position
          position += chunk.length
          writeAll(fd, chunk, at).then(() => done(), done)
        },
      })
    },
    read: () => Readable.from(pages(fd), { objectMode: false }),
    close: () => promisify(close)(fd),
  }
}

async function writeAll(fd: number, chunk: Buffer, position: number): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await promisify(write)(fd, chunk, written, chunk.length - written, position + written)
    written += bytesWritten
  }
}

async function* pages(fd: number): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await promisify(read)(fd, Buffer.allocUnsafe(pageBytes), 0, pageBytes, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
