/** Where the rows of each subject begin and end in a column that is sorted by subject. */
export interface Subjects {
  /** The entry of a subject; -1: it has no row. */
  find(subject: number): number
  /** The first row of an entry's subject. */
  startOf(entry: number): number
  /** The row after the last one of an entry's subject. */
  endOf(entry: number): number
}

/**
 * An index of a sorted column: few of millions of households have a row of their own, and most questions end here. Where
 * the rows begin and end stands beside the subject, so that one wait for memory tells both.
 */
export function makeSubjects(column: Int32Array): Subjects {
  let different = 0
  for (let at = 0; at < column.length; at++) if (at === 0 || column[at] !== column[at - 1]) different++
  let size = 64
  while (size < different * 2) size *= 2
  const mask = size - 1
  /** entries of three: subject, its first row, and the row after its last; 0: an empty entry */
  const entries = new Int32Array(size * 3)
  const entryOf = (subject: number): number => {
    const hash = Math.imul(subject, 0x9e3779b1)
    let slot = (hash ^ (hash >>> 15)) & mask
    while (entries[slot * 3 + 2] !== 0 && entries[slot * 3] !== subject) slot = (slot + 1) & mask
    return slot * 3
  }
  for (let start = 0, end = 0; start < column.length; start = end) {
    while (end < column.length && column[end] === column[start]) end++
    entries.set([column[start]!, start, end], entryOf(column[start]!))
  }
  return {
    find(subject) {
      const entry = entryOf(subject)
      return entries[entry + 2] === 0 ? -1 : entry
    },
    startOf: (entry) => entries[entry + 1]!,
    endOf: (entry) => entries[entry + 2]!,
  }
}
