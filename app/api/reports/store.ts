import { withBelow } from '../database/below'
import type { Db } from '../database/connect'
import type { ReportFacts } from './rules'

export async function insertReport(db: Db, report: ReportFacts): Promise<void> {
  const { answeredBy, answeredAt, confirmedBy, confirmedAt, ...row } = report
  await db
    .insertInto('reports')
    .values({
      ...row,
      answered_by: answeredBy,
      answered_at: answeredAt,
      confirmed_by: confirmedBy,
      confirmed_at: confirmedAt,
    })
    .execute()
}

/** The reports of a household, newest first. */
export async function reportsOf(db: Db, household: string, limit: number): Promise<ReportFacts[]> {
  const rows = await db
    .selectFrom('reports')
    .selectAll()
    .where('household', '=', household)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(factsOf)
}

export async function countOpen(db: Db, household: string): Promise<number> {
  const { open } = await db
    .selectFrom('reports')
    .select(({ fn }) => fn.countAll<number | string>().as('open'))
    .where('household', '=', household)
    .where('answer', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(open)
}

/** The reports of households in an area and below, those without an answer first, then the newest. */
export async function reportsBelow(db: Db, area: string, which: 'open' | 'all', limit: number): Promise<ReportFacts[]> {
  const rows = await withBelow(db, area)
    .selectFrom('reports')
    .innerJoin('households', 'households.id', 'reports.household')
    .selectAll('reports')
    .where('households.area', 'in', (query) => query.selectFrom('below').select('below.id'))
    .$if(which === 'open', (query) => query.where('answer', 'is', null))
    .orderBy((is) => is.case().when('answer', 'is', null).then(0).else(1).end())
    .orderBy('reports.at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(factsOf)
}

/** A report of a household in an area or below it. */
export async function reportBelow(db: Db, area: string, id: string): Promise<ReportFacts | null> {
  const row = await withBelow(db, area)
    .selectFrom('reports')
    .innerJoin('households', 'households.id', 'reports.household')
    .selectAll('reports')
    .where('reports.id', '=', id)
    .where('households.area', 'in', (query) => query.selectFrom('below').select('below.id'))
    .executeTakeFirst()
  return row === undefined ? null : factsOf(row)
}

/** Answers a report that has no answer yet. @returns false when somebody was first */
export async function answerReport(
  db: Db,
  id: string,
  answer: { text: string; by: string; at: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reports')
    .set({ answer: answer.text, answered_by: answer.by, answered_at: answer.at })
    .where('id', '=', id)
    .where('answer', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

interface ReportRow {
  id: string
  household: string
  camera: string
  kind: string
  note: string | null
  at: number
  answer: string | null
  answered_by: string | null
  answered_at: number | null
  confirmed_by: string | null
  confirmed_at: number | null
}

function factsOf(row: ReportRow): ReportFacts {
  const { id, household, camera, note, at, answer } = row
  return {
    ...{ id, household, camera, note, at, answer, kind: row.kind as ReportFacts['kind'] },
    ...{ answeredBy: row.answered_by, answeredAt: row.answered_at },
    ...{ confirmedBy: row.confirmed_by, confirmedAt: row.confirmed_at },
  }
}
