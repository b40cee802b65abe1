import type { Playback } from '../../contract/playbacks'
import { rfc3339 } from '../clock'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { sign } from '../tokens/compact'
import type { SentPlaylist, Want } from './relay'
import type { PlaybackRoom } from './room'
import { claimsOf, renewAfter } from './rules'
import type { Running } from './running'

/** How a playback is told to who watches it. */
export interface Answers {
  /** @param media the media playlist, where it is at hand */
  answer(playback: Running, media: SentPlaylist | null): Playback
  /**
   * The media playlist if it is at hand. What decides between 201 and 409 is waited for: whether a camera has a low
   * rendition, or one that the box plays, stands in its first playlist only.
   */
  mediaOf(want: Want): SentPlaylist | Promise<SentPlaylist | null>
}

export function makeAnswers(
  service: Pick<Service, 'keys' | 'neighbourhood' | 'clock'>,
  { relay, quickMs }: Pick<PlaybackRoom, 'relay' | 'quickMs'>,
): Answers {
  async function fetched(want: Want): Promise<SentPlaylist | null> {
    const decides = (want.clarity === 'low' && want.camera.hlsUrlLow === null) || want.codecs.length > 0
    const reading = relay.media(want).catch((error: unknown) => {
      if (error instanceof ProblemError && error.status === 409) throw error
      return null
    })
    if (decides && !relay.knows(want)) return reading
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((done) => {
      timer = setTimeout(() => done(null), quickMs)
    })
    try {
      return await Promise.race([reading, late])
    } finally {
      clearTimeout(timer)
      reading.catch(() => undefined)
    }
  }

  return {
    answer(playback, media) {
      const { expiresAt } = playback
      const token = sign(claimsOf(playback, expiresAt), service.keys.current())
      const camera = service.neighbourhood.camera(playback.camera)
      if (camera === null) throw new ProblemError('playback-revoked', { why: 'grant_ended' })
      const { clarity, codecs } = playback
      return {
        id: playback.playback,
        url: `/live/${token}/${relay.entry({ camera, clarity, codecs })}`,
        clarity,
        expires_at: rfc3339(expiresAt),
        renew_after: rfc3339(renewAfter(expiresAt, service.clock.now())),
        ...(playback.intent === 'watch' ? { watch_until: rfc3339(playback.watchUntil) } : {}),
        ...(media === null ? {} : { playlist: media.text, playlist_url: `/live/${token}/${media.path}` }),
      }
    },
    mediaOf: (want) => relay.mediaAtHand(want) ?? fetched(want),
  }
}
