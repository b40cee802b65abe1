import type { Clarity } from '../../contract/basics'
import type { CameraFacts } from '../access/facts'
import type { Clock } from '../clock'
import { originFetches, originSeconds } from '../health/counters'
import { ProblemError } from '../problems'
import { type Cache, makeCache } from './cache'
import { type MultivariantPlaylist, NoRendition, rewriteMultivariant, sift } from './multivariant'
import { kindOf, type MediaPlaylist, PlaylistFault, rewriteMedia } from './playlist'
import { comes, has, makeWaiting, mostWaiting, type Reload, waitMs, withReload } from './reload'
import { type Upstream, UpstreamError } from './upstream'
import { makeView, type Offer, type View } from './view'

/** What a viewer may have of a camera. */
export interface Want {
  camera: CameraFacts
  clarity: Clarity
  /** codecs that the box plays, as `codecName` writes them; empty: any */
  codecs: readonly string[]
}

export interface SentPlaylist {
  kind: 'playlist'
  path: string
  text: string
  /** of a media playlist: paths of what its newest segment needs to be shown; empty when that cannot be told */
  start: readonly string[]
  /** whether it reads the same for everybody who may have the camera at this clarity, whatever his box plays */
  shared: boolean
}
export interface SentFile {
  kind: 'file'
  body: Buffer
  type: string
}

/** Passes playlists and segments on from the cameras' origins: filtered, bounded, and fetched once for all viewers. */
export interface Relay {
  /** The path of a camera's first playlist, as it stands behind the token. */
  entry(want: Want): string
  /** Whether the camera's first playlist was read lately, so that `media` knows at once whether there is a rendition. */
  knows(want: Want): boolean
  /** What stands at a path, without fetching it; null when the camera's playlists did not list it lately. */
  find(want: Want, path: string): Promise<'playlist' | 'file' | null>
  /**
   * With `reload` a playlist is answered when it has what is asked for, where its origin can wait for that.
   * @throws ProblemError `bad-request`, `not-found`, `camera-unreachable`, `no-low-rendition`, `unsupported-codec`
   */
  open(want: Want, path: string, reload?: Reload | null): Promise<SentPlaylist | SentFile>
  /** What `media` would answer, if that is in memory; null when it must be fetched, or would throw. */
  mediaAtHand(want: Want): SentPlaylist | null
  /** The media playlist of the sharpest rendition that the viewer may have. @throws as `open` */
  media(want: Want): Promise<SentPlaylist>
  /** Lets go of what is too old. */
  prune(): void
  /** bytes of segments and playlists kept in memory */
  readonly bytes: number
}

/** What the gate knows of a camera at a clarity. */
interface State {
  view: View
  url: string
  learned: number
  learning: Promise<void> | null
}

interface Newest {
  media: MediaPlaylist
  at: number
}

type Read =
  | { kind: 'media'; media: MediaPlaylist }
  | { kind: 'multivariant'; made: Map<string, MultivariantPlaylist>; make: (want: Want) => MultivariantPlaylist }

const playlistLimits = { bytes: 1024 * 1024, ms: 4000 }
const fileLimits = { bytes: 30 * 1024 * 1024, ms: 8000 }
/** Short against a segment's second: the age of the picture is what a playlist's age adds to. */
const playlistMs = 300
/** Players ask for the last few segments; at most 6 s each is usual. */
const fileMs = 20_000
/** A playlist of so long ago still tells whether its origin can wait, and about where it is. */
const knownMs = 2000
const filesBytes = 64 * 1024 * 1024
const playlistsBytes = 8 * 1024 * 1024
/** Kept for longer than the playlists themselves, and of as many cameras as players may wait for. */
const newestBytes = 32 * 1024 * 1024
const viewsMost = 4000
/** A path that nobody listed makes the gate read the camera's playlists again, at most this often. */
const learnMs = 1000

