import { bumpChanged, bumpVersion, type Changes, type Part } from '../access/store'
import { transact } from '../database/collision'
import type { Db } from '../database/connect'
import { isCollided, isStoreDown } from '../problems'
import type { Service } from '../service'
import { appendPiece, clearPieces, firstPiece, isComplete, lastPiece, takePiece } from './journal-store'
import { applyPiece, type Piece } from './pieces'
import { logs, type Tell } from './progress'
import { Touched } from './touched'

/** What ends an import: the rules of before hold until here, and from here on those of the files. */
export interface Ending {
  at: number
  parts: Part[]
  /** which rows of the neighbourhood are others; absent or null: read all of it */
  changes?: Changes | null
  /** who is told to look again */
  channels: string[]
}

/** What the journal needs, also before the service stands. */
export type Needed = Pick<Service, 'db' | 'store' | 'bus' | 'clock' | 'log'>

/** Makes an import's rules hold, in the transaction of its last row. */
async function end({ bus }: Pick<Service, 'bus'>, transaction: Db, ending: Ending): Promise<void> {
  const { parts, channels, changes } = ending
  await bus.record(transaction, { type: 'access.changed', channels, data: {} })
  for (const part of parts)
    if (part === 'neighbourhood' && changes) await bumpChanged(transaction, changes)
    else await bumpVersion(transaction, part)
}

/**
 * Brings a smaller import into the store in one transaction, all but what ends for boxes: that waits in the journal for
 * `finishImport`, because whoever tells boxes of something has calls for help wait until his commit.
 */
export async function atOnce(
  service: Needed,
  transaction: Db,
  pieces: AsyncIterable<Piece>,
  ending: Omit<Ending, 'changes'>,
  tell: Tell,
): Promise<void> {
  const touched = new Touched()
  let done = 0
  let left = 0
  for await (const piece of pieces) {
    touched.add(piece)
    if (piece.act === 'end') await appendPiece(transaction, ++left, piece)
    else await applyPiece(service, transaction, piece, ending.at)
    tell({ step: 'writing', done: ++done, of: null })
  }
  const whole = { ...ending, changes: touched.changes }
  if (left === 0) await end(service, transaction, whole)
  else await appendPiece(transaction, ++left, { act: 'finish', file: '', rows: whole })
}

/**
 * Brings a large import into the store: first all of it into a journal, piece by piece; with the last piece of that the
 * import is decided. Then each piece to its table in a transaction of its own, between
 * which calls for help get their turn. Nobody's rules change before the end, because every process decides from memory
 * and reads the tables anew only then. Whatever stops in between is finished by `finishImport`.
 */
export async function journalled(
  service: Needed,
  pieces: AsyncIterable<Piece>,
  ending: Omit<Ending, 'changes'>,
  tell: Tell = () => undefined,
): Promise<void> {
  const touched = new Touched()
  await clearPieces(service.db)
  let seq = 0
  for await (const piece of pieces) {
    touched.add(piece)
    await appendPiece(service.db, ++seq, piece)
    tell({ step: 'noting', done: seq, of: null })
    await turn()
  }
  await appendPiece(service.db, ++seq, { act: 'finish', file: '', rows: { ...ending, changes: touched.changes } })
  await finishImport(service, tell)
}

/**
 * Finishes what a process that ended in between has left: an import that was decided is brought to its end, another is
 * forgotten. Before anything else is written by an operator, and before the service answers.
 */
export async function finishImport(service: Needed, tell: Tell = logs(service.log)): Promise<void> {
  const { db, log } = service
  const last = await lastPiece(db)
  if (last === null) return
  if (!isComplete(last)) return clearPieces(db)
  const ending = JSON.parse(last.rows) as Ending
  try {
    for (let piece = await firstPiece(db); piece !== null; piece = await firstPiece(db)) {
      const { seq, act, file, rows } = piece
      await transact(db, async (transaction) => {
        // Taken first: whoever has lost his turn to another process without knowing writes no piece a second time.
        if (!(await takePiece(transaction, seq))) return
        if (act === 'finish') await end(service, transaction, ending)
        else await applyPiece(service, transaction, { act, file, rows: JSON.parse(rows) } as Piece, ending.at)
      })
      tell({ step: 'writing', done: seq, of: last.seq })
      await turn()
    }
  } catch (error) {
    if (isStoreDown(error) || isCollided(error)) throw error
    // Cannot be: every row was checked. If it is, what was written stays and everybody reads it; the files sent again
    // bring the rest, while an import that never ends would hold up all that follow.
    log.error({ error: (error as Error).message }, 'an import could not be finished: send the files again')
    await transact(db, (transaction) => end(service, transaction, ending))
    await clearPieces(db)
    throw error
  }
}

/** Whether an import is decided and not yet written to its end: the tables may be half of before and half of after. */
export async function isHalfWritten(db: Db): Promise<boolean> {
  const last = await lastPiece(db)
  return last !== null && isComplete(last)
}

/** Whoever waits for the store comes first: the embedded one answers without ever leaving this turn of the loop. */
const turn = () => new Promise((breathed) => setImmediate(breathed))
