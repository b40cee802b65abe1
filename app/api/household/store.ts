import type { Db } from '../database/connect'

/** Which of these areas have a desk: somebody of the duty list. */
export async function areasWithDesk(db: Db, areas: readonly string[]): Promise<Set<string>> {
  if (areas.length === 0) return new Set()
  const rows = await db.selectFrom('duty_officers').select('area').distinct().where('area', 'in', areas).execute()
  return new Set(rows.map((row) => row.area))
}

/** How many of these households have a box that called since a time. */
export async function householdsSeen(db: Db, households: readonly string[], since: number): Promise<number> {
  if (households.length === 0) return 0
  const row = await db
    .selectFrom('pairings')
    .select((eb) => eb.fn.count<number>('household').distinct().as('count'))
    .where('household', 'in', households)
    .where('state', '!=', 'ended')
    .where('last_seen_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** When a pairing was made, or null. */
export async function pairedAt(db: Db, pairing: string): Promise<number | null> {
  const row = await db.selectFrom('pairings').select('created_at').where('id', '=', pairing).executeTakeFirst()
  return row?.created_at ?? null
}

/**
 * How many calls of a household were closed as false alarms since a time. Quiet ones do not count: what a box does
 * because of this number must not tell of them.
 */
export async function mistakesOf(db: Db, household: string, since: number): Promise<number> {
  const row = await db
    .selectFrom('alarms')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('household', '=', household)
    .where('mode', '=', 'real')
    .where('quiet', '=', 0)
    .where('outcome', '=', 'false_alarm')
    .where('raised_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** The newest test of a household, and when a desk took it. */
export async function lastTest(
  db: Db,
  household: string,
): Promise<{ at: number; answeredAt: number | null; unanswered: boolean } | null> {
  const row = await db
    .selectFrom('alarms')
    .select(['alarms.raised_at', 'alarms.unanswered'])
    .select((eb) =>
      eb
        .selectFrom('alarm_receipts')
        .select((is) => is.fn.min('alarm_receipts.at').as('at'))
        .whereRef('alarm_receipts.alarm', '=', 'alarms.id')
        .where('alarm_receipts.hop', 'in', ['acknowledged', 'attending', 'closed'])
        .as('answered_at'),
    )
    .where('household', '=', household)
    .where('mode', '=', 'test')
    .where('quiet', '=', 0)
    .orderBy('raised_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  return { at: row.raised_at, answeredAt: row.answered_at ?? null, unanswered: row.unanswered === 1 }
}
