/** The little that the player itself must know of an HLS playlist: what is newest in it. */

export interface Newest {
  /** tells two newest segments apart, across an encoder's restarts too */
  key: string
  sequence: number
  uri: string
  /** when the newest segment's last picture was taken by the camera's clock, epoch ms; null without programme times */
  takenUntil: number | null
  /** target duration, ms */
  target: number
}

/** The newest segment of a media playlist; null when it has none (an encoder that has just started) or is none. */
export function newest(text: string): Newest | null {
  if (!/^\s*#EXTM3U/.test(text)) return null
  let sequence = 0
  let count = 0
  let target = 1_000
  let duration = 0
  let taken: number | null = null
  let uri = ''
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) sequence = Number(tagValue(line)) || 0
    else if (line.startsWith('#EXT-X-TARGETDURATION:')) target = (Number(tagValue(line)) || 1) * 1_000
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) taken = timeOf(tagValue(line))
    else if (line.startsWith('#EXTINF:')) duration = (Number.parseFloat(tagValue(line)) || 0) * 1_000
    else if (line !== '' && !line.startsWith('#')) {
      uri = line
      count++
      if (taken !== null) taken += duration
    }
  }
  if (count === 0) return null
  const last = sequence + count - 1
  return { key: `${last} ${uri} ${taken ?? ''}`, sequence: last, uri, takenUntil: taken, target }
}

/** The first rendition of a master playlist; null when the text is a media playlist. */
export function firstRendition(text: string): string | null {
  const lines = text.split(/\r?\n/)
  const at = lines.findIndex((line) => line.startsWith('#EXT-X-STREAM-INF'))
  if (at < 0) return null
  return lines.slice(at + 1).find((line) => line !== '' && !line.startsWith('#')) ?? null
}

/** The text as that of a live camera: an end mark would make an engine play it from its start, as old footage. */
export function withoutEnd(text: string): string {
  return text.replace(/^#EXT-X-ENDLIST.*$/m, '').replace(/^#EXT-X-PLAYLIST-TYPE:.*$/m, '')
}

const ofSegment = /^#(EXTINF|EXT-X-(DISCONTINUITY|GAP|BITRATE|PART))(:|$)/

/** How far behind the end a playlist with parts wants to be played, seconds; null where it has none. */
export function partHoldBack(text: string): number | null {
  if (text.indexOf('#EXT-X-PART:') < 0) return null
  const held = Number(/^#EXT-X-SERVER-CONTROL:.*\bPART-HOLD-BACK=([\d.]+)/m.exec(text)?.[1])
  return held > 0 ? held : null
}

/**
 * A live media playlist without the segments before a sequence number; what was said of them and holds for the rest
 * stays. The first segment is taken as a whole, without its parts. The whole text where none is left then, and where segments are parts of files, each told by the one before.
 */
export function since(text: string, from: number): string {
  if (text.indexOf('#EXT-X-BYTERANGE') >= 0) return text
  const head: string[] = []
  const kept: string[] = []
  let own: string[] = []
  const held = { map: '', key: '' }
  let [sequence, breaks, duration] = [0, 0, 0]
  let taken: number | null = null
  for (const line of text.split(/\r?\n/)) {
    if (line === '') continue
    if (kept.length > 0) kept.push(line)
    else if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) sequence = Number(tagValue(line)) || 0
    else if (line.startsWith('#EXT-X-DISCONTINUITY-SEQUENCE:')) breaks = Number(tagValue(line)) || 0
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) taken = timeOf(tagValue(line))
    else if (line.startsWith('#EXT-X-MAP:')) held.map = line
    else if (line.startsWith('#EXT-X-KEY:')) held.key = line
    else if (ofSegment.test(line)) {
      if (line.startsWith('#EXTINF:')) duration = (Number.parseFloat(tagValue(line)) || 0) * 1_000
      own.push(line)
    } else if (line.startsWith('#')) head.push(line)
    else if (sequence >= from) {
      const time = taken === null ? '' : `#EXT-X-PROGRAM-DATE-TIME:${new Date(taken).toISOString()}`
      kept.push(...[held.map, held.key, time].filter((each) => each !== ''), ...whole(own), line)
    } else {
      sequence++
      if (own.indexOf('#EXT-X-DISCONTINUITY') >= 0) breaks++
      if (taken !== null) taken += duration
      own = []
    }
  }
  if (kept.length === 0) return text
  head.push(`#EXT-X-MEDIA-SEQUENCE:${sequence}`)
  if (breaks > 0) head.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${breaks}`)
  return `${head.concat(kept).join('\n')}\n`
}

function whole(lines: string[]): string[] {
  return lines.filter((line) => line.indexOf('#EXT-X-PART:') !== 0)
}

function tagValue(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim()
}

/** RFC 3339, and ffmpeg's `+0800` without its colon, which old engines do not parse. */
function timeOf(text: string): number | null {
  const time = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isNaN(time) ? null : time
}
