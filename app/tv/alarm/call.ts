import type { Alarm } from '../../contract/alarms'
import type { Wish } from './panel'

/** One HTTP exchange. Any status is an answer; only a way that failed rejects. */
export type Post = (request: {
  /** the service's addresses are tried in turn; 0 is the first */
  address: number
  method: 'GET' | 'POST'
  path: string
  token: string | null
  key?: string
  body?: string
  timeoutMs: number
}) => Promise<{ status: number; body: unknown }>

export interface OutboxPorts {
  /** what survives a restart, or the memory of a box that forbids storage */
  store: { read<T>(name: string): T | null; write(name: string, value: unknown): boolean; remove(name: string): void }
  post: Post
  addresses: number
  /** The alarm credential first, then the session's token: whichever there is. */
  tokens(): string[]
  /** The server's time as far as known, and a clock that never jumps; milliseconds. */
  clock: { now(): number; steady(): number }
  boxTime(): number
  makeKey(): string
  /** Returns how to cancel. */
  later(act: () => void, ms: number): () => void
}

/** A call for help of this household, from the press to its closing. */
export interface OwnCall {
  /** null when another box of the household pressed */
  key: string | null
  wish: Wish
  /** RFC 3339, by the server's clock as far as this box knows it */
  pressedAt: string
  /** `unsent`: nobody is known to have it; `passed_on`: heard but not yet stored; `stored`: the server has it. */
  sent: 'unsent' | 'passed_on' | 'stored'
  /** unsent for so long that one has to ask whether help is still needed */
  asking: boolean
  alarm: Alarm | null
}

/** What survives a power cut. */
export interface Saved {
  key: string
  wish: Wish
  pressed_at: string
  waited_ms: number
  saved_at: number
  /** heard but not confirmed as stored: it is sent again, whatever is known of it */
  passed_on: boolean
  alarm: Alarm | null
}

/** Storage is anybody's: what is not a call is left alone. */
export const isSaved = (value: unknown): value is Saved => {
  const saved = value as Saved | null
  if (typeof saved?.key !== 'string' || typeof saved.wish?.kind !== 'string') return false
  return typeof saved.waited_ms === 'number' && !Number.isNaN(Date.parse(saved.pressed_at))
}

export const isAlarm = (value: unknown): value is Alarm => {
  const alarm = value as Alarm | null
  return typeof alarm?.id === 'string' && typeof alarm.state === 'string' && Array.isArray(alarm.receipts)
}
