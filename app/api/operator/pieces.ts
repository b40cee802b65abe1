import type { Db } from '../database/connect'
import type { Service } from '../service'
import { endWhatIsOf } from './endings'
import { type FileName, files } from './rules'
import type { Staged } from './stage'
import { batch, endDeskSessions, removeRows, type Stored, updateOfficer, writeRows } from './store'

/** A part of an import that is written at once: few milliseconds of the store. */
export type Piece =
  | { act: 'put'; file: FileName; rows: readonly Stored[] }
  | { act: 'remove'; file: FileName; rows: readonly string[] }
  /** ends what boxes that moved or are gone, or households that are gone, leave behind (endings.ts) */
  | { act: 'end'; file: 'boxes.csv' | 'households.csv'; rows: readonly string[] }

/** Rows whose removal takes others along, or tells their boxes. */
const smallBatch = 100

/** What is to be written, in the order in which it can be: what is referred to comes before and goes after. */
export async function* piecesOf(staged: Staged): AsyncGenerator<Piece> {
  for (const file of files) {
    let rows: Stored[] = []
    for await (const row of staged.changes(file)) {
      rows.push(row)
      if (rows.length < batch) continue
      yield { act: 'put', file, rows }
      rows = []
    }
    if (rows.length > 0) yield { act: 'put', file, rows }
  }
  for (const file of [...files].reverse())
    for (const rows of parts(staged.removed.get(file) ?? [])) yield { act: 'remove', file, rows }
  for (const rows of parts(staged.removed.get('households.csv') ?? []))
    yield { act: 'end', file: 'households.csv', rows }
  const boxes = [...staged.moved, ...(staged.removed.get('boxes.csv') ?? [])]
  for (const rows of parts(boxes)) yield { act: 'end', file: 'boxes.csv', rows }
}

/** Writes a piece. Writing it again changes nothing more. */
export async function applyPiece(
  service: Pick<Service, 'bus' | 'clock' | 'store'>,
  transaction: Db,
  { act, file, rows }: Piece,
  at: number,
): Promise<void> {
  if (act === 'remove') return removeRows(transaction, file, rows, at)
  if (act === 'end')
    return endWhatIsOf(service, transaction, {
      boxes: file === 'boxes.csv' ? rows : [],
      households: file === 'households.csv' ? rows : [],
    })
  if (file !== 'duty.csv') return writeRows(transaction, file, rows, at)
  // An officer whose initial password is that of the last import keeps his own.
  const keeping = rows.filter((row) => row.password_hash === undefined)
  for (const row of keeping) await updateOfficer(transaction, row as { user_name: string; area: string; name: string })
  const renewed = rows.filter((row) => row.password_hash !== undefined)
  await endDeskSessions(
    transaction,
    renewed.map((row) => String(row.user_name)),
  )
  await writeRows(transaction, file, renewed, at)
}

function* parts(keys: readonly string[]): Generator<string[]> {
  for (let at = 0; at < keys.length; at += smallBatch) yield keys.slice(at, at + smallBatch)
}
