import type HlsClass from 'hls.js'
import type { HlsConfig, LevelDetails } from 'hls.js'
import { piece } from '../piece'
import { type Engine, type Reports, type Source, troubleOf } from './engine'
import { fileLoader, type HlsModule, playlistLoader } from './loaders'
import { firstRendition, type Newest, newest, partHoldBack, since, withoutEnd } from './playlist'

const loadModule = piece(() => import('hls.js/light'))

/** Loads hls.js; call it when nothing else is to do, so that the first camera does not wait for it. */
export const loadHls = (): Promise<HlsModule> => loadModule().then((module) => module.default)

/** One target behind the playlist's end: measured at 1.6 s of age with 1 s segments; more segments only add age. */
const behindEnd = 1

/** With parts the picture may fall so much further behind, seconds, before it goes back to the live edge. */
const partsBehind = 1

/** Retries of a single request, quick and few: longer troubles are the player's, which probes and joins anew. */
function policy(firstByte: number, whole: number) {
  const retry = {
    maxNumRetry: 2,
    retryDelayMs: 250,
    maxRetryDelayMs: 500,
    backoff: 'linear' as const,
    // Without its own word hls.js gives up at once on 404 and on no answer at all.
    shouldRetry: (
      config: { maxNumRetry: number } | null | undefined,
      count: number,
      _late: boolean,
      response?: { code?: number },
    ) =>
      config !== null && config !== undefined && count < config.maxNumRetry && troubleOf(response?.code) !== 'denied',
  }
  return {
    default: { maxTimeToFirstByteMs: firstByte, maxLoadTimeMs: whole, timeoutRetry: null, errorRetry: retry },
  }
}

/** hls.js for weak boxes and live cameras: no worker, little memory, near the edge. One instance for the app's life. */
export function createHlsEngine(video: HTMLVideoElement, reports: Reports, shortBuffers: boolean): Engine {
  let hls: HlsClass | null = null
  let opened = 0
  let pending: Promise<Source> | null = null
  let details: LevelDetails | null = null
  let last: Newest | null = null
  let lastText = ''
  let joinedAt = 0
  let files: Record<string, ArrayBuffer> = {}
  let sound: boolean | null = null
  let held: number | null = null

  /** What hls.js is given of a playlist that came; null: nothing, because the player joins anew. */
  const read = (text: string): string | null => {
    if (firstRendition(text) !== null) return text
    const now = newest(text)
    if (now === null) return lastText || text
    if (last !== null && now.sequence < last.sequence) {
      // An answer older than the last one is a lagging cache, not an encoder that began anew.
      if (reports.seen(now.key)) return lastText
      reports.restarted()
      return null
    }
    // From the newest segment on: what lies before it is never played, and a join at zero saves the engine a seek.
    if (last === null) joinedAt = now.sequence
    last = now
    lastText = since(withoutEnd(text), joinedAt)
    hold(partHoldBack(text))
    reports.playlist(now)
    return lastText
  }

  /** How far behind the end this playlist is played: parts let it be nearer than a segment. */
  const hold = (seconds: number | null) => {
    held = seconds
    if (hls !== null) hls.config.liveSyncDuration = seconds ?? undefined
  }

  /** A file that came with the address; given once. */
  const take = (url: string): ArrayBuffer | null => {
    const file = files[url] ?? null
    delete files[url]
    return file
  }

  const instance = async (): Promise<HlsClass> => {
    if (hls !== null) return hls
    const Hls = await loadHls()
    if (hls !== null) return hls
    const made = new Hls({
      ...settings(Hls, reports, () => pending, read, take),
      ...(shortBuffers && { backBufferLength: 0, maxBufferLength: 4, maxMaxBufferLength: 6, maxBufferSize: 4_000_000 }),
    })
    // A playhead that ran past the end of a playlist that stands is set back there by hls.js, and what was shown is shown
    // again. Told of no such place, it stays where it is.
    const { get } = Object.getOwnPropertyDescriptor(Hls.prototype, 'liveSyncPosition') as PropertyDescriptor
    Object.defineProperty(made, 'liveSyncPosition', {
      get: () => {
        const live = get?.call(made)
        const at = video.currentTime
        return details !== null && live < at && at < details.edge + details.targetduration ? null : live
      },
    })
    made.on(Hls.Events.LEVEL_UPDATED, (_name, data) => {
      details = data.details
    })
    // Asked here, because an append to the buffer that could not be made may fail before hls.js tells of the codec.
    made.on(Hls.Events.BUFFER_CODECS, (_name, { video: track, audio, audiovideo }) => {
      const heard = audio !== undefined || audiovideo !== undefined
      // A media source takes no further track, and waits for ever for one that went missing.
      const other = sound !== null && sound !== heard
      sound = heard
      if (track && !canDecode(track.container, track.codec)) reports.trouble('codec')
      else if (other) reports.restarted()
    })
    made.on(Hls.Events.ERROR, (_name, data) => {
      if (data.details === Hls.ErrorDetails.BUFFER_FULL_ERROR) {
        made.config.backBufferLength = 0
        made.config.maxMaxBufferLength = Math.max(4, made.config.maxMaxBufferLength / 2)
      }
      const codec =
        data.details === Hls.ErrorDetails.BUFFER_ADD_CODEC_ERROR ||
        data.details === Hls.ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR ||
        data.details === Hls.ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR
      if (codec) return reports.trouble('codec')
      if (!data.fatal) return
      if (data.type === Hls.ErrorTypes.NETWORK_ERROR) {
        // Segments are loaded in order: where one could not be had, the newest was not shown either.
        if (data.frag && last !== null) reports.missed(last.key)
        return reports.trouble(troubleOf(data.response?.code))
      }
      reports.trouble('media')
    })
    hls = made
    return made
  }

  return {
    open: (source) => {
      const mine = ++opened
      pending = source
      details = null
      last = null
      lastText = ''
      sound = null
      files = {}
      source.then(
        (known) => {
          if (mine !== opened) return
          files = { ...known.files }
          reports.loading()
        },
        () => {},
      )
      instance().then(
        (ready) => {
          if (mine !== opened) return
          if (ready.media !== video) ready.attachMedia(video)
          // The media source opens while the address is still on its way; the loader waits for it.
          ready.loadSource(`opening/${mine}.m3u8`)
          play(video)
        },
        () => mine === opened && reports.trouble('network'),
      )
    },
    hold: () => {
      opened++
      hls?.stopLoad()
      video.pause()
    },
    close: () => {
      opened++
      pending = null
      details = null
      files = {}
      hls?.stopLoad()
      if (hls?.media) hls.detachMedia()
    },
    keepLive: () => {
      if (hls === null || details === null) return
      const live = hls.liveSyncPosition
      const behind = details.edge - video.currentTime
      const most = held === null ? (behindEnd + 2) * details.targetduration : held + partsBehind
      if (live !== null && behind > most) video.currentTime = live
      if (video.paused) play(video)
    },
    sound: () => sound,
    programmeTime: (mediaTime) => {
      if (details === null || mediaTime > details.edge + 0.05) return null
      // The last one before it: behind the newest whole segment lie the parts of the next.
      const fragment = details.fragments.filter((each) => mediaTime > each.start - 0.05).pop()
      if (!fragment?.programDateTime || typeof fragment.sn !== 'number') return null
      return { taken: fragment.programDateTime + (mediaTime - fragment.start) * 1_000, sequence: fragment.sn }
    },
  }
}

