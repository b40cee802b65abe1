import type { Trouble } from './model'
import type { Newest } from './playlist'

/** Where a camera's pictures come from, as the API's playback says it. */
export interface Source {
  /** the playlist's address below `/live/<token>/` */
  url: string
  /** the media playlist's text, so that no further round trip is needed */
  playlist?: string | undefined
  /** where that text came from */
  playlistUrl?: string | undefined
  /** the first picture's files that came with the address, by theirs */
  files?: Record<string, ArrayBuffer> | undefined
}

/** What the player asks of an engine. One engine at a time has the video element. */
export interface Engine {
  /** Joins at the live edge; `source` may still be on its way, what can be prepared is prepared meanwhile. */
  open(source: Promise<Source>): void
  /** Stops loading and playing; the last picture stays. */
  hold(): void
  /** Gives the decoder and its memory back; no picture stays. */
  close(): void
  /** Called a few times a second while playing: goes to the live edge when behind. */
  keepLive(): void
  /** Programme time (epoch ms) and media sequence of the frame at this media time; null when not known. */
  programmeTime(mediaTime: number): { taken: number; sequence: number } | null
  /** Does the camera send sound? null while or where it is not known. */
  sound(): boolean | null
}

/** What an engine tells the player. */
export interface Reports {
  /** the engine begins to load: the address is known */
  loading(): void
  playlist(newest: Newest): void
  restarted(): void
  trouble(kind: Trouble): void
  /** was this newest segment seen before for this camera? */
  seen(key: string): boolean
  /** it was listed and could not be had: when it can, it is news */
  missed(key: string): void
  /** the address with the token that is good now */
  current(url: string): string
}

/** The trouble that an HTTP status stands for. */
export function troubleOf(status: number | undefined): 'denied' | 'network' {
  return status === 401 || status === 403 ? 'denied' : 'network'
}
