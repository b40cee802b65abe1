const longest = 128
const wideBit = 128
/** How full the index may be: fuller costs more looks, emptier more memory. */
const fullest = 0.8
/** Room for what comes later, before everything must be moved. */
const slack = 1.02

/** How many ids will come, and how many characters they have together: then nothing is moved while they do. */
export interface Expected {
  count: number
  letters: number
}

/**
 * Records by id, for millions: some whole numbers each, beside the id's text, all in one buffer, with an
 * open-addressing index (linear probing) of where each stands. A record's number is its place: field `f` of it is
 * `words[place + f]`. What a slot has left beside the place are bits of the hash, so that a slot of another id is passed
 * by without a look at its record. A Map keeps each id as an object of its own, at five times the memory, and needs three to five
 * looks into memory that a large neighbourhood never has in its caches; here an id and its numbers are one.
 */
export class Records {
  words: Int32Array
  count = 0
  #bytes: Uint8Array
  #slots: Int32Array
  #placeBits = 0
  #used = 1
  readonly #fields: number

  constructor(fields: number, expected: Expected = { count: 0, letters: 0 }) {
    this.#fields = fields
    const words = Math.ceil((expected.count * (fields + 1) + expected.letters / 4) * slack)
    this.words = new Int32Array(Math.max(1024, words))
    this.#bytes = new Uint8Array(this.words.buffer)
    this.#slots = this.#index(Math.ceil((expected.count * slack) / fullest))
  }

  /** The place of an id's record; -1: there is none. */
  find(id: string): number {
    if (id.length === 0 || id.length > longest) return -1
    const hash = hashOf(id)
    const slots = this.#slots
    const bits = this.#placeBits
    const print = hash << bits
    const mask = (1 << bits) - 1
    for (let slot = slotOf(hash, slots.length); ; slot = slot + 1 === slots.length ? 0 : slot + 1) {
      const stored = slots[slot]!
      if (stored === 0) return -1
      // The same bits of the hash above those of the place: any other record is not looked at.
      const place = stored & mask
      if ((stored ^ print) >>> bits === 0 && this.#isAt(place, id)) return place
    }
  }

  #isAt(place: number, id: string): boolean {
    const bytes = this.#bytes
    const at = (place + this.#fields) * 4
    const head = bytes[at]!
    const { length } = id
    if ((head & (wideBit - 1)) !== length - 1) return false
    if ((head & wideBit) === 0) {
      for (let n = 0; n < length; n++) if (bytes[at + 1 + n] !== id.charCodeAt(n)) return false
    } else
      for (let n = 0; n < length; n++)
        if ((bytes[at + 1 + 2 * n]! | (bytes[at + 2 + 2 * n]! << 8)) !== id.charCodeAt(n)) return false
    return true
  }

  /** The place of an id's record; a new one has zeros.
   * @throws Error for an id that the import would not have taken */
  add(id: string): number {
    const known = this.find(id)
    if (known > 0) return known
    if (id.length === 0 || id.length > longest) throw new Error(`an id has 1 to ${longest} characters`)
    if (this.count + 1 > this.#slots.length * fullest) this.#slots = this.#index(Math.ceil(this.#slots.length * 1.5))
    const wide = isWide(id)
    const size = this.#fields + textWords(wide ? id.length * 2 : id.length)
    if (this.#used + size > this.words.length) this.#enlarge(size)
    const place = this.#used
    const at = (place + this.#fields) * 4
    this.#bytes[at] = (id.length - 1) | (wide ? wideBit : 0)
    for (let n = 0; n < id.length; n++) {
      const code = id.charCodeAt(n)
      if (wide) {
        this.#bytes[at + 1 + 2 * n] = code & 255
        this.#bytes[at + 2 + 2 * n] = code >> 8
      } else this.#bytes[at + 1 + n] = code
    }
    this.#used += size
    this.count++
    this.#enter(this.#slots, place)
    return place
  }

  /** The id of the record at a place. */
  id(place: number): string {
    const at = (place + this.#fields) * 4
    const head = this.#bytes[at]!
    const length = (head & 127) + 1
    const codes: number[] = []
    for (let n = 0; n < length; n++)
      codes.push(
        (head & wideBit) === 0
          ? this.#bytes[at + 1 + n]!
          : this.#bytes[at + 1 + 2 * n]! | (this.#bytes[at + 2 + 2 * n]! << 8),
      )
    return String.fromCharCode(...codes)
  }

  /** The place after this one, in the order in which they came; 0 asks for the first, and is the answer at the end. */
  after(place: number): number {
    const next = place === 0 ? 1 : place + this.#fields + this.#textWordsAt(place)
    return next < this.#used ? next : 0
  }

  #textWordsAt(place: number): number {
    const head = this.#bytes[(place + this.#fields) * 4]!
    const length = (head & 127) + 1
    return textWords((head & wideBit) === 0 ? length : length * 2)
  }

  #enter(slots: Int32Array, place: number): void {
    const hash = hashOf(this.id(place))
    let slot = slotOf(hash, slots.length)
    while (slots[slot] !== 0) slot = slot + 1 === slots.length ? 0 : slot + 1
    slots[slot] = (hash << this.#placeBits) | place
  }

  #index(size: number): Int32Array {
    const slots = new Int32Array(Math.max(64, size))
    this.#placeBits = bitsFor(this.words.length)
    for (let place = this.after(0); place !== 0; place = this.after(place)) this.#enter(slots, place)
    return slots
  }

  #enlarge(by: number): void {
    const words = new Int32Array(Math.ceil((this.words.length + by) * 1.25))
    words.set(this.words)
    this.words = words
    this.#bytes = new Uint8Array(words.buffer)
    if (bitsFor(words.length) !== this.#placeBits) this.#slots = this.#index(this.#slots.length)
  }
}

/** Bits that name any place among so many words. */
const bitsFor = (words: number) => 32 - Math.clz32(words)

/** An id's hash, each bit of which depends on all of it. */
export function hashOf(id: string): number {
  let hash = id.length
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  let mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return mixed ^ (mixed >>> 15)
}

/** Spreads a hash over the slots by its highest bits: their number is no power of two, which would waste up to half. */
const slotOf = (mixed: number, slots: number) => Math.floor((mixed >>> 0) * (slots / 2 ** 32))

/** Words that a text takes, with the byte of its length. */
const textWords = (bytes: number) => (bytes + 4) >> 2

function isWide(id: string): boolean {
  for (let at = 0; at < id.length; at++) if (id.charCodeAt(at) > 255) return true
  return false
}

/** Epoch milliseconds as two whole numbers. */
export function putMoment(words: Int32Array, at: number, moment: number): void {
  words[at] = Math.floor(moment / 2 ** 32)
  words[at + 1] = (moment % 2 ** 32) | 0
}

export function moment(words: Int32Array, at: number): number {
  return words[at]! * 2 ** 32 + (words[at + 1]! >>> 0)
}
