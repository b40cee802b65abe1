import type { CameraFacts } from '../access/facts'
import { folderOf, type Place, type Placed, placeOf, resolveIn } from './addresses'
import type { Sifted, Wanted } from './multivariant'

/**
 * What the gate serves of one camera at one clarity: the first playlist, and what it and its media playlists listed a
 * short while ago. Nothing else of the camera's folder is there, so that no path can be guessed: neither the full
 * rendition by a low token, nor another camera that lies in the same folder.
 */
export interface View {
  readonly key: string
  readonly place: Place
  readonly entry: Offer
  /** how a multivariant playlist is filtered; null of the full clarity */
  readonly low: Wanted['low']
  /** What stands at a path now; null when nothing that was listed lately. */
  find(path: string, now: number): Offer | null
  /** A multivariant playlist was read: what it leaves for this clarity is offered, the rest is barred. */
  offerPlaylists(sifted: Sifted, now: number): void
  /** A media playlist was read. */
  offerFiles(files: readonly Placed[], now: number): void
  /** Whether an address may not be reached by this clarity, whoever lists it. */
  barred(found: Placed): boolean
  /** Whether a fetch that began at an offer may be redirected there. */
  permits(offer: Offer, href: string, now: number): boolean
  /** the media playlists that are offered now */
  playlists(now: number): Offer[]
}

export interface Offer extends Placed {
  kind: 'playlist' | 'file'
  /** when it was listed last */
  at: number
}

/** A player may be this far behind the newest playlist. */
const offeredMs = 120_000
const offeredMost = 4000

/** The view of a camera at a clarity. */
export function makeView(camera: Pick<CameraFacts, 'id' | 'hlsUrl' | 'hlsUrlLow'>, clarity: 'low' | 'full'): View {
  const own = clarity === 'low' && camera.hlsUrlLow !== null ? camera.hlsUrlLow : camera.hlsUrl
  const low = clarity === 'full' ? null : camera.hlsUrlLow === null ? 'stated' : 'trusted'
  const place = placeOf(own)
  const entryHref = new URL(own).href.split('#')[0]!
  const entry: Offer = {
    kind: 'playlist',
    href: entryHref,
    path: entryHref.slice(place.origin.length + place.folder.length),
    at: 0,
  }
  // Insertion order is listing order: the front is what was listed longest ago.
  const offers = new Map<string, Offer>()
  let bars = new Set<string>()
  let barredFolders: string[] = []

  function bar(dropped: readonly string[], kept: readonly string[]): void {
    const keptPaths = new Set(kept.map(withoutQuery))
    bars = new Set(dropped.flatMap((href) => (keptPaths.has(withoutQuery(href)) ? [href] : [href, withoutQuery(href)])))
    // A rendition's own folder holds its segments: none of them is for this clarity, unless what is kept lies there too.
    barredFolders = dropped.map(folderOf).filter((folder) => !kept.some((href) => folderOf(href).startsWith(folder)))
  }
  if (low === 'trusted') bar([new URL(camera.hlsUrl).href], [entry.href])

  const barred = ({ href }: Placed): boolean =>
    low !== null &&
    (bars.has(href) || bars.has(withoutQuery(href)) || barredFolders.some((folder) => href.startsWith(folder)))

  function offer(found: Placed, kind: Offer['kind'], now: number): void {
    if (found.path === entry.path || barred(found)) return
    offers.delete(found.path)
    offers.set(found.path, { ...found, kind, at: now })
  }

  function forget(now: number): void {
    for (const [path, { at }] of offers) {
      if (at + offeredMs > now && offers.size <= offeredMost) break
      offers.delete(path)
    }
  }

  function find(path: string, now: number): Offer | null {
    if (path === entry.path) return entry
    const found = offers.get(path)
    return found === undefined || found.at + offeredMs <= now || barred(found) ? null : found
  }

  return {
    key: `${clarity} ${camera.id}`,
    place,
    entry,
    low,
    find,
    barred,
    offerPlaylists({ kept, dropped }, now) {
      if (low !== null) {
        const first = low === 'trusted' ? [new URL(camera.hlsUrl).href] : []
        bar([...first, ...dropped.map((one) => one.href)], [entry.href, ...kept.map((one) => one.href)])
      }
      for (const one of kept) offer(one, 'playlist', now)
      forget(now)
    },
    offerFiles(files, now) {
      for (const file of files) offer(file, 'file', now)
      forget(now)
    },
    permits(from, href, now) {
      const target = resolveIn(place, from.href, href)
      if (target === null || barred(target)) return false
      if (low === null || withoutQuery(target.href) === withoutQuery(from.href)) return true
      // What a filtered first playlist leads to is filtered again; anything else must have been listed for this clarity.
      return (low === 'stated' && from === entry) || find(target.path, now)?.kind === from.kind
    },
    playlists: (now) => [...offers.values()].filter((one) => one.kind === 'playlist' && find(one.path, now) !== null),
  }
}

function withoutQuery(href: string): string {
  return href.split('?')[0]!
}
