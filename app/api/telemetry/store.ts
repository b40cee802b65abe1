import { sql } from 'kysely'
import { withBelow } from '../database/below'
import type { Db } from '../database/connect'
import type { TelemetryTables } from '../database/schema/telemetry'

export type BoxReport = TelemetryTables['box_reports']
export type ReleaseDay = TelemetryTables['release_days']

const rowsPerStatement = 200

/** Writes the newest report of each box, and adds to the days of the releases, in one transaction. */
export async function writeReports(db: Db, boxes: readonly BoxReport[], days: readonly ReleaseDay[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (let at = 0; at < boxes.length; at += rowsPerStatement)
      await transaction
        .insertInto('box_reports')
        .values(boxes.slice(at, at + rowsPerStatement))
        .onConflict((conflict) =>
          conflict.column('serial').doUpdateSet((row) => ({
            at: row.ref('excluded.at'),
            version: row.ref('excluded.version'),
            release: row.ref('excluded.release'),
            build: row.ref('excluded.build'),
            engine: row.ref('excluded.engine'),
            settings: row.ref('excluded.settings'),
            clock_ahead_ms: row.ref('excluded.clock_ahead_ms'),
          })),
        )
        .execute()
    for (const day of days)
      await transaction
        .insertInto('release_days')
        .values(day)
        .onConflict((conflict) =>
          conflict.columns(['release', 'day']).doUpdateSet({
            starts: sql`release_days.starts + excluded.starts`,
            failed: sql`release_days.failed + excluded.failed`,
            errors: sql`release_days.errors + excluded.errors`,
          }),
        )
        .execute()
  })
}

/** Forgets boxes that are gone, or silent since a time, and days before one. */
export async function removeOldReports(db: Db, before: number, beforeDay: string): Promise<void> {
  await db
    .deleteFrom('box_reports')
    .where((is) =>
      is.or([is('at', '<', before), is('serial', 'not in', (query) => query.selectFrom('boxes').select('serial'))]),
    )
    .execute()
  await db.deleteFrom('release_days').where('day', '<', beforeDay).execute()
}

/** The boxes of an area and below with their last reports, by serial. */
export async function boxesBelow(
  db: Db,
  area: string | null,
  page: { after: string; limit: number; model?: string; release?: string },
) {
  const from = area === null ? db : withBelow(db, area)
  return from
    .selectFrom('boxes')
    .innerJoin('households', 'households.id', 'boxes.household')
    .leftJoin('box_reports', 'box_reports.serial', 'boxes.serial')
    .select(['boxes.serial', 'boxes.model', 'households.area'])
    .select(['at', 'version', 'release', 'build', 'engine', 'settings', 'clock_ahead_ms'])
    .where('boxes.serial', '>', page.after)
    .$if(area !== null, (query) => query.where('households.area', 'in', sql<string>`(select id from below)`))
    .$if(page.model !== undefined, (query) => query.where('boxes.model', '=', page.model!))
    .$if(page.release !== undefined, (query) => query.where('release', '=', page.release!))
    .orderBy('boxes.serial')
    .limit(page.limit)
    .execute()
}

/** How many boxes run what, by model. */
export async function boxCounts(db: Db, area: string | null) {
  const from = area === null ? db : withBelow(db, area)
  const rows = await from
    .selectFrom('boxes')
    .innerJoin('households', 'households.id', 'boxes.household')
    .leftJoin('box_reports', 'box_reports.serial', 'boxes.serial')
    .select(['boxes.model', 'version', 'release', 'engine'])
    .select(({ fn }) => fn.countAll<number | string>().as('boxes'))
    .$if(area !== null, (query) => query.where('households.area', 'in', sql<string>`(select id from below)`))
    .groupBy(['boxes.model', 'version', 'release', 'engine'])
    .orderBy('boxes.model')
    .limit(500)
    .execute()
  return rows.map((row) => ({ ...row, boxes: Number(row.boxes) }))
}

/** How a release has fared since a day. */
export async function releaseTotals(db: Db, release: string, fromDay: string) {
  const row = await db
    .selectFrom('release_days')
    .select(({ fn }) => [
      fn.sum<number | string | null>('starts').as('starts'),
      fn.sum<number | string | null>('failed').as('failed'),
      fn.sum<number | string | null>('errors').as('errors'),
    ])
    .where('release', '=', release)
    .where('day', '>=', fromDay)
    .executeTakeFirst()
  return { starts: Number(row?.starts ?? 0), failed: Number(row?.failed ?? 0), errors: Number(row?.errors ?? 0) }
}

/** The store's own clock, epoch milliseconds. */
export async function storeTime(db: Db, kind: 'libsql' | 'postgres'): Promise<number> {
  const now =
    kind === 'postgres'
      ? sql<{ now: number }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`
      : sql<{ now: number }>`select (julianday('now') - 2440587.5) * 86400000.0 as now`
  return Number((await now.execute(db)).rows[0]?.now ?? Number.NaN)
}
