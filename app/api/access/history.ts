import type { Db } from '../database/connect'
import { insertHistory, readHistoryPages } from './store'

/** What is kept of a change: enough to say afterwards who could see what, and nobody's name or telephone. */
const kept = {
  areas: ['parent', 'level', 'name'],
  groups: ['name'],
  households: ['area', 'group_id'],
  cameras: [
    ...['number', 'name', 'area', 'kind', 'published', 'resident_clarity', 'approved_by', 'approved_until'],
    ...['owner', 'contact', 'quiet_hours'],
  ],
  grants: [...['subject_kind', 'subject', 'object_kind', 'object', 'effect', 'clarity', 'valid_from', 'valid_until']],
  suspensions: ['by_name', 'reason'],
} as const
export type HistoryKind = keyof typeof kept

export const isKept = (table: string): table is HistoryKind => table in kept

type Row = Readonly<Record<string, unknown>>

/** Keeps, in the writer's own transaction, how rows are from now on; null: gone. */
export function keepHistory(
  transaction: Db,
  kind: HistoryKind,
  rows: readonly { key: string; row: Row | null }[],
  at: number,
): Promise<void> {
  return insertHistory(
    transaction,
    rows.map(({ key, row }) => ({
      at,
      kind,
      key,
      facts: row === null ? null : JSON.stringify(kept[kind].map((column) => row[column] ?? null)),
    })),
  )
}

/** Every row of a kind as it was at a time, page by page. */
export async function* readHistory(
  db: Db,
  kind: HistoryKind,
  at: number,
): AsyncGenerator<Record<string, string | number | null>[]> {
  for await (const rows of readHistoryPages(db, kind, at)) {
    const page: Record<string, string | number | null>[] = []
    for (const { key, facts } of rows) {
      if (facts === null) continue
      const values = JSON.parse(facts) as (string | number | null)[]
      page.push({ id: key, ...Object.fromEntries(kept[kind].map((column, index) => [column, values[index] ?? null])) })
    }
    if (page.length > 0) yield page
  }
}
