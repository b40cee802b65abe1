import type { Db } from '../database/connect'
import { ProblemError } from '../problems'
import { insertPlaybacks, type NewPlayback } from './store'

/** Writes begun playbacks a moment later and many at a time: the answer to a key press waits for no disk. */
export interface Writer {
  /** Resolves when the row is durable. */
  write(row: NewPlayback): Promise<void>
  /** Writes at once what waits. */
  flush(): Promise<void>
}

const gatherMs = 15
const longestQueue = 20_000

/** @param onWritten hears the rows of each transaction, after it */
export function makeWriter(db: Db, onWritten: (rows: readonly NewPlayback[]) => Promise<void>): Writer {
  let queue: { row: NewPlayback; done: () => void; fail: (error: unknown) => void }[] = []
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  async function writeAll(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const batch = queue
    queue = []
    if (batch.length === 0) return
    // A playback that was prepared and started within one batch is written as it is last.
    const rows = [...new Map(batch.map(({ row }) => [row.id, row])).values()]
    try {
      await insertPlaybacks(db, rows)
    } catch (error) {
      for (const { fail } of batch) fail(error)
      return
    }
    for (const { done } of batch) done()
    await onWritten(rows)
  }

  function flush(): Promise<void> {
    writing = writing.then(writeAll)
    return writing
  }

  return {
    write(row) {
      if (queue.length >= longestQueue) return Promise.reject(new ProblemError('store-down', { retryAfter: 2 }))
      const durable = new Promise<void>((done, fail) => queue.push({ row, done, fail }))
      timer ??= setTimeout(() => void flush(), gatherMs)
      return durable
    },
    flush,
  }
}
