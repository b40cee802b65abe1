import type { Clip } from './clip'
import { partsPerSegment } from './part'

/** Segments that a playlist lists; each lasts one second. */
export const listed = 7

/** Older segments that are still handed out, for players that fetch what an earlier playlist named. */
const kept = 30

/** A camera that hangs for the last `standsFor` seconds of every `every` seconds. */
export interface Hang {
  every: number
  standsFor: number
}

/**
 * The newest segment that is complete at `now` (epoch milliseconds). A segment's number is the second of the epoch in
 * which its first frame was taken, so it is whole one second later.
 */
export function newestSegment(now: number, hang?: Hang): number {
  const newest = Math.floor(now / 1000) - 1
  if (hang === undefined) return newest
  const since = (newest % hang.every) - (hang.every - hang.standsFor)
  return since > 0 ? newest - since : newest
}

/** Whether a segment is on offer: published, and not long gone. */
export function isOnOffer(segment: number, newest: number): boolean {
  return segment <= newest && segment > newest - listed - kept
}

/** Where the live edge of a camera with parts is: the segment that is being made, and how many of its parts are there. */
export interface Edge {
  segment: number
  parts: number
}

/** The edge at `now` (epoch milliseconds): a part is there when its last frame was taken. */
export function edgeAt(now: number): Edge {
  return { segment: Math.floor(now / 1000), parts: Math.floor(((now % 1000) * partsPerSegment) / 1000) }
}

/** When (epoch milliseconds) a part of a segment is there, or without a part the whole segment. */
export function thereAt(segment: number, part: number | null): number {
  return segment * 1000 + ((part === null ? partsPerSegment : part + 1) * 1000) / partsPerSegment
}

/**
 * A live media playlist with parts (RFC 8216bis): the segments that `mediaPlaylist` lists, the parts of the newest two
 * and of the one that is being made, and what comes next.
 */
export function partsPlaylist(folder: string, { segment, parts }: Edge): string {
  const length = (1 / partsPerSegment).toFixed(5)
  const partLines = (of: number, count: number) =>
    Array.from(
      { length: count },
      (_, index) =>
        `#EXT-X-PART:DURATION=${length},URI="${folder}/${of}.${index}.m4s"${index === 0 ? ',INDEPENDENT=YES' : ''}`,
    )
  const control = [
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${(3 / partsPerSegment).toFixed(5)}`,
    `#EXT-X-PART-INF:PART-TARGET=${length}`,
  ]
  const before = (of: number) => (of >= segment - 2 ? partLines(of, partsPerSegment) : [])
  const lines = mediaLines(folder, segment - 1, control, before)
  lines.push(
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment * 1000).toISOString()}`,
    ...partLines(segment, parts),
    `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${folder}/${segment}.${parts}.m4s"`,
  )
  return `${lines.join('\n')}\n`
}

/** A live media playlist (RFC 8216) that ends with segment `newest`. Addresses are relative to it. */
export function mediaPlaylist(folder: string, newest: number): string {
  return `${mediaLines(folder, newest, [], () => []).join('\n')}\n`
}

/** @param control what stands in the head for parts @param before the parts of a segment */
function mediaLines(
  folder: string,
  newest: number,
  control: readonly string[],
  before: (segment: number) => string[],
): string[] {
  const first = newest - listed + 1
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${control.length > 0 ? 9 : 7}`,
    '#EXT-X-TARGETDURATION:1',
    ...control,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${folder}/init.mp4"`,
  ]
  for (let segment = first; segment <= newest; segment++)
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment * 1000).toISOString()}`,
      ...before(segment),
      '#EXTINF:1.000,',
      `${folder}/${segment}.m4s`,
    )
  return lines
}

/** The multivariant playlist over renditions by name, sharpest first. */
export function multivariantPlaylist(renditions: Record<string, Clip>): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS']
  for (const [name, clip] of Object.entries(renditions))
    lines.push(
      `#EXT-X-STREAM-INF:BANDWIDTH=${clip.peakBandwidth},AVERAGE-BANDWIDTH=${clip.meanBandwidth},` +
        `CODECS="${clip.codecs}",RESOLUTION=${clip.width}x${clip.height},` +
        `FRAME-RATE=${clip.framesPerSecond.toFixed(3)}`,
      `${name}.m3u8`,
    )
  return `${lines.join('\n')}\n`
}
