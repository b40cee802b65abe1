import type { Clip } from './clip'

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

/** A live media playlist (RFC 8216) that ends with segment `newest`. Addresses are relative to it. */
export function mediaPlaylist(folder: string, newest: number): string {
  const first = newest - listed + 1
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-TARGETDURATION:1',
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${folder}/init.mp4"`,
  ]
  for (let segment = first; segment <= newest; segment++)
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment * 1000).toISOString()}`,
      '#EXTINF:1.000,',
      `${folder}/${segment}.m4s`,
    )
  return `${lines.join('\n')}\n`
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
