import { type Expected, hashOf } from './records'

/** How full a table is when it has what was expected: fuller takes more looks, emptier more memory. */
const full = 0.72
/** How full it may become before everything is read again into a larger one. */
const fullest = 0.95
/** Room of a table of which little is expected. */
const fewest = 1024

// An id's first word: its length in the lowest byte, then its first three characters; four more in each further word.
// An id that is too long for its room, or not all Latin-1, is `elsewhere`: then bits of its hash, and where.
const longest = 127
const elsewhere = 128

/** More came than there is room for: whoever reads everything reads it again, and counts anew. */
export class TableFull extends Error {
  constructor() {
    super('a table is full')
  }
}

/**
 * Ids with their numbers, for what every decision looks up: open addressing, and the record itself stands where the hash
 * says. Of a city no cache has the record, so the one wait for memory is all that a look costs; in `Records` the index
 * is a wait of its own before it. In return a table keeps the room that it was made with, and who fills it is told
 * before it is full (`hasRoom`). A record's number is its place: field `f` of it is `words[place + f]`.
 */
export class Table {
  readonly words: Int32Array
  count = 0
  readonly #fields: number
  readonly #size: number
  readonly #slots: number
  readonly #perHash: number
  /** ids that have no room in their records */
  readonly #others: string[] = []
  /** the id that is looked for: as text, and as the words of its record */
  #id = ''
  #spelled = 0
  readonly #key: Int32Array

  constructor(fields: number, expected: Expected = { count: 0, letters: 0 }) {
    const letters = expected.count === 0 ? 0 : Math.min(longest, Math.ceil(expected.letters / expected.count))
    const room = Math.max(3, (letters + 4) >> 2)
    this.#fields = fields
    this.#size = fields + room
    this.#key = new Int32Array(room)
    this.#slots = Math.max(fewest, Math.ceil(expected.count / full))
    this.#perHash = this.#slots / 2 ** 32
    this.words = new Int32Array(1 + this.#slots * this.#size)
  }

  /** Whether so many more ids may come. */
  hasRoom(more: number): boolean {
    return this.count + more <= this.#slots * fullest
  }

  /** The place of an id's record; -1: there is none. */
  find(id: string): number {
    return this.seek(this.begin(id))
  }

  /** Where the look for an id begins, which `seek` ends: who looks up two lets memory bring both at once. */
  begin(id: string): number {
    return 1 + Math.floor((this.#spell(id) >>> 0) * this.#perHash) * this.#size
  }

  /** The place of the record of the id with which `begin` was called last, from where it said; -1: there is none. */
  seek(begin: number): number {
    const { words } = this
    for (let place = begin; ; place = this.#next(place)) {
      const head = words[place + this.#fields]!
      if (head === 0) return -1
      if (head === this.#key[0] && this.#isSought(place)) return place
    }
  }

  /** The place of an id's record; a new one has zeros. @throws TableFull */
  add(id: string): number {
    let place = this.begin(id)
    const known = this.seek(place)
    if (known > 0) return known
    if (this.count + 1 >= this.#slots) throw new TableFull()
    const { words } = this
    while (words[place + this.#fields] !== 0) place = this.#next(place)
    if ((this.#key[0]! & 255) === elsewhere) this.#key[1] = this.#others.push(id) - 1
    words.set(this.#key.subarray(0, this.#spelled), place + this.#fields)
    this.count++
    return place
  }

  /** The id of the record at a place. */
  id(place: number): string {
    const at = place + this.#fields
    const length = this.words[at]! & 255
    if (length === elsewhere) return this.#others[this.words[at + 1]!]!
    const codes = Array.from({ length }, (_, n) => (this.words[at + ((n + 1) >> 2)]! >>> (((n + 1) & 3) * 8)) & 255)
    return String.fromCharCode(...codes)
  }

  /** Every record's place. */
  *all(): Generator<number> {
    for (let place = 1; place < this.words.length; place += this.#size)
      if (this.words[place + this.#fields] !== 0) yield place
  }

  #next(place: number): number {
    return place + this.#size < this.words.length ? place + this.#size : 1
  }

  #isSought(place: number): boolean {
    const at = place + this.#fields
    if ((this.#key[0]! & 255) === elsewhere) return this.#others[this.words[at + 1]!] === this.#id
    for (let n = 1; n < this.#spelled; n++) if (this.words[at + n] !== this.#key[n]) return false
    return true
  }

  /** Writes an id as the words of its record. @returns its hash, made of these: four characters at a time */
  #spell(id: string): number {
    const key = this.#key
    const { length } = id
    if (length === 0 || length >= key.length * 4) return this.#spellElsewhere(id)
    let word = length
    let shift = 8
    let at = 0
    let hash = 0
    let all = 0
    for (let n = 0; n < length; n++) {
      const code = id.charCodeAt(n)
      all |= code
      word |= code << shift
      shift += 8
      if (shift < 32) continue
      key[at++] = word
      hash = mix(hash ^ word)
      word = 0
      shift = 0
    }
    if (all > 255) return this.#spellElsewhere(id)
    if (shift > 0) {
      key[at++] = word
      hash = mix(hash ^ word)
    }
    this.#spelled = at
    return mix(hash)
  }

  #spellElsewhere(id: string): number {
    const hash = hashOf(id)
    this.#id = id
    this.#key[0] = (hash << 8) | elsewhere
    this.#spelled = 2
    return hash
  }
}

/** Each bit of the answer depends on all of the word. */
function mix(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d)
  return mixed ^ (mixed >>> 13)
}
