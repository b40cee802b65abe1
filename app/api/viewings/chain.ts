import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock'
import type { Db, Store } from '../database/connect'
import { viewingLines } from '../health/counters'
import { ProblemError } from '../problems'
import type { LogLine, ViewingLog } from './log'
import { beginning, chained, chainOf, dayMs, dayOf, headOfDay, type StoredLine, startOf } from './rules'
import { chainEnds, type Head, headByDay, heads, insertHead, insertLines, oldestLine, removeDay, tailOf } from './store'

/** Lines of one transaction: both stores take as many values. */
const batchSize = 500
/** A store that is away is not waited for with more lines than these. */
const longestQueue = 20_000
/** A day is closed this long after its end, when the last process has written its last line. */
const closingMs = 10 * 60_000

interface Waiting {
  line: LogLine
  at: number
  done: () => void
  fail: (error: unknown) => void
}

/**
 * Opens the hash-chained log of a process: one chain per day, many lines per transaction. `append` resolves when the
 * line is durable and rejects when it cannot be written; a rejected line is not in the log.
 */
export async function openViewingLog(
  store: Pick<Store, 'db'>,
  clock: Clock,
  processId: string = randomBytes(6).toString('hex'),
): Promise<ViewingLog> {
  const { db } = store
  let queue: Waiting[] = []
  let writing: Promise<void> | null = null
  let tail: { chain: string; seq: number; hash: string } | null = null

  /** The end of a chain as the store has it: after a failure nobody knows whether the last transaction came through. */
  async function tailIn(chain: string) {
    if (tail?.chain !== chain) tail = { chain, ...((await tailOf(db, chain)) ?? { seq: 0, hash: beginning }) }
    return tail
  }

  async function write(batch: readonly Waiting[], chain: string): Promise<void> {
    try {
      let end: { seq: number; hash: string } = await tailIn(chain)
      const lines: StoredLine[] = []
      for (const { line, at } of batch) {
        const next = chained(line, chain, at, end)
        lines.push(next)
        end = next
      }
      await insertLines(db, lines)
      tail = { chain, seq: end.seq, hash: end.hash }
      for (const { line, done } of batch) {
        viewingLines.inc({ kind: line.kind, result: 'written' })
        done()
      }
    } catch (error) {
      tail = null
      for (const { line, fail } of batch) {
        viewingLines.inc({ kind: line.kind, result: 'failed' })
        fail(error)
      }
    }
  }

  async function drain(): Promise<void> {
    // What is asked for in one turn of the loop goes into one transaction.
    await new Promise((turn) => setImmediate(turn))
    while (queue.length > 0) {
      const chain = chainOf(dayOf(queue[0]!.at), processId)
      let size = 0
      while (size < batchSize && size < queue.length && chainOf(dayOf(queue[size]!.at), processId) === chain) size++
      const batch = queue.slice(0, size)
      queue = queue.slice(size)
      await write(batch, chain)
    }
  }

  function work(): void {
    writing ??= drain().finally(() => {
      writing = null
      // Who was told that a line is durable may have appended the next one meanwhile.
      if (queue.length > 0) work()
    })
  }

  return {
    append(line) {
      if (queue.length >= longestQueue) return Promise.reject(new ProblemError('store-down', { retryAfter: 2 }))
      const durable = new Promise<void>((done, fail) => queue.push({ line, at: clock.now(), done, fail }))
      work()
      return durable
    },
    async close() {
      while (writing !== null) await writing
    },
  }
}

/**
 * Chains the ends of all days that are over, each to the day before. Any process may; they all find the same.
 * @param tell hears in the transaction of each new head
 */
export async function closeDays(
  db: Db,
  now: number,
  tell: (transaction: Db, day: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const last = (await heads(db)).at(-1)
  const first = last === undefined ? await oldestLine(db) : startOf(last.day) + dayMs
  if (first === null) return
  let previous = last?.head ?? beginning
  for (let at = startOf(dayOf(first)); at + dayMs + closingMs <= now; at += dayMs) {
    const ends = await chainEnds(db, at, at + dayMs)
    if (ends.length === 0) continue
    const day = dayOf(at)
    const lines = ends.reduce((sum, [, seq]) => sum + seq, 0)
    const head = headOfDay(day, previous, ends)
    const row = { day, head, previous, ends: JSON.stringify(ends), lines, removed: 0 }
    await db.transaction().execute(async (transaction) => {
      if (await insertHead(transaction, row)) await tell(transaction, day)
    })
    previous = head
  }
}

/**
 * Removes the lines of days that were kept long enough. Their heads stay, so that the chain can still be verified.
 * A removal that was cut short has marked its day and left lines of it: it is brought to its end.
 * @param signal ends it between two pieces of a day
 */
export async function removeOldDays(db: Db, now: number, keptDays: number, signal?: AbortSignal): Promise<void> {
  const oldest = (await oldestLine(db)) ?? now
  for (const { day, removed } of await heads(db)) {
    if (signal?.aborted) return
    const from = startOf(day)
    const isOver = removed === 1 && from + dayMs <= oldest
    if (!isOver && from + (keptDays + 1) * dayMs <= now) await removeDay(db, day, from, signal)
  }
}

/** The head of a day that is over: for a second party, so that nobody with the store alone can rewrite the day unseen. */
export async function headOf(db: Db, day: string): Promise<Pick<Head, 'day' | 'head' | 'previous' | 'lines'> | null> {
  const found = await headByDay(db, day)
  if (found === null) return null
  const { head, previous, lines } = found
  return { day, head, previous, lines }
}
