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
