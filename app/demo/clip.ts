import { boxAt, boxesIn } from './boxes'

/** A loop of one-second fragments, as `clips/draw.mjs` makes them: one file holding init and fragments. */
export interface Clip {
  init: Buffer
  /** one per second of the loop */
  fragments: Fragment[]
  /** RFC 6381, such as `avc1.64001f` */
  codecs: string
  width: number
  height: number
  framesPerSecond: number
  /** ticks per second of decode times */
  timescale: number
  /** bits per second of the largest and of the mean fragment */
  peakBandwidth: number
  meanBandwidth: number
}

interface Fragment {
  data: Buffer
  sequenceAt: number
  decodeTimeAt: number
}

/**
 * Reads a clip from a file's bytes.
 * @throws Error where it is not a fragmented MP4 with one H.264 track and 64-bit decode times
 */
export function readClip(file: Buffer): Clip {
  const firstMoof = boxAt(file, ['moof']).start
  const init = Buffer.from(file.subarray(0, firstMoof))
  const fragments: Fragment[] = []
  const parts = boxesIn(file, firstMoof)
  for (const [index, moof] of parts.entries()) {
    const mdat = parts[index + 1]
    if (moof.type === 'moof' && mdat?.type === 'mdat') fragments.push(fragment(file.subarray(moof.start, mdat.end)))
  }
  const track = ['moov', 'trak', 'mdia']
  const sampleEntry = sampleEntryOf(init)
  const avcC = boxAt(init, ['avcC'], sampleEntry + 86, init.length).body
  const sizes = fragments.map(({ data }) => data.length * 8)
  const first = fragments[0]
  if (first === undefined) throw new Error('Not a fragmented MP4: no fragment')
  const trun = boxAt(first.data, ['moof', 'traf', 'trun'])
  return {
    init,
    fragments,
    codecs: `avc1.${init.toString('hex', avcC + 1, avcC + 4)}`,
    width: init.readUInt16BE(sampleEntry + 32),
    height: init.readUInt16BE(sampleEntry + 34),
    framesPerSecond: first.data.readUInt32BE(trun.body + 4),
    timescale: init.readUInt32BE(boxAt(init, [...track, 'mdhd']).body + 12),
    peakBandwidth: Math.max(...sizes),
    meanBandwidth: Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length),
  }
}

/**
 * The segment of a second of the epoch: the loop's fragment with its decode time moved there, so that decode times run
 * on without a break from loop to loop.
 */
export function segmentOf(clip: Clip, second: number): Buffer {
  const { data, sequenceAt, decodeTimeAt } = clip.fragments[second % clip.fragments.length] as Fragment
  const segment = Buffer.from(data)
  segment.writeUInt32BE(second % 2 ** 32, sequenceAt)
  segment.writeBigUInt64BE(BigInt(second) * BigInt(clip.timescale), decodeTimeAt)
  return segment
}

function fragment(part: Buffer): Fragment {
  const data = Buffer.from(part)
  const tfdt = boxAt(data, ['moof', 'traf', 'tfdt'])
  if (data[tfdt.body] !== 1) throw new Error('Not a demo clip: its decode times have 32 bits')
  return { data, sequenceAt: boxAt(data, ['moof', 'mfhd']).body + 4, decodeTimeAt: tfdt.body + 4 }
}

/** Where the `avc1` box begins: after the header, version and count of `stsd`. */
function sampleEntryOf(init: Buffer): number {
  return boxAt(init, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']).body + 8
}
