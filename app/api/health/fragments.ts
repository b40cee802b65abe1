import { type Codec, type CodedPicture, picturesOf, type Segment, SegmentFault, unitsBehindLengths } from './coded'

interface Box {
  type: string
  /** where it begins in its file */
  at: number
  /** what is in it */
  body: Buffer
}

/** The boxes of a file or of a box (ISO/IEC 14496-12, 4.2). */
function* boxesIn(bytes: Buffer, offset = 0): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length; ) {
    const type = bytes.toString('latin1', at + 4, at + 8)
    const told = bytes.readUInt32BE(at)
    if (told === 1 && at + 16 > bytes.length) throw new SegmentFault(`the box ${type} is cut off`)
    const header = told === 1 ? 16 : 8
    const size = told === 0 ? bytes.length - at : told === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : told
    if (size < header || at + size > bytes.length) throw new SegmentFault(`the box ${printable(type)} is cut off`)
    yield { type, at: offset + at, body: bytes.subarray(at + header, at + size) }
    at += size
  }
}

const printable = (type: string) => type.replace(/[^\x20-\x7e]/g, '?')

/** What the path of types leads to, every one of it. */
function* within(bytes: Buffer, ...path: string[]): Generator<Buffer> {
  const [type, ...rest] = path
  for (const box of boxesIn(bytes))
    if (box.type === type) {
      if (rest.length === 0) yield box.body
      else yield* within(box.body, ...rest)
    }
}
const first = (bytes: Buffer, ...path: string[]): Buffer | undefined => within(bytes, ...path).next().value ?? undefined

interface Track {
  id: number
  timescale: number
  codec: Codec | null
  /** bytes of a length before each unit of a picture */
  lengthBytes: number
  blocks: number | null
  usually: { duration: number; size: number }
}

/** The sample entries that are read, and the box in them that says how. */
const entries: Record<string, { codec: Codec; configuration: string; lengthAt: number }> = {
  avc1: { codec: 'h264', configuration: 'avcC', lengthAt: 4 },
  avc3: { codec: 'h264', configuration: 'avcC', lengthAt: 4 },
  hvc1: { codec: 'h265', configuration: 'hvcC', lengthAt: 21 },
  hev1: { codec: 'h265', configuration: 'hvcC', lengthAt: 21 },
}
/** More pictures than a minute has, at any rate. */
const mostSamples = 100_000
/** Fields of a visual sample entry before the boxes in it (ISO/IEC 14496-12, 12.1.3). */
const entryBytes = 78

function videoTrack(init: Buffer): Track {
  for (const track of within(init, 'moov', 'trak')) {
    const media = first(track, 'mdia')
    const handler = media && first(media, 'hdlr')
    if (media === undefined || handler?.toString('latin1', 8, 12) !== 'vide') continue
    const [header, time] = [first(track, 'tkhd'), first(media, 'mdhd')]
    const description = first(media, 'minf', 'stbl', 'stsd')
    if (header === undefined || time === undefined || description === undefined) break
    const id = header.readUInt32BE(header[0] === 1 ? 20 : 12)
    const timescale = time.readUInt32BE(time[0] === 1 ? 20 : 12)
    const usual = [...within(init, 'moov', 'mvex', 'trex')].find((one) => one.readUInt32BE(4) === id)
    const usually = { duration: usual?.readUInt32BE(12) ?? 0, size: usual?.readUInt32BE(16) ?? 0 }
    const entry = boxesIn(description.subarray(8)).next().value
    const known = entries[entry?.type ?? '']
    if (!entry || known === undefined) return { id, timescale, codec: null, lengthBytes: 4, blocks: null, usually }
    const configuration = first(entry.body.subarray(entryBytes), known.configuration)
    if (configuration === undefined) break
    const [width, height] = [entry.body.readUInt16BE(24), entry.body.readUInt16BE(26)]
    const blocks = Math.ceil(width / 16) * Math.ceil(height / 16) || null
    const lengthBytes = (configuration[known.lengthAt]! & 3) + 1
    return { id, timescale, codec: known.codec, lengthBytes, blocks, usually }
  }
  throw new SegmentFault('the initialisation section describes no pictures')
}

/**
 * The pictures of a fragmented MP4 segment (ISO/IEC 14496-12, 8.8).
 * @param init what its playlist names in EXT-X-MAP
 * @throws SegmentFault when it is none, or has no pictures
 */
export function readFragments(init: Buffer, segment: Buffer): Segment {
  try {
    return read(videoTrack(init), segment)
  } catch (error) {
    if (error instanceof RangeError) throw new SegmentFault('a box is shorter than what belongs into it')
    throw error
  }
}

function read(track: Track, segment: Buffer): Segment {
  const { codec, timescale, lengthBytes } = track
  const pictures: CodedPicture[] = []
  let { blocks } = track
  let ticks = 0
  let samples = 0
  for (const fragment of boxesIn(segment)) {
    if (fragment.type !== 'moof') continue
    for (const run of within(fragment.body, 'traf')) {
      const found = samplesOf(track, run, fragment.at)
      samples += found.length
      for (const { at, size, duration } of found) {
        ticks += duration
        if (codec === null) continue
        if (at + size > segment.length) throw new SegmentFault('a picture is cut off')
        const units = [...unitsBehindLengths(segment.subarray(at, at + size), lengthBytes)]
        const one = picturesOf(codec, units)
        blocks ??= one.blocks
        // Whatever stands in a sample is one picture.
        const bytes = one.pictures.reduce((all, picture) => all + picture.bytes, 0)
        if (one.pictures.length > 0) pictures.push({ key: one.pictures[0]!.key, bytes })
      }
    }
  }
  if (samples === 0) throw new SegmentFault('there is no picture in the fragments')
  const seconds = ticks > 0 && timescale > 0 ? ticks / timescale : null
  return { codec, pictures, blocks, seconds }
}

/** Where the samples of a track fragment lie in the file, how large they are and how long they last. */
function samplesOf(track: Track, fragment: Buffer, moofAt: number) {
  const header = first(fragment, 'tfhd')
  if (header === undefined || header.readUInt32BE(4) !== track.id) return []
  const flags = header.readUIntBE(1, 3)
  let field = 8
  const next = (present: number, bytes: number) => {
    if ((flags & present) === 0) return null
    field += bytes
    return bytes === 8 ? Number(header.readBigUInt64BE(field - 8)) : header.readUInt32BE(field - 4)
  }
  const base = next(0x01, 8) ?? moofAt
  next(0x02, 4)
  const usually = { duration: next(0x08, 4) ?? track.usually.duration, size: next(0x10, 4) ?? track.usually.size }
  const samples: { at: number; size: number; duration: number }[] = []
  let at = base
  for (const run of within(fragment, 'trun')) {
    const has = run.readUIntBE(1, 3)
    const count = run.readUInt32BE(4)
    let from = 8
    if (has & 0x01) {
      at = base + run.readInt32BE(from)
      from += 4
    }
    if (has & 0x04) from += 4
    const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => has & flag)
    if (count > mostSamples || from + count * fields.length * 4 > run.length)
      throw new SegmentFault('the table of pictures is cut off')
    for (let left = count; left > 0; left--, from += fields.length * 4) {
      const value = (flag: number) => run.readUInt32BE(from + fields.indexOf(flag) * 4)
      const size = has & 0x200 ? value(0x200) : usually.size
      samples.push({ at, size, duration: has & 0x100 ? value(0x100) : usually.duration })
      at += size
    }
  }
  return samples
}
