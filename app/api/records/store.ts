import type { Db } from '../database/connect'

/** What is told to everybody about a camera that is published; null when there is none, or it is not. */
export async function recordOf(db: Db, id: string) {
  const row = await db
    .selectFrom('cameras')
    .select(['id', 'number', 'name', 'area', 'kind', 'resident_clarity', 'legal_basis', 'owner', 'contact'])
    .select(['approved_by', 'approved_until', 'mask_attested_by', 'quiet_hours'])
    .where('id', '=', id)
    .where('published', '=', 1)
    .executeTakeFirst()
  return row ?? null
}

export type RecordRow = NonNullable<Awaited<ReturnType<typeof recordOf>>>
