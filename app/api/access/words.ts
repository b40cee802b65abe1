import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** So much is kept in memory; what a city has more goes to a file. */
const inMemory = 8 * 1024 * 1024
/** Bytes before each text: its length. */
const head = 2
/** Most texts are shorter: one read of the file gives them whole. */
const usual = 512

/**
 * Texts that no decision looks at: labels, contacts, names, addresses. Of a township they are in memory. Of a city they
 * are four fifths of everything, so they stand in a file without a name, readable by this process only and gone with it;
 * the page cache answers in two microseconds, also while the store is away.
 */
export class Words {
  #buffer = Buffer.allocUnsafe(64 * 1024)
  #used = 0
  /** where the buffer begins */
  #written = 0
  #file: number | null = null
  readonly #page = Buffer.allocUnsafe(head + usual)

  /** Keeps a text and tells where. At most 65,535 bytes, and 4 GB in all. */
  add(...texts: readonly (string | null)[]): number {
    const text = texts.join('\0')
    const length = Buffer.byteLength(text)
    if (length > 0xffff) throw new Error('a text has at most 65,535 bytes')
    if (this.#used + head + length > this.#buffer.length) this.#makeRoom(head + length)
    const at = this.#written + this.#used
    if (at > 0xffff_ffff) throw new Error('all texts together have at most 4 GB')
    this.#buffer.writeUInt16LE(length, this.#used)
    this.#buffer.write(text, this.#used + head)
    this.#used += head + length
    return at
  }

  /** The texts that stand somewhere. */
  read(at: number): string[] {
    const start = (at >>> 0) - this.#written
    if (start >= 0) return textsIn(this.#buffer, start)
    readSync(this.#file!, this.#page, 0, this.#page.length, at >>> 0)
    const length = this.#page.readUInt16LE(0)
    if (length <= usual) return textsIn(this.#page, 0)
    const long = Buffer.allocUnsafe(head + length)
    readSync(this.#file!, long, 0, long.length, at >>> 0)
    return textsIn(long, 0)
  }

  /** Forgets everything. */
  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  #makeRoom(bytes: number): void {
    if (this.#buffer.length < inMemory) {
      const more = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#used + bytes))
      this.#buffer.copy(more, 0, 0, this.#used)
      this.#buffer = more
      return
    }
    this.#file ??= openNameless()
    for (let from = 0; from < this.#used; )
      from += writeSync(this.#file, this.#buffer, from, this.#used - from, this.#written + from)
    this.#written += this.#used
    this.#used = 0
  }
}

/** Reads something that has words of its own; they are forgotten when it cannot be read to its end. */
export async function withWords<Read>(read: (words: Words) => Promise<Read>): Promise<Read> {
  const words = new Words()
  try {
    return await read(words)
  } catch (error) {
    words.close()
    throw error
  }
}

function textsIn(buffer: Buffer, start: number): string[] {
  return buffer.toString('utf8', start + head, start + head + buffer.readUInt16LE(start)).split('\0')
}

/** A file for this process alone, that is gone when it is closed, also when the process ends at once. */
function openNameless(): number {
  const path = join(tmpdir(), `porchlight-${randomBytes(12).toString('hex')}`)
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  return file
}
