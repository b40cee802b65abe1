import { randomUUID } from 'node:crypto'
import type { Playback } from '../../contract/playbacks'
import { gateBytes } from '../health/counters'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { SentFile, SentPlaylist, Want } from './relay'
import type { PlaybackRoom } from './room'
import type { Running } from './running'

/** A file of a picture and the address below `/live/<token>/` that would give the same. */
interface Part extends SentFile {
  address: string
}

/** The first picture of a watch, for its own answer: a zap then costs one round trip. */
export interface Pictures {
  /**
   * The newest segment and what it needs, once the viewing line is durable; null when it is not at hand soon, is large,
   * or nobody waits for it any more. Then the player asks for it, as for all that follow.
   * @param told the playback as its watcher is told of it
   * @param waits whether somebody still waits for the answer
   */
  of(playback: Running, told: Playback, want: Want, media: SentPlaylist, waits: () => boolean): Promise<Part[] | null>
}

/** An answer larger than this would keep the box from knowing that it may watch. */
const mostBytes = 2 * 1024 * 1024

export function makePictures(
  service: Pick<Service, 'log'>,
  { playbacks, relay, quickMs }: Pick<PlaybackRoom, 'playbacks' | 'relay' | 'quickMs'>,
): Pictures {
  async function fetched(want: Want, { start }: SentPlaylist): Promise<SentFile[] | null> {
    const files = await Promise.all(start.map((path) => relay.open(want, path)))
    const sent = files.filter((file) => file.kind === 'file')
    const bytes = sent.reduce((sum, { body }) => sum + body.length, 0)
    return sent.length === files.length && bytes <= mostBytes ? sent : null
  }

  async function soon(want: Want, media: SentPlaylist): Promise<SentFile[] | null> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((done) => {
      timer = setTimeout(() => done(null), quickMs)
    })
    const fetching = fetched(want, media).catch(() => null)
    return Promise.race([fetching, late]).finally(() => clearTimeout(timer))
  }

  return {
    async of(playback, told, want, media, waits) {
      const files = media.start.length === 0 ? null : await soon(want, media)
      if (files === null || !waits()) return null
      try {
        await playbacks.served(playback)
        // It may have been ended while the line was written.
        await playbacks.find(playback.playback, playback.box)
      } catch (error) {
        if (error instanceof ProblemError && error.status === 403) throw error
        service.log.warn({ error: (error as Error).message }, 'a first picture cannot be sent with its playback')
        return null
      }
      const below = /^\/live\/[^/]+\//.exec(told.url)![0]
      return files.map((file, index) => ({ ...file, address: below + media.start[index] }))
    },
  }
}

/** Whether a client takes the picture with the answer: only one that names the type does. */
export function takesPicture(accept: string | undefined): boolean {
  return /(^|,)\s*multipart\/mixed\s*(;|,|$)/i.test(accept ?? '')
}

/** A playback and its first picture as `multipart/mixed` (RFC 2046): the JSON, then each file under its address. */
export function multipart(told: Playback, parts: readonly Part[]): { type: string; body: Buffer } {
  const boundary = randomUUID()
  const part = (head: string, body: Buffer) => [
    Buffer.from(`--${boundary}\r\n${head}\r\ncontent-length: ${body.length}\r\n\r\n`),
    body,
    Buffer.from('\r\n'),
  ]
  const body = Buffer.concat([
    ...part('content-type: application/json', Buffer.from(JSON.stringify(told))),
    ...parts.flatMap(({ type, address, body }) => part(`content-type: ${type}\r\ncontent-location: ${address}`, body)),
    Buffer.from(`--${boundary}--\r\n`),
  ])
  gateBytes.inc(body.length)
  return { type: `multipart/mixed; boundary=${boundary}`, body }
}
