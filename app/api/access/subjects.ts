/** Where the rows of each subject begin and end in a column that is sorted by subject. */
export interface Subjects {
  /** The first row of a subject; -1: it has none. */
  startOf(subject: number): number
  /** The row after the last one of the subject whose first row this is. */
  endOf(start: number): number
}

/** An index of a sorted column: few of millions of households have a row of their own, and most questions end here. */
export function makeSubjects(column: Int32Array): Subjects {
  let different = 0
  for (let at = 0; at < column.length; at++) if (at === 0 || column[at] !== column[at - 1]) different++
  let size = 64
  while (size < different * 2) size *= 2
  const mask = size - 1
  /** pairs: subject, and its first row counted from 1; 0: an empty pair */
  const slots = new Int32Array(size * 2)
  const slotOf = (subject: number): number => {
    const hash = Math.imul(subject, 0x9e3779b1)
    let slot = (hash ^ (hash >>> 15)) & mask
    while (slots[slot * 2 + 1] !== 0 && slots[slot * 2] !== subject) slot = (slot + 1) & mask
    return slot * 2
  }
  const ends = new Int32Array(column.length)
  let start = 0
  for (let at = 0; at < column.length; at++) {
    if (at === 0 || column[at] !== column[at - 1]) {
      start = at
      const slot = slotOf(column[at]!)
      slots[slot] = column[at]!
      slots[slot + 1] = at + 1
    }
    ends[start] = at + 1
  }
  return {
    startOf: (subject) => slots[slotOf(subject) + 1]! - 1,
    endOf: (first) => ends[first]!,
  }
}
