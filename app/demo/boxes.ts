/** A box of ISO/IEC 14496-12: `start` and `end` count from the buffer's beginning, `body` is after the header. */
export interface Mp4Box {
  type: string
  start: number
  body: number
  end: number
}

/** The boxes that lie one after the other in a part of a buffer. */
export function boxesIn(data: Buffer, from = 0, to = data.length): Mp4Box[] {
  const found: Mp4Box[] = []
  for (let start = from; start < to; ) {
    const size = data.readUInt32BE(start)
    if (size < 8 || start + size > to) throw new Error(`Not a fragmented MP4: a box of ${size} bytes at ${start}`)
    found.push({ type: data.toString('latin1', start + 4, start + 8), start, body: start + 8, end: start + size })
    start += size
  }
  return found
}

/** The first box at a path such as `['moof', 'traf', 'tfdt']`. */
export function boxAt(data: Buffer, path: readonly string[], from = 0, to = data.length): Mp4Box {
  const [type, ...rest] = path
  const box = boxesIn(data, from, to).find((candidate) => candidate.type === type)
  if (box === undefined) throw new Error(`Not a fragmented MP4: no box ${type}`)
  return rest.length === 0 ? box : boxAt(data, rest, box.body, box.end)
}
