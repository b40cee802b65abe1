import { type Placed, relativeTo, resolveIn } from './addresses'
import { attributesOf, linesOf, PlaylistFault, type Reading, tagOf, unquoted, writeTag } from './playlist'

/** What a viewer may be given of a multivariant playlist. */
export interface Wanted {
  /** `stated`: only what says that it has at most 480 lines; `trusted`: also what does not say; null: everything */
  low: 'stated' | 'trusted' | null
  /** four-letter codecs that the box plays; empty: any */
  codecs: readonly string[]
}

export interface MultivariantPlaylist {
  text: string
  /** the media playlists that remain */
  renditions: readonly Placed[]
  /** the sharpest of them */
  best: Placed
}

/** What a clarity leaves of a multivariant playlist, before a box's codecs are asked for. */
export interface Sifted {
  kept: readonly Placed[]
  /** sharper renditions that this clarity may not reach */
  dropped: readonly Placed[]
}

/** No rendition is left: for want of a low one, or of one that the box can play. */
export class NoRendition extends Error {
  constructor(readonly problem: 'no-low-rendition' | 'unsupported-codec') {
    super(problem)
  }
}

/** A low picture has at most this many lines (contract, "Who may see what"). */
const lowLines = 480

interface Variant {
  attributes: Map<string, string>
  found: Placed
}

/**
 * Which playlists of a multivariant one a clarity may reach.
 * @throws PlaylistFault when it is no playlist
 */
export function sift(text: string, place: Reading['place'], self: Placed, low: Wanted['low']): Sifted {
  const { variants, others } = read(text, { place, self })
  const kept: Placed[] = []
  const dropped: Placed[] = []
  const permitted = variants.filter((variant) => isLow(variant.attributes, low))
  const groups = groupsOf(permitted)
  for (const variant of variants) (permitted.includes(variant) ? kept : dropped).push(variant.found)
  for (const { tag, attributes, found } of others) {
    if (found === null) continue
    if (mayStay(tag, attributes, low, groups)) kept.push(found)
    else if (tag === 'EXT-X-I-FRAME-STREAM-INF' || attributes.get('TYPE') === 'VIDEO') dropped.push(found)
  }
  return { kept, dropped }
}

/**
 * A multivariant playlist with only the renditions that a clarity and a box's codecs allow, their groups, and
 * relative addresses. Renditions outside the camera's place are left out.
 * @throws PlaylistFault when it is no playlist
 * @throws NoRendition when nothing is left
 */
export function rewriteMultivariant(
  text: string,
  reading: Pick<Reading, 'place' | 'self' | 'barred'>,
  wanted: Wanted,
): MultivariantPlaylist {
  const { version, variants: all, others } = read(text, reading)
  const low = all.filter((variant) => isLow(variant.attributes, wanted.low) && !reading.barred(variant.found))
  if (low.length === 0) {
    if (all.length === 0 || wanted.low === null) throw new PlaylistFault("no rendition lies in the camera's place")
    throw new NoRendition('no-low-rendition')
  }
  const variants = low.filter((variant) => plays(variant.attributes, wanted.codecs))
  if (variants.length === 0) throw new NoRendition('unsupported-codec')
  const groups = groupsOf(variants)
  const out = ['#EXTM3U', ...version]
  const renditions: Placed[] = []
  const groupsLeft = new Set<string>()

  for (const { tag, attributes, found, address } of others) {
    if (!mayStay(tag, attributes, wanted.low, groups)) continue
    if (address !== null && (found === null || reading.barred(found))) continue
    if (tag === 'EXT-X-I-FRAME-STREAM-INF' && !plays(attributes, wanted.codecs)) continue
    if (found !== null) {
      attributes.set('URI', `"${relativeTo(reading.self.path, found.path)}"`)
      renditions.push(found)
    }
    if (tag === 'EXT-X-MEDIA') groupsLeft.add(groupOf(attributes))
    out.push(writeTag(tag, attributes))
  }
  let best: Variant | null = null
  for (const variant of variants) {
    for (const type of groupTypes) {
      const id = variant.attributes.get(type)
      // A rendition whose group was left out would be refused by the player whole.
      if (id !== undefined && id !== 'NONE' && !groupsLeft.has(`${type} ${id}`)) variant.attributes.delete(type)
    }
    out.push(writeTag('EXT-X-STREAM-INF', variant.attributes), relativeTo(reading.self.path, variant.found.path))
    renditions.push(variant.found)
    if (best === null || bandwidth(variant) > bandwidth(best)) best = variant
  }
  return { text: `${out.join('\n')}\n`, renditions, best: best!.found }
}

