import { type Place, type Placed, relativeTo, resolveIn } from './addresses'

/** The text is no playlist that may be passed on; the message says why, without an address. */
export class PlaylistFault extends Error {}

/** A media playlist as a box gets it, and what the gate may serve because of it. */
export interface MediaPlaylist {
  text: string
  /** segments, initialisation sections, keys and parts */
  files: readonly Placed[]
  /** seconds */
  target: number
  /** the newest segment, to see whether the camera goes on sending */
  newest: string | null
  /**
   * paths of what a player needs to show the newest segment: its initialisation section, if it has one, itself, and the
   * parts that came after it; empty when there is none, or when these are parts of files, or enciphered
   */
  start: readonly string[]
  /** number of the newest whole segment */
  sequence: number
  /** parts of the segment after it that are there already */
  parts: number
  /** whether the origin answers a playlist when it has what is asked for (blocking reload) */
  blocks: boolean
  ended: boolean
}

/** Where a playlist stands, and which of its addresses may be passed on. */
export interface Reading {
  place: Place
  self: Placed
  /** an address inside the place that this clarity may not reach */
  barred(found: Placed): boolean
  /** whether the gate offers the playlist that a rendition report names */
  offered(found: Placed): boolean
}

/** Lines that carry no address. What is in no list is left out: a player must ignore it anyway (RFC 8216, 6.3.1). */
const plain = new Set([
  'EXT-X-VERSION',
  'EXT-X-TARGETDURATION',
  'EXT-X-MEDIA-SEQUENCE',
  'EXT-X-DISCONTINUITY-SEQUENCE',
  'EXT-X-PLAYLIST-TYPE',
  'EXT-X-I-FRAMES-ONLY',
  'EXT-X-INDEPENDENT-SEGMENTS',
  'EXT-X-START',
  'EXT-X-PART-INF',
  'EXT-X-BYTERANGE',
  'EXT-X-DISCONTINUITY',
  'EXT-X-PROGRAM-DATE-TIME',
  'EXT-X-GAP',
  'EXT-X-BITRATE',
  'EXT-X-ENDLIST',
])

const multivariantTags = /^#EXT-X-(STREAM-INF|I-FRAME-STREAM-INF|MEDIA|SESSION-[A-Z]+|CONTENT-STEERING):/m
const mediaTags = /^#(EXTINF|EXT-X-TARGETDURATION|EXT-X-PART|EXT-X-MEDIA-SEQUENCE):/m

/**
 * The lines of a playlist, without empty ones.
 * @throws PlaylistFault when the text does not begin as RFC 8216 (4.3.1.1) demands
 */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim())
  if (lines[0] !== '#EXTM3U') throw new PlaylistFault('it does not begin with #EXTM3U')
  return lines.filter((line) => line !== '')
}

/**
 * Whether a playlist lists renditions or segments.
 * @throws PlaylistFault when it is neither, or both
 */
export function kindOf(text: string): 'multivariant' | 'media' {
  const [renditions, segments] = [multivariantTags.test(text), mediaTags.test(text)]
  if (renditions && segments) throw new PlaylistFault('it lists renditions and segments at once')
  if (!renditions && !segments) throw new PlaylistFault('it lists neither renditions nor segments')
  return renditions ? 'multivariant' : 'media'
}

/** The tag of a line and what stands behind its colon. */
export function tagOf(line: string): { tag: string; value: string } {
  const colon = line.indexOf(':')
  return colon < 0 ? { tag: line.slice(1), value: '' } : { tag: line.slice(1, colon), value: line.slice(colon + 1) }
}

/**
 * The attribute list of a tag, values as written (RFC 8216, section 4.2), as far as it can be read. Each attribute begins
 * where the one before it ended: a search for the next would take minutes for a long line of nonsense.
 */
