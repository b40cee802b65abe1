import type { Db } from '../database/connect'
import { ProblemError } from '../problems'
import type { Running } from './running'
import { insertPlaybacks, type NewPlayback } from './store'

/** Writes begun playbacks a moment later and many at a time: the answer to a key press waits for no disk. */
export interface Writer {
  /** Puts a playback among those to be written next. Tells nobody whether that worked: `durable` does. */
  add(playback: Running): void
  /** Resolves when the row is durable, or was taken back. A write that failed is tried again. */
  durable(playback: Running): Promise<void>
  /** Resolves when no write of this playback is under way or waiting. */
  quiet(playback: Running): Promise<void>
  /** Takes back a row that still waits. False when it is written, or being written. */
  forget(playback: Running): boolean
  /** Writes at once what waits. */
  flush(): Promise<void>
}

interface Waiting {
  playback: Running
  /** how many times the timer had rung when it came */
  since: number
  waiters: { done: () => void; fail: (error: unknown) => void }[]
}

/** Rows are written together. */
export interface Gathering {
  /** how often what waits is written, unless `flush` is called, ms */
  everyMs: number
  /** how many such times a row is passed over, so that one that is taken back meanwhile is never written */
  passedOver: number
}

const longestQueue = 20_000

/**
 * @param onWritten hears the playbacks of each transaction, after it
 * @param onFailed hears why a transaction failed
 */
export function makeWriter(
  db: Db,
  { everyMs, passedOver }: Gathering,
  onWritten: (playbacks: readonly Running[]) => Promise<void>,
  onFailed: (error: unknown) => void,
): Writer {
  const queue = new Map<string, Waiting>()
  let rung = 0
  let underway = new Map<string, Waiting>()
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  /** Writes what came before the timer had rung so many times. */
  async function write(before: number): Promise<void> {
    underway = new Map([...queue].filter(([, { since }]) => since < before))
    if (underway.size === 0) return
    for (const id of underway.keys()) queue.delete(id)
    const batch = [...underway.values()]
    try {
      await insertPlaybacks(
        db,
        batch.map(({ playback }) => rowOf(playback)),
      )
      for (const { playback, waiters } of batch) {
        // What was changed meanwhile waits to be written again.
        if (!queue.has(playback.playback)) playback.written = true
        for (const { done } of waiters) done()
      }
    } catch (error) {
      onFailed(error)
      for (const { waiters } of batch) for (const { fail } of waiters) fail(error)
      return
    } finally {
      underway = new Map()
    }
    await onWritten(batch.map(({ playback }) => playback))
  }

  function next(before: number): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    writing = writing.then(() => write(before)).then(wait)
    return writing
  }

  function wait(): void {
    if (queue.size > 0) timer ??= setTimeout(() => void next(++rung - passedOver), everyMs)
  }

  const flush = () => next(Number.POSITIVE_INFINITY)

  function add(playback: Running): void {
    playback.written = false
    if (!queue.has(playback.playback)) queue.set(playback.playback, { playback, since: rung, waiters: [] })
    wait()
  }

  const waitFor = (waiting: Waiting) =>
    new Promise<void>((done, fail) => {
      waiting.waiters.push({ done, fail })
    })

  return {
    add(playback) {
      // With the store away, the rest is written when somebody asks whether it is durable.
      if (queue.size < longestQueue) add(playback)
    },
    durable(playback) {
      if (playback.written) return Promise.resolve()
      const id = playback.playback
      const waiting = queue.get(id) ?? underway.get(id)
      if (waiting !== undefined) return waitFor(waiting)
      if (queue.size >= longestQueue) return Promise.reject(new ProblemError('store-down', { retryAfter: 2 }))
      add(playback)
      return waitFor(queue.get(id)!)
    },
    async quiet({ playback: id }) {
      const waiting = queue.get(id) ?? underway.get(id)
      if (waiting !== undefined) await waitFor(waiting).catch(() => undefined)
    },
    forget({ playback: id }) {
      const waiting = queue.get(id)
      if (waiting === undefined) return false
      queue.delete(id)
      for (const { done } of waiting.waiters) done()
      return true
    },
    flush,
  }
}

function rowOf(playback: Running): NewPlayback {
  return {
    id: playback.playback,
    household: playback.household,
    box: playback.box,
    camera: playback.camera,
    clarity: playback.clarity,
    engine: playback.engine,
    intent: playback.intent,
    pairing: playback.pairing,
    codecs: playback.codecs.join(','),
    desk: playback.desk,
    why: playback.why,
    reason: playback.reason,
    created_at: playback.createdAt,
    expires_at: playback.expiresAt,
    watch_until: playback.watchUntil,
    started_at: playback.startedAt,
    ended_at: null,
    how: null,
  }
}