function canDecode(container: string, codec: string | undefined): boolean {
  return codec === undefined || codec === '' || MediaSource.isTypeSupported(`${container};codecs=${codec}`)
}

/** Starts to play; an engine that refuses sound without a key press gets none, and the screen says so. */
export function play(video: HTMLVideoElement): void {
  const playing = video.play() as Promise<void> | undefined
  playing?.catch((error: Error) => {
    if (error.name !== 'NotAllowedError' || video.muted) return
    video.muted = true
    video.play().catch(() => {})
  })
}

function settings(
  Hls: HlsModule,
  reports: Reports,
  pending: () => Promise<Source> | null,
  read: (text: string) => string | null,
  take: (url: string) => ArrayBuffer | null,
): Partial<HlsConfig> {
  return {
    enableWorker: false,
    // Of use where a playlist has parts; all others are played as ever.
    lowLatencyMode: true,
    startFragPrefetch: true,
    testBandwidth: false,
    liveDurationInfinity: true,
    liveSyncDurationCount: behindEnd,
    liveSyncOnStallIncrease: 0.5,
    liveMaxLatencyDurationCount: 5,
    backBufferLength: 4,
    maxBufferLength: 8,
    maxMaxBufferLength: 12,
    maxBufferSize: 12_000_000,
    frontBufferFlushThreshold: 30,
    enableDateRangeMetadataCues: false,
    enableEmsgMetadataCues: false,
    enableID3MetadataCues: false,
    manifestLoadPolicy: policy(4_000, 6_000),
    playlistLoadPolicy: policy(4_000, 6_000),
    fragLoadPolicy: policy(5_000, 15_000),
    pLoader: playlistLoader(Hls, pending, read),
    fLoader: fileLoader(Hls, take),
    xhrSetup: (request, url) => request.open('GET', reports.current(url), true),
  }
}
