import { boxAt } from './boxes'
import { type Clip, segmentOf } from './clip'

/** Parts of a one-second segment (RFC 8216bis, 4.4.4.9): a quarter each, so that a picture is seen soon. */
export const partsPerSegment = 4

const notKey = 0x0101_0000

/**
 * One part of the segment of a second of the epoch: its frames with a header of their own. The first part of a segment
 * begins with the key frame.
 * @throws Error where the fragment's frames are not listed with their sizes alone, as ffmpeg writes a short GOP
 */
export function partOf(clip: Clip, second: number, index: number): Buffer {
  const segment = segmentOf(clip, second)
  const box = (...path: string[]) => boxAt(segment, ['moof', 'traf', ...path])
  const [tfhd, tfdt, trun] = [box('tfhd'), box('tfdt'), box('trun')]
  // Offset of the data, flags of the first frame, and a size for each.
  if ((segment.readUInt32BE(trun.body) & 0xffffff) !== 0x205)
    throw new Error('Not a demo clip: its frames differ in more than size')
  const count = segment.readUInt32BE(trun.body + 4)
  const perPart = Math.ceil(count / partsPerSegment)
  const first = index * perPart
  const last = Math.min(first + perPart, count)
  const sizeOf = (frame: number) => segment.readUInt32BE(trun.body + 16 + 4 * frame)
  const bytes = (from: number, to: number) => {
    let sum = 0
    for (let frame = from; frame < to; frame++) sum += sizeOf(frame)
    return sum
  }
  const begin = boxAt(segment, ['mdat']).body + bytes(0, first)
  const mdat = mp4Box('mdat', segment.subarray(begin, begin + bytes(first, last)))
  const frames = Buffer.alloc(16 + 4 * (last - first))
  frames.writeUInt32BE(0x205, 0)
  frames.writeUInt32BE(last - first, 4)
  frames.writeUInt32BE(index === 0 ? segment.readUInt32BE(trun.body + 12) : notKey, 12)
  for (let frame = first; frame < last; frame++) frames.writeUInt32BE(sizeOf(frame), 16 + 4 * (frame - first))
  const time = Buffer.from(segment.subarray(tfdt.body, tfdt.end))
  time.writeBigUInt64BE(
    BigInt(second) * BigInt(clip.timescale) + BigInt(Math.round((first * clip.timescale) / clip.framesPerSecond)),
    4,
  )
  const number = Buffer.alloc(8)
  number.writeUInt32BE((second * partsPerSegment + index) % 2 ** 32, 4)
  const header = () =>
    mp4Box(
      'moof',
      mp4Box('mfhd', number),
      mp4Box('traf', segment.subarray(tfhd.start, tfhd.end), mp4Box('tfdt', time), mp4Box('trun', frames)),
    )
  // Where the frames begin, counted from the header's first byte.
  frames.writeUInt32BE(header().length + 8, 8)
  return Buffer.concat([header(), mdat])
}

function mp4Box(type: string, ...content: Buffer[]): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + content.reduce((sum, { length }) => sum + length, 0))
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, ...content])
}
