import type { Selectable } from 'kysely'
import type { Db } from '../database/connect'
import type { Database } from '../database/schema'

type PieceRow = Selectable<Database['import_pieces']>

/** Adds a piece at the end of the journal. */
export async function appendPiece(
  db: Db,
  seq: number,
  { act, file, rows }: { act: string; file: string; rows: unknown },
): Promise<void> {
  await db
    .insertInto('import_pieces')
    .values({ seq, act, file, rows: JSON.stringify(rows) })
    .execute()
}

/** The piece that comes next. */
export async function firstPiece(db: Db): Promise<PieceRow | null> {
  return (await db.selectFrom('import_pieces').selectAll().orderBy('seq').limit(1).executeTakeFirst()) ?? null
}

export async function lastPiece(db: Db): Promise<PieceRow | null> {
  return (await db.selectFrom('import_pieces').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst()) ?? null
}

/** Whether a journal with this last piece was written to its end: then the import is decided. */
export const isComplete = ({ act }: PieceRow): boolean => act === 'finish'

/** @returns false when another process has written the piece meanwhile */
export async function takePiece(transaction: Db, seq: number): Promise<boolean> {
  const taken = await transaction.deleteFrom('import_pieces').where('seq', '=', seq).executeTakeFirst()
  return taken.numDeletedRows > 0n
}

/** Forgets the journal, few pieces at a time: each is some kilobytes. */
export async function clearPieces(db: Db): Promise<void> {
  for (let more = true; more; ) {
    const { numDeletedRows } = await db
      .deleteFrom('import_pieces')
      .where('seq', 'in', (some) => some.selectFrom('import_pieces').select('seq').limit(100))
      .executeTakeFirst()
    more = numDeletedRows > 0n
  }
}
