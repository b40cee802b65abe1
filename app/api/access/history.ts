import type { Db } from '../database/connect'

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
export async function keepHistory(
  transaction: Db,
  kind: HistoryKind,
  rows: readonly { key: string; row: Row | null }[],
  at: number,
): Promise<void> {
  for (let from = 0; from < rows.length; from += 1000)
    await transaction
      .insertInto('access_history')
      .values(
        rows.slice(from, from + 1000).map(({ key, row }) => ({
          at,
          kind,
          key,
          facts: row === null ? null : JSON.stringify(kept[kind].map((column) => row[column] ?? null)),
        })),
      )
      .execute()
}

/** Since when the history reaches; null: nothing was ever written. */
export async function historyBegins(db: Db): Promise<number | null> {
  const row = await db.selectFrom('access_history').select('at').orderBy('id').limit(1).executeTakeFirst()
  return row?.at ?? null
}

/** Every row of a kind as it was at a time, page by page. */
export async function* readHistory(
  db: Db,
  kind: HistoryKind,
  at: number,
): AsyncGenerator<Record<string, string | number | null>[]> {
  let after = ''
  for (;;) {
    const rows = await db
      .selectFrom('access_history')
      .select(['key', 'facts'])
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('access_history')
          .select((inner) => inner.fn.max('id').as('id'))
          .where('kind', '=', kind)
          .where('key', '>', after)
          .where('at', '<=', at)
          .groupBy('key')
          .orderBy('key')
          .limit(2000),
      )
      .orderBy('key')
      .execute()
    const last = rows.at(-1)
    const page: Record<string, string | number | null>[] = []
    for (const { key, facts } of rows) {
      if (facts === null) continue
      const values = JSON.parse(facts) as (string | number | null)[]
      page.push({ id: key, ...Object.fromEntries(kept[kind].map((column, index) => [column, values[index] ?? null])) })
    }
    if (page.length > 0) yield page
    if (last === undefined || rows.length < 2000) return
    after = last.key
    await new Promise((breathed) => setImmediate(breathed))
  }
}
