/** A picture as its camera coded it: how much of it there is, never what it shows. */
export interface CodedPicture {
  /** can be decoded without any picture before it */
  key: boolean
  /** bytes of its slices, without fillers and what else stands between pictures */
  bytes: number
}

/** What a segment holds, read from its structure alone. Nothing in it is decoded. */
export interface Segment {
  /** null: a codec that is not read here */
  codec: Codec | null
  pictures: readonly CodedPicture[]
  /** how long the pictures last; null: their times do not tell */
  seconds: number | null
  /** 16 × 16 blocks in a picture; null: its size is not told */
  blocks: number | null
}

export type Codec = 'h264' | 'h265'

/** The bytes are no segment that a player could play; the message says why. */
export class SegmentFault extends Error {}

/** A unit of the video (NAL unit), as its first bytes tell it. */
interface Unit {
  kind: 'slice' | 'key slice' | 'size' | 'other'
  /** a slice that begins a picture */
  begins: boolean
}

const other: Unit = { kind: 'other', begins: false }

/** @param unit begins with the unit's header: ITU-T H.264, 7.3.1 and 7.3.3; H.265, 7.3.1.2 and 7.3.6.1 */
function unitOf(codec: Codec, unit: Uint8Array): Unit {
  if (codec === 'h264') {
    const type = unit[0]! & 31
    if (type === 7) return { kind: 'size', begins: false }
    // first_mb_in_slice is 0 when its first bit is 1.
    const begins = (unit[1] ?? 0) > 127
    return type === 5 ? { kind: 'key slice', begins } : type >= 1 && type <= 4 ? { kind: 'slice', begins } : other
  }
  const type = (unit[0]! >> 1) & 63
  if (type === 33) return { kind: 'size', begins: false }
  const begins = (unit[2] ?? 0) > 127
  return type >= 16 && type <= 23 ? { kind: 'key slice', begins } : type < 10 ? { kind: 'slice', begins } : other
}

/** The pictures that units are the parts of, and how large they are where the units say so. */
export function picturesOf(codec: Codec, units: Iterable<Uint8Array>) {
  const pictures: CodedPicture[] = []
  let blocks: number | null = null
  for (const unit of units) {
    if (unit.length < 2) continue
    const { kind, begins } = unitOf(codec, unit)
    if (kind === 'size') blocks ??= blocksOf(codec, unit)
    if (kind !== 'slice' && kind !== 'key slice') continue
    if (begins || pictures.length === 0) pictures.push({ key: kind === 'key slice', bytes: 0 })
    pictures.at(-1)!.bytes += unit.length
  }
  return { pictures, blocks }
}

/** The units of a byte stream, which start codes tell apart (H.264, annex B). */
export function* unitsBetweenStartCodes(bytes: Buffer): Generator<Uint8Array> {
  const code = Buffer.from([0, 0, 1])
  let from = bytes.indexOf(code)
  while (from >= 0) {
    const next = bytes.indexOf(code, from + 3)
    let end = next < 0 ? bytes.length : next
    // Zeros before a start code belong to no unit.
    while (end > from + 3 && bytes[end - 1] === 0) end--
    if (end > from + 3) yield bytes.subarray(from + 3, end)
    from = next
  }
}

/**
 * The units of a sample, each behind its length.
 * @param size bytes of a length
 * @throws SegmentFault when a length leads out of the sample
 */
export function* unitsBehindLengths(sample: Buffer, size: number): Generator<Uint8Array> {
  for (let at = 0; at < sample.length; ) {
    const end = at + size <= sample.length ? at + size + sample.readUIntBE(at, size) : Number.POSITIVE_INFINITY
    if (end > sample.length) throw new SegmentFault('a picture is cut off')
    yield sample.subarray(at + size, end)
    at = end
  }
}

/** 16 × 16 blocks of a picture, from the unit that tells its size (sequence parameter set); null when it is unreadable. */
function blocksOf(codec: Codec, unit: Uint8Array): number | null {
  const bits = new Bits(unit, codec === 'h264' ? 1 : 2)
  try {
    const found = codec === 'h264' ? sizeOfH264(bits) : sizeOfH265(bits)
    return found > 0 && found <= 1_000_000 ? found : null
  } catch {
    return null
  }
}

const withChroma = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])

/** H.264, 7.3.2.1.1: only the way to the size is gone. */
function sizeOfH264(bits: Bits): number {
  const profile = bits.read(8)
  bits.read(16)
  bits.number()
  if (withChroma.has(profile)) {
    const chroma = bits.number()
    if (chroma === 3) bits.read(1)
    bits.number()
    bits.number()
    bits.read(1)
    const lists = bits.read(1) === 0 ? 0 : chroma === 3 ? 12 : 8
    for (let list = 0; list < lists; list++) if (bits.read(1) === 1) skipScalingList(bits, list < 6 ? 16 : 64)
  }
  bits.number()
  const order = bits.number()
  if (order === 0) bits.number()
  else if (order === 1) {
    bits.read(1)
    bits.number()
    bits.number()
    for (let left = bits.number(); left > 0; left--) bits.number()
  }
  bits.number()
  bits.read(1)
  const [width, height] = [bits.number() + 1, bits.number() + 1]
  return width * height * (bits.read(1) === 1 ? 1 : 2)
}

function skipScalingList(bits: Bits, size: number): void {
  let [last, next] = [8, 8]
  for (let at = 0; at < size && next !== 0; at++) {
    const code = bits.number()
    next = (last + (code % 2 === 1 ? (code + 1) / 2 : -code / 2) + 256) % 256
    if (next !== 0) last = next
  }
}

/** H.265, 7.3.2.2.1 and 7.3.3. */
function sizeOfH265(bits: Bits): number {
  bits.read(4)
  const layers = bits.read(3)
  bits.read(1)
  bits.skip(96)
  const present = Array.from({ length: layers }, () => [bits.read(1), bits.read(1)] as const)
  if (layers > 0) bits.skip(2 * (8 - layers))
  for (const [profile, level] of present) bits.skip(profile * 88 + level * 8)
  bits.number()
  if (bits.number() === 3) bits.read(1)
  return Math.ceil(bits.number() / 16) * Math.ceil(bits.number() / 16)
}

/** Reads bits and Exp-Golomb numbers, past the bytes that keep start codes out (H.264, 7.4.1.1 and 9.1). */
class Bits {
  readonly #bytes: number[] = []
  #at = 0

  constructor(unit: Uint8Array, from: number) {
    for (let at = from, zeros = 0; at < Math.min(unit.length, 512); at++) {
      const byte = unit[at]!
      if (zeros >= 2 && byte === 3) {
        zeros = 0
        continue
      }
      zeros = byte === 0 ? zeros + 1 : 0
      this.#bytes.push(byte)
    }
  }

  read(count: number): number {
    let value = 0
    for (let left = count; left > 0; left--) {
      const byte = this.#bytes[this.#at >> 3]
      if (byte === undefined) throw new SegmentFault('a parameter set is cut off')
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1)
      this.#at++
    }
    return value
  }

  skip(count: number): void {
    this.#at += count
  }

  number(): number {
    let zeros = 0
    while (this.read(1) === 0) if (++zeros > 31) throw new SegmentFault('a parameter set is damaged')
    return 2 ** zeros - 1 + this.read(zeros)
  }
}