export function attributesOf(value: string): Map<string, string> {
  const attributes = new Map<string, string>()
  const next = /([^=,"]+)=("[^"]*"|[^",]*)(?:,|$)/y
  for (let found = next.exec(value); found !== null; found = next.exec(value)) {
    const name = found[1]!.trim()
    if (/^[A-Z0-9-]+$/.test(name)) attributes.set(name, found[2]!)
  }
  return attributes
}

/** A tag with its attributes, as a line. */
export function writeTag(tag: string, attributes: ReadonlyMap<string, string>): string {
  return `#${tag}:${[...attributes].map(([name, written]) => `${name}=${written}`).join(',')}`
}

/** The text of a quoted attribute, or null. */
export function unquoted(written: string | undefined): string | null {
  return written === undefined || written.length < 2 || !written.startsWith('"') ? null : written.slice(1, -1)
}

/**
 * A media playlist with every address made relative below the token. What a player cannot do without (segments,
 * `EXT-X-MAP`, `EXT-X-KEY`) must lie in the camera's place, else the whole playlist is refused: a playlist with a
 * segment left out would count wrongly. Parts, hints and reports are left out alone.
 *
 * Blocking reload is offered on, because the gate bounds who waits (`reload.ts`); delta updates are not.
 * @throws PlaylistFault when it is no media playlist, or names something needed outside the camera's place
 */
export function rewriteMedia(text: string, reading: Reading): MediaPlaylist {
  const out: string[] = ['#EXTM3U']
  const files: Placed[] = []
  let target = 0
  let sequence = 0
  let segments = 0
  let newest: string | null = null
  let start: string[] = []
  let section: string[] = []
  // Whether what comes next is a whole file that can be shown as it is.
  const plainly = { section: true, segment: true, key: true }
  let ended = false
  let blocks = false
  let parts: string[] = []
  let partsPlain = true

  const reach = (address: string | null): Placed | null => {
    const found = address === null ? null : resolveIn(reading.place, reading.self.href, address)
    return found === null || reading.barred(found) ? null : found
  }
  const needed = (address: string | null, what: string): Placed => {
    const found = reach(address)
    if (found === null) throw new PlaylistFault(`${what} lies outside the camera's place`)
    files.push(found)
    return found
  }
  const named = (found: Placed) => `"${relativeTo(reading.self.path, found.path)}"`

  for (const line of linesOf(text).slice(1)) {
    if (!line.startsWith('#')) {
      newest = needed(line, 'a segment').path
      start = plainly.section && plainly.segment && plainly.key ? [...section, newest] : []
      plainly.segment = true
      parts = []
      partsPlain = true
      segments++
      out.push(relativeTo(reading.self.path, newest))
      continue
    }
    const { tag, value } = tagOf(line)
    if (plain.has(tag)) {
      if (tag === 'EXT-X-TARGETDURATION') target = Number(value)
      if (tag === 'EXT-X-MEDIA-SEQUENCE') sequence = Number(value)
      if (tag === 'EXT-X-ENDLIST') ended = true
      if (tag === 'EXT-X-BYTERANGE' || tag === 'EXT-X-GAP') plainly.segment = false
      out.push(line)
      continue
    }
    const attributes = attributesOf(value)
    const uri = unquoted(attributes.get('URI'))
    switch (tag) {
      case 'EXTINF':
        // The title may say anything; a player needs the duration.
        out.push(`#EXTINF:${value.split(',')[0]},`)
        break
      case 'EXT-X-MAP': {
        const found = needed(uri, 'EXT-X-MAP')
        section = [found.path]
        plainly.section = !attributes.has('BYTERANGE')
        attributes.set('URI', named(found))
        out.push(writeTag(tag, attributes))
        break
      }
      case 'EXT-X-KEY':
        plainly.key = attributes.get('METHOD') === 'NONE'
        if (attributes.has('URI')) attributes.set('URI', named(needed(uri, 'EXT-X-KEY')))
        out.push(writeTag(tag, attributes))
        break
      case 'EXT-X-PART':
      case 'EXT-X-PRELOAD-HINT': {
        const found = reach(uri)
        if (found === null) break
        files.push(found)
        if (tag === 'EXT-X-PART') {
          parts.push(found.path)
          if (attributes.has('BYTERANGE') || attributes.has('GAP')) partsPlain = false
        }
        attributes.set('URI', named(found))
        out.push(writeTag(tag, attributes))
        break
      }
      case 'EXT-X-RENDITION-REPORT': {
        const found = reach(uri)
        if (found === null || !reading.offered(found)) break
        attributes.set('URI', named(found))
        out.push(writeTag(tag, attributes))
        break
      }
      case 'EXT-X-SERVER-CONTROL':
        for (const name of ['CAN-SKIP-UNTIL', 'CAN-SKIP-DATERANGES']) attributes.delete(name)
        blocks = attributes.get('CAN-BLOCK-RELOAD') === 'YES'
        if (!blocks) attributes.delete('CAN-BLOCK-RELOAD')
        if (attributes.size > 0) out.push(writeTag(tag, attributes))
        break
    }
  }
  if (!(target > 0)) throw new PlaylistFault('it has no EXT-X-TARGETDURATION')
  if (!Number.isSafeInteger(sequence)) throw new PlaylistFault('its EXT-X-MEDIA-SEQUENCE is no number')
  return {
    text: `${out.join('\n')}\n`,
    files,
    target,
    newest,
    start: start.length > 0 && partsPlain && plainly.key && plainly.section ? [...start, ...parts] : start,
    sequence: sequence + segments - 1,
    parts: parts.length,
    blocks,
    ended,
  }
}