const groupTypes = ['AUDIO', 'VIDEO', 'SUBTITLES', 'CLOSED-CAPTIONS'] as const

function read(text: string, { place, self }: Pick<Reading, 'place' | 'self'>) {
  const version: string[] = []
  const variants: Variant[] = []
  const others: { tag: string; attributes: Map<string, string>; address: string | null; found: Placed | null }[] = []
  let pending: Map<string, string> | null = null
  for (const line of linesOf(text).slice(1)) {
    if (!line.startsWith('#')) {
      const found = pending === null ? null : resolveIn(place, self.href, line)
      if (pending !== null && found !== null) variants.push({ attributes: pending, found })
      pending = null
      continue
    }
    const { tag, value } = tagOf(line)
    const attributes = attributesOf(value)
    switch (tag) {
      case 'EXT-X-VERSION':
      case 'EXT-X-INDEPENDENT-SEGMENTS':
      case 'EXT-X-START':
        version.push(line)
        break
      case 'EXT-X-STREAM-INF':
        // Pathways and steering servers lead elsewhere.
        for (const name of ['PATHWAY-ID', 'STABLE-VARIANT-ID']) attributes.delete(name)
        pending = attributes
        break
      // EXT-X-SESSION-* only says earlier what the media playlists say again, and is left out.
      case 'EXT-X-MEDIA':
      case 'EXT-X-I-FRAME-STREAM-INF': {
        const address = attributes.has('URI') ? (unquoted(attributes.get('URI')) ?? '') : null
        const found = address === null ? null : resolveIn(place, self.href, address)
        others.push({ tag, attributes, address, found })
        break
      }
    }
  }
  return { version, variants, others }
}

function isLow(attributes: ReadonlyMap<string, string>, low: Wanted['low']): boolean {
  if (low === null) return true
  const lines = linesIn(attributes)
  return lines === null ? low === 'trusted' : lines <= lowLines
}

function linesIn(attributes: ReadonlyMap<string, string>): number | null {
  const size = /^(\d+)x(\d+)$/i.exec(attributes.get('RESOLUTION') ?? '')
  return size === null ? null : Number(size[2])
}

/** Audio and subtitles of a group that is used; a picture of another angle says nothing of its size and goes when low. */
function mayStay(
  tag: string,
  attributes: ReadonlyMap<string, string>,
  low: Wanted['low'],
  groups: ReadonlySet<string>,
): boolean {
  if (tag === 'EXT-X-I-FRAME-STREAM-INF') return isLow(attributes, low === null ? null : 'stated')
  if (!groups.has(groupOf(attributes))) return false
  return low === null || attributes.get('TYPE') !== 'VIDEO' || !attributes.has('URI')
}

function groupsOf(variants: readonly Variant[]): Set<string> {
  const groups = new Set<string>()
  for (const { attributes } of variants)
    for (const type of groupTypes) if (attributes.has(type)) groups.add(`${type} ${attributes.get(type)}`)
  return groups
}

function groupOf(attributes: ReadonlyMap<string, string>): string {
  return `${attributes.get('TYPE')} ${attributes.get('GROUP-ID')}`
}

function bandwidth({ attributes }: Variant): number {
  return Number(attributes.get('BANDWIDTH') ?? 0) || 0
}

/** Names of the same video codec: the parameter sets lie in the segment or before it, which players do not mind. */
const sameCodec: Record<string, string> = { avc3: 'avc1', hev1: 'hvc1', dvhe: 'dvh1' }
const videoCodecs = new Set(['avc1', 'hvc1', 'av01', 'vp08', 'vp09', 'dvh1', 'mp4v', 'vvc1', 'avs3'])

/** The four-letter name of a codec, as the gate compares it; null when it is none. */
export function codecName(codec: string): string | null {
  const name = codec.trim().slice(0, 4).toLowerCase()
  return /^[a-z0-9]{4}$/.test(name) ? (sameCodec[name] ?? name) : null
}

/** Only the picture's codec decides: a camera whose sound a box cannot play is still worth seeing. */
function plays(attributes: ReadonlyMap<string, string>, codecs: readonly string[]): boolean {
  const stated = (unquoted(attributes.get('CODECS')) ?? '').split(',').map(codecName)
  const video = stated.filter((name): name is string => name !== null && videoCodecs.has(name))
  return codecs.length === 0 || video.every((name) => codecs.includes(name))
}
