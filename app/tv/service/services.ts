import type { CameraList } from '../../contract/cameras'
import type { Me } from '../../contract/household'
import type { Foreground } from '../box/foreground'
import type { Thrift } from '../box/thrift'
import type { Player } from '../player/player'
import type { Remote } from '../remote/remote'
import type { Words } from '../words/words'
import type { Api, FailureName } from './api'
import type { ServerClock } from './clock'
import type { EventStream } from './events'
import type { Session } from './session'
import type { Settings } from './settings'
import type { BoxStore } from './store'

/** A value that screens show and that changes by itself; what was known last, when, and whether it is fresh. */
export interface Known<T> {
  readonly value: T | null
  /** Server time in milliseconds when it was true; null when nothing is known. */
  readonly at: number | null
  /** `stored`: from the box's storage, not confirmed yet; `failed`: the last attempt failed, `value` may be older. */
  readonly freshness: 'nothing' | 'stored' | 'fresh' | 'failed'
  /** Why the last attempt failed; null unless `failed`. */
  readonly failure: FailureName | null
  onChange(listener: () => void): () => void
  /** Asks the service again; one request at a time. Never rejects. */
  refresh(): Promise<void>
  /** A part changed, as an event told; nothing is asked. */
  amend(change: (value: T) => T): void
  /** Nothing is known any more, also at the next start. */
  forget(): void
}

/** What the box itself watched last, in memory only. */
export interface Previews {
  /** Keeps a picture of a camera; `takenAt` is server time in milliseconds. */
  put(cameraId: string, picture: HTMLCanvasElement | ImageBitmap, takenAt: number): void
  get(cameraId: string): Preview | null
  /** Forgets the pictures of all cameras but these: what may not be seen any more is not shown either. */
  keepOnly(cameraIds: readonly string[]): void
  onChange(listener: (cameraId: string) => void): () => void
}
export interface Preview {
  picture: HTMLCanvasElement | ImageBitmap
  takenAt: number
}

/** Everything that a screen may use; handed to it, never imported as a living thing. */
export interface Services {
  settings: Settings
  /** Which box this is: as the launcher said, else as the service last did; empty when nobody told. */
  readonly serial: string
  /** The words of the language in force; read at the time of drawing. */
  readonly words: Words
  /** What this box does without, having little memory. */
  thrift: Thrift
  /** Whether anybody can see what is drawn; a page that is visible may still be behind television. */
  foreground: Foreground
  remote: Remote
  clock: ServerClock
  store: BoxStore
  api: Api
  session: Session
  events: EventStream
  me: Known<Me>
  cameras: Known<CameraList>
  previews: Previews
  /** The one video element, below the canvas. */
  video: HTMLVideoElement
  /** What plays in it. */
  player: Player
}
