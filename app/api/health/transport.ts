import { type Codec, picturesOf, type Segment, SegmentFault, unitsBetweenStartCodes } from './coded'

const packetBytes = 188
const clockHz = 90_000
/** Times have 33 bits and begin anew after a day. */
const around = 2 ** 33

/** ISO/IEC 13818-1, table 2-34: kinds of streams that are pictures. */
const codecs = new Map<number, Codec | null>([
  [0x1b, 'h264'],
  [0x24, 'h265'],
  ...[0x01, 0x02, 0x10, 0x21, 0x32, 0x33, 0x42, 0xd2, 0xd4, 0xdb].map((type) => [type, null] as const),
])

export const isTransport = (bytes: Buffer): boolean => bytes[0] === 0x47

/**
 * The pictures of an MPEG-2 transport stream (ISO/IEC 13818-1), as HLS has it: one programme, packets of 188 bytes.
 * @throws SegmentFault when it is none, or has no pictures
 */
export function readTransport(bytes: Buffer): Segment {
  let tables = -1
  let video: { pid: number; codec: Codec | null } | null = null
  const parts: Buffer[] = []
  const times: number[] = []
  let described = false
  for (let at = 0; at + packetBytes <= bytes.length; at += packetBytes) {
    const packet = bytes.subarray(at, at + packetBytes)
    if (packet[0] !== 0x47) throw new SegmentFault('the packets of the transport stream are out of step')
    const pid = packet.readUInt16BE(1) & 0x1fff
    const begins = (packet[1]! & 0x40) !== 0
    const payload = payloadOf(packet)
    if (payload === null) continue
    if (pid === 0 && begins) tables = programmeOf(payload) ?? tables
    else if (pid === tables && begins) {
      described = true
      video ??= videoOf(payload)
    } else if (pid === video?.pid) {
      if (!begins) {
        // The rest of what began before this segment has no beginning here.
        if (times.length > 0) parts.push(payload)
        continue
      }
      const { time, from } = packetisedOf(payload)
      times.push(time ?? Number.NaN)
      parts.push(payload.subarray(from))
    }
  }
  if (!described) throw new SegmentFault('the transport stream does not say what is in it')
  if (video === null || times.length === 0) throw new SegmentFault('there is no picture in the transport stream')
  const { codec } = video
  if (codec === null) return { codec, pictures: [], seconds: null, blocks: null }
  const { pictures, blocks } = picturesOf(codec, unitsBetweenStartCodes(Buffer.concat(parts)))
  return { codec, pictures, blocks, seconds: lasting(times) }
}

/** What a packet carries behind its header and its adaptation field (2.4.3.3). */
function payloadOf(packet: Buffer): Buffer | null {
  const control = (packet[3]! >> 4) & 3
  if ((control & 1) === 0) return null
  const from = control === 3 ? 5 + packet[4]! : 4
  return from < packetBytes ? packet.subarray(from) : null
}

/** Where the programme is described (2.4.4.4). */
function programmeOf(payload: Buffer): number | null {
  const section = payload.subarray(1 + payload[0]!)
  for (let at = 8; at + 4 <= sectionEnd(section); at += 4)
    if (section.readUInt16BE(at) !== 0) return section.readUInt16BE(at + 2) & 0x1fff
  return null
}

/** The first stream of pictures of the programme (2.4.4.9). */
function videoOf(payload: Buffer): { pid: number; codec: Codec | null } | null {
  const section = payload.subarray(1 + payload[0]!)
  const end = sectionEnd(section)
  if (end < 12) return null
  for (let at = 12 + (section.readUInt16BE(10) & 0xfff); at + 5 <= end; ) {
    const codec = codecs.get(section[at]!)
    if (codec !== undefined) return { pid: section.readUInt16BE(at + 1) & 0x1fff, codec }
    at += 5 + (section.readUInt16BE(at + 3) & 0xfff)
  }
  return null
}

/** The end of a section without its check sum, or of what of it is in this packet. */
const sectionEnd = (section: Buffer): number =>
  section.length < 8 ? 0 : Math.min(section.length, 3 + (section.readUInt16BE(1) & 0xfff) - 4)

/** Where the bytes of the stream begin, and when they are shown or decoded (2.4.3.7). */
function packetisedOf(payload: Buffer): { time: number | null; from: number } {
  if (payload.length < 9 || payload.readUIntBE(0, 3) !== 1)
    throw new SegmentFault('a packet of the pictures is damaged')
  const from = Math.min(payload.length, 9 + payload[8]!)
  const flags = payload[7]! >> 6
  // The decoding time, where there is one, rises from picture to picture.
  const at = flags === 3 ? 14 : flags === 2 ? 9 : -1
  if (at < 0 || at + 5 > payload.length) return { time: null, from }
  const high = (payload[at]! >> 1) & 7
  const [middle, low] = [payload.readUInt16BE(at + 1) >> 1, payload.readUInt16BE(at + 3) >> 1]
  return { time: high * 2 ** 30 + middle * 2 ** 15 + low, from }
}

/** How long pictures with these times last: the last one as long as the others on average. */
function lasting(times: readonly number[]): number | null {
  const known = times.filter((time) => !Number.isNaN(time))
  if (known.length < 2) return null
  const first = known[0]!
  const after = known.map((time) => (time - first + around) % around)
  const span = Math.max(...after.map((time) => (time > around / 2 ? 0 : time)))
  return span === 0 ? null : (span * known.length) / (known.length - 1) / clockHz
}
