import { type Segment, SegmentFault } from './coded'
import { readFragments } from './fragments'
import { isTransport, readTransport } from './transport'

/**
 * What the sizes of a segment's pictures tell: `still`, `flat` (black or of one colour) and `bit_rate` are suspicions,
 * `unreadable` is a fact; null: they tell nothing.
 */
export type Soundness = 'sound' | Suspicion | 'unreadable' | null
export type Suspicion = 'still' | 'flat' | 'bit_rate'

export const isSuspicion = (found: string | null): found is Suspicion =>
  found === 'still' || found === 'flat' || found === 'bit_rate'

/**
 * Bytes per block up to which a whole picture has nothing in it. Measured with x264 and x265: black 0.1 to 0.8, the
 * plainest drawn street 2.9 (soundness.test.ts).
 */
const flatBytesPerBlock = 1
/** A picture in which every block is as before needs some bytes of header, and a bit for every few blocks. */
const emptyBytes = { base: 24, blocksPerByte: 40 }
/** Fewer predicted pictures than this tell nothing. */
const fewestPredicted = 4
/** What cameras send lies well between. */
const plausible = { kilobits: [8, 50_000], picturesPerSecond: 1 } as const

/** What a segment's pictures are, from how large they are. */
export function soundnessOf({ codec, pictures, blocks, seconds }: Segment): Soundness {
  if (codec === null) return null
  if (pictures.length === 0) return 'unreadable'
  if (blocks === null) return null
  const keys = pictures.filter(({ key }) => key).map(({ bytes }) => bytes)
  if (keys.length > 0 && Math.max(...keys) <= blocks * flatBytesPerBlock) return 'flat'
  const settled = settledOf(pictures)
  if (settled.length < fewestPredicted) return null
  // A clock in the picture changes one of a second's pictures: every one must be empty.
  if (Math.max(...settled) <= emptyBytes.base + blocks / emptyBytes.blocksPerByte) return 'still'
  if (seconds === null) return 'sound'
  const kilobits = (pictures.reduce((all, { bytes }) => all + bytes, 0) * 8) / seconds / 1000
  const [least, most] = plausible.kilobits
  const rate = pictures.length / seconds
  return kilobits < least || kilobits > most || rate < plausible.picturesPerSecond ? 'bit_rate' : 'sound'
}

/** Sizes of the pictures in each second half between two key pictures: in the first, encoders still improve a picture. */
function settledOf(pictures: Segment['pictures']): number[] {
  const groups: number[][] = [[]]
  for (const { key, bytes } of pictures) {
    if (key) groups.push([])
    else groups.at(-1)!.push(bytes)
  }
  return groups.flatMap((group) => group.slice(Math.floor(group.length / 2)))
}

/** What the bytes of a segment are: MPEG-2 transport stream, or fragmented MP4 behind its initialisation section. */
export function soundnessIn(init: Buffer | null, segment: Buffer): Soundness {
  try {
    return soundnessOf(isTransport(segment) ? readTransport(segment) : readFragments(init ?? segment, segment))
  } catch (error) {
    // Bytes that lead the reading out of the buffer are as unreadable as those it refuses.
    if (error instanceof SegmentFault || error instanceof RangeError) return 'unreadable'
    throw error
  }
}