/** @param upstream the way to the cameras */
export function makeRelay(upstream: Upstream, clock: Clock): Relay {
  const playlists: Cache<Read> = makeCache(clock, playlistsBytes)
  const files: Cache<Buffer> = makeCache(clock, filesBytes)
  /** what blocking reloads brought last */
  const newest: Cache<Newest> = makeCache(clock, newestBytes)
  const views = new Map<string, State>()
  const waiting = makeWaiting()
  /** playlists that are waited for at their origins */
  const underway = new Map<string, Promise<Read>>()

  /** The view of a camera at a clarity; a new one when the camera's addresses changed. */
  function stateOf({ camera, clarity }: Pick<Want, 'camera' | 'clarity'>) {
    const key = `${clarity} ${camera.id}`
    const url = `${camera.hlsUrl} ${camera.hlsUrlLow}`
    let state = views.get(key)
    if (state?.url === url) {
      views.delete(key)
    } else {
      state = {
        view: makeView(camera, clarity),
        url,
        learned: Number.NEGATIVE_INFINITY,
        learning: null,
      }
      if (views.size >= viewsMost) views.delete(views.keys().next().value!)
    }
    views.set(key, state)
    return state
  }

  async function fetch(view: View, offer: Offer, what: 'playlist' | 'file', ms?: number) {
    const stop = originSeconds.startTimer({ what })
    try {
      const usual = what === 'playlist' ? playlistLimits : fileLimits
      const limits = ms === undefined ? usual : { ...usual, ms }
      const answer = await upstream.get(offer.href, limits, (href) => view.permits(offer, href, clock.now()))
      originFetches.inc({ what, result: 'ok' })
      return answer
    } catch (error) {
      originFetches.inc({ what, result: error instanceof UpstreamError ? error.kind : 'error' })
      throw error
    } finally {
      stop()
    }
  }

  function read(view: View, offer: Offer, ms?: number): Promise<Read> {
    return playlists.get(`${view.key} ${offer.href}`, async () => {
      const { body, href } = await fetch(view, offer, 'playlist', ms)
      const text = body.toString('utf8')
      const self = { href, path: offer.path }
      const { place } = view
      const now = clock.now()
      const size = body.length * 4 + 1000
      if (kindOf(text) === 'multivariant') {
        if (offer.path !== view.entry.path) throw new PlaylistFault('a rendition lists renditions')
        view.offerPlaylists(sift(text, place, self, view.low), now)
        const make = ({ codecs }: Want) =>
          rewriteMultivariant(text, { place, self, barred: view.barred }, { low: view.low, codecs })
        return { value: { kind: 'multivariant', made: new Map(), make }, size, ms: playlistMs }
      }
      // A single playlist does not say how many lines its picture has: it is not known to be low.
      if (view.low === 'stated' && offer.path === view.entry.path) throw new NoRendition('no-low-rendition')
      const offered = (found: { path: string }) => view.find(found.path, now)?.kind === 'playlist'
      const media = rewriteMedia(text, { place, self, barred: view.barred, offered })
      view.offerFiles(media.files, now)
      return { value: { kind: 'media', media }, size, ms: playlistMs }
    })
  }

  function made(playlist: Extract<Read, { kind: 'multivariant' }>, want: Want): MultivariantPlaylist {
    const key = want.codecs.join(',')
    const known = playlist.made.get(key)
    if (known !== undefined) return known
    const multivariant = playlist.make(want)
    playlist.made.set(key, multivariant)
    return multivariant
  }

  /** Remembers what came of a playlist that players wait for. */
  function came(view: View, { href }: Offer, media: MediaPlaylist): Newest {
    const value = { media, at: clock.now() }
    newest.put(`${view.key} ${href}`, { value, size: media.text.length * 4 + 1000, ms: knownMs })
    return value
  }

  /**
   * A playlist that has what is asked for. All who ask for the same wait for one request to the camera, and few such
   * requests wait at an origin: beyond that, and where waiting was in vain, it is the playlist of now.
   */
  async function awaited(view: View, offer: Offer, reload: Reload): Promise<Read> {
    let last = newest.peek(`${view.key} ${offer.href}`)
    if (last === undefined) {
      const found = await read(view, offer)
      if (found.kind !== 'media') return found
      last = came(view, offer, found.media)
    }
    const { media: known, at } = last
    if (!comes(known, reload)) {
      const recent = at + playlistMs > clock.now()
      return recent && has(known, reload) ? { kind: 'media', media: known } : read(view, offer)
    }
    const href = withReload(offer.href, reload)
    const key = `${view.key} ${href}`
    const others = underway.get(key)
    if (others !== undefined) return others
    const leave = waiting.enter(view.place.origin, mostWaiting.origin)
    if (leave === null) return read(view, offer)
    const asking = read(view, { ...offer, href }, waitMs(known))
      .then(
        (found) => {
          if (found.kind === 'media') came(view, offer, found.media)
          return found
        },
        () => read(view, offer),
      )
      .finally(() => {
        leave()
        underway.delete(key)
      })
    underway.set(key, asking)
    return asking
  }

  async function playlist(
    want: Want,
    offer: Offer,
    reload: Reload | null = null,
  ): Promise<{ text: string; start: readonly string[]; best: string | null }> {
    const state = stateOf(want)
    const found = reload === null ? await read(state.view, offer) : await awaited(state.view, offer, reload)
    if (offer.path === state.view.entry.path) state.learned = clock.now()
    if (found.kind === 'media') return { text: found.media.text, start: found.media.start, best: null }
    const { text, best } = made(found, want)
    return { text, start: [], best: best.path }
  }

  /** After a restart, or behind another process, a player asks for what this process has not yet seen listed. */
  async function find(want: Want, path: string): Promise<Offer | null> {
    const state = stateOf(want)
    const known = state.view.find(path, clock.now())
    if (known !== null) return known
    state.learning ??= learn(state).finally(() => {
      state.learning = null
    })
    await state.learning
    return state.view.find(path, clock.now())
  }

  const learnedAt = new WeakMap<View, number>()
  async function learn({ view }: { view: View }): Promise<void> {
    const now = clock.now()
    if (now - (learnedAt.get(view) ?? Number.NEGATIVE_INFINITY) < learnMs) return
    learnedAt.set(view, now)
    await read(view, view.entry).catch(() => undefined)
    await Promise.allSettled(view.playlists(now).map((offer) => read(view, offer)))
  }

  async function open(want: Want, path: string, reload: Reload | null = null): Promise<SentPlaylist | SentFile> {
    const offer = await find(want, path)
    if (offer === null) throw new ProblemError('not-found')
    try {
      if (offer.kind === 'playlist') {
        const { text, start, best } = await playlist(want, offer, reload)
        return { kind: 'playlist', path, text, start, shared: best === null && reload === null }
      }
      const { view } = stateOf(want)
      const body = await files.get(`${view.key} ${offer.href}`, async () => {
        const found = await fetch(view, offer, 'file')
        const start = found.body.subarray(0, 16).toString('latin1')
        if (/^(\uFEFF|ï»¿)?\s*(#EXTM3U|<)/.test(start))
          throw new PlaylistFault('a text stands in the place of a segment')
        return { value: found.body, size: found.body.length, ms: fileMs }
      })
      return { kind: 'file', body, type: fileType(path, body) }
    } catch (error) {
      throw asProblem(error, offer)
    }
  }

  return {
    entry: (want) => stateOf(want).view.entry.path,
    knows: (want) => clock.now() - stateOf(want).learned < 60_000,
    find: async (want, path) => (await find(want, path))?.kind ?? null,
    open,
    mediaAtHand(want) {
      const { view } = stateOf(want)
      const first = playlists.peek(`${view.key} ${view.entry.href}`)
      if (first?.kind === 'media') return asSent(view.entry.path, first.media)
      const best = first?.made.get(want.codecs.join(','))?.best
      const found = best === undefined ? undefined : playlists.peek(`${view.key} ${best.href}`)
      return best === undefined || found?.kind !== 'media' ? null : asSent(best.path, found.media)
    },
    async media(want) {
      const { view } = stateOf(want)
      const entry = view.entry
      try {
        const first = await playlist(want, entry)
        if (first.best === null) return asSent(entry.path, first)
        const best = view.find(first.best, clock.now())
        if (best === null) throw new PlaylistFault('the best rendition is not offered')
        return asSent(best.path, await playlist(want, best))
      } catch (error) {
        throw asProblem(error, entry)
      }
    },
    prune() {
      playlists.prune()
      newest.prune()
      files.prune()
    },
    get bytes() {
      return playlists.bytes + newest.bytes + files.bytes
    },
  }
}

/** A media playlist as it is sent. */
function asSent(path: string, { text, start }: Pick<SentPlaylist, 'text' | 'start'>): SentPlaylist {
  return { kind: 'playlist', path, text, start, shared: true }
}

function asProblem(error: unknown, offer: Offer): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof NoRendition) return new ProblemError(error.problem)
  if (error instanceof UpstreamError && offer.kind === 'file' && (error.status === 404 || error.status === 410))
    return new ProblemError('not-found')
  if (error instanceof UpstreamError || error instanceof PlaylistFault) return new ProblemError('camera-unreachable')
  throw error
}

const typesByEnding: Record<string, string> = {
  ts: 'video/mp2t',
  m4s: 'video/mp4',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  cmfv: 'video/mp4',
  m4a: 'audio/mp4',
  cmfa: 'audio/mp4',
  aac: 'audio/aac',
  vtt: 'text/vtt',
}

/** The content type of a segment; the origin's own word is not passed on, since a page could come of it. */
function fileType(path: string, body: Buffer): string {
  const ending = /\.([a-z0-9]+)(?:\?|$)/i.exec(path)?.[1]?.toLowerCase() ?? ''
  const known = typesByEnding[ending]
  if (known !== undefined) return known
  if (body[0] === 0x47 && body.length % 188 === 0) return 'video/mp2t'
  return /^(ftyp|styp|moof|sidx)$/.test(body.subarray(4, 8).toString('latin1'))
    ? 'video/mp4'
    : 'application/octet-stream'
}
