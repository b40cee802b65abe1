/** Numbers by id, for hundreds of thousands of ids: what a `Map` of strings answers, with two looks into memory. */
export interface Ids {
  get(id: string): number | undefined
  /** Gives an id a number; the last one counts when it is given twice. */
  set(id: string, number: number): void
}

/** Bytes of a record before its text: the number, and the length of the text. */
const head = 5
const longest = 255

/**
 * An open-addressing index (linear probing, at most half full) of places in one buffer, where each id stands beside its
 * number. A Map keeps each string as an object of its own: three to five looks into memory that a large neighbourhood
 * never has in its caches. Ids that are long, or have characters beyond Latin-1, go to a Map: there are few.
 */
export function makeIds(expected = 1024): Ids {
  let slots = new Int32Array(tableSize(expected))
  let mask = slots.length - 1
  let records = new Uint8Array(Math.max(1024, expected * 16))
  let used = 1
  let count = 0
  const others = new Map<string, number>()

  /** The slot of an id, or the empty one where it would stand; -1: its text cannot stand here. */
  function slotOf(id: string): number {
    const { length } = id
    if (length > longest) return -1
    let hash = length
    let all = 0
    for (let at = 0; at < length; at++) {
      const code = id.charCodeAt(at)
      all |= code
      hash = Math.imul(hash ^ code, 0x01000193)
    }
    if (all > 255) return -1
    hash ^= hash >>> 15
    hash = Math.imul(hash, 0x2c1b3c6d)
    hash ^= hash >>> 13
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const record = slots[slot]!
      if (record === 0 || isAt(record, id, length)) return slot
    }
  }

  function isAt(record: number, id: string, length: number): boolean {
    if (records[record + 4] !== length) return false
    for (let at = 0; at < length; at++) if (records[record + head + at] !== id.charCodeAt(at)) return false
    return true
  }

  function write(record: number, number: number): void {
    for (let byte = 0; byte < 4; byte++) records[record + byte] = number >>> (8 * byte)
  }

  function grow(): void {
    const old = slots
    slots = new Int32Array(old.length * 2)
    mask = slots.length - 1
    for (const record of old) {
      if (record === 0) continue
      const text = String.fromCharCode(...records.subarray(record + head, record + head + records[record + 4]!))
      slots[slotOf(text)] = record
    }
  }

  return {
    get(id) {
      const slot = slotOf(id)
      if (slot < 0) return others.get(id)
      const record = slots[slot]!
      if (record === 0) return undefined
      return (
        records[record]! | (records[record + 1]! << 8) | (records[record + 2]! << 16) | (records[record + 3]! << 24)
      )
    },
    set(id, number) {
      let slot = slotOf(id)
      if (slot < 0) {
        others.set(id, number)
        return
      }
      if (slots[slot] !== 0) return write(slots[slot]!, number)
      if (count * 2 >= slots.length) {
        grow()
        slot = slotOf(id)
      }
      if (used + head + id.length > records.length) {
        const more = new Uint8Array(records.length * 2 + head + longest)
        more.set(records)
        records = more
      }
      slots[slot] = used
      write(used, number)
      records[used + 4] = id.length
      for (let at = 0; at < id.length; at++) records[used + head + at] = id.charCodeAt(at)
      used += head + id.length
      count++
    },
  }
}

function tableSize(expected: number): number {
  let size = 1024
  while (size < expected * 2) size *= 2
  return size
}
