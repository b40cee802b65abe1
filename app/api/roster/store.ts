import { randomUUID } from 'node:crypto'
import type { Db } from '../database/connect'

export interface ShiftFacts {
  id: string
  user: string
  name: string
  startsAt: number
  endsAt: number
}

/** The officers of a desk by name, and which of them are its heads. */
export async function officersOf(db: Db, area: string): Promise<{ user: string; name: string; head: boolean }[]> {
  const rows = await db
    .selectFrom('duty_officers')
    .select(['user_name', 'name', 'is_head'])
    .where('area', '=', area)
    .orderBy('name')
    .execute()
  return rows.map(({ user_name: user, name, is_head }) => ({ user, name, head: is_head === 1 }))
}

/** The shifts of a desk that are not over, earliest first; those of officers who left the desk are no more. */
export async function shiftsFrom(db: Db, area: string, now: number, limit: number): Promise<ShiftFacts[]> {
  const rows = await db
    .selectFrom('duty_shifts')
    .innerJoin('duty_officers', (join) =>
      join
        .onRef('duty_officers.user_name', '=', 'duty_shifts.user_name')
        .onRef('duty_officers.area', '=', 'duty_shifts.area'),
    )
    .select(['duty_shifts.id', 'duty_shifts.user_name', 'duty_officers.name', 'starts_at', 'ends_at'])
    .where('duty_shifts.area', '=', area)
    .where('ends_at', '>', now)
    .orderBy('starts_at')
    .orderBy('duty_shifts.id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    user: row.user_name,
    name: row.name,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
  }))
}

/** Plans shifts, and forgets those that are long over. */
export async function insertShifts(
  db: Db,
  planned: { area: string; user: string; by: string; shifts: readonly { startsAt: number; endsAt: number }[] },
  forgetBefore: number,
): Promise<void> {
  const { area, user, by, shifts } = planned
  await db.deleteFrom('duty_shifts').where('ends_at', '<', forgetBefore).execute()
  const row = ({ startsAt: starts_at, endsAt: ends_at }: { startsAt: number; endsAt: number }) => ({
    ...{ id: randomUUID(), area, user_name: user, starts_at, ends_at, by_name: by },
  })
  await db.insertInto('duty_shifts').values(shifts.map(row)).execute()
}

/** @returns whether there was such a shift at this desk */
export async function deleteShift(db: Db, area: string, id: string): Promise<boolean> {
  const result = await db.deleteFrom('duty_shifts').where('area', '=', area).where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** Names the head of a desk, or nobody (null). @returns whether the officer sits at this desk */
export async function nameHead(db: Db, area: string, user: string | null): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await transaction.updateTable('duty_officers').set({ is_head: 0 }).where('area', '=', area).execute()
    if (user === null) return true
    const named = await transaction
      .updateTable('duty_officers')
      .set({ is_head: 1 })
      .where('area', '=', area)
      .where('user_name', '=', user)
      .executeTakeFirst()
    return named.numUpdatedRows > 0n
  })
}

/** Who sits at which desk. */
export function allOfficers(db: Db): Promise<{ area: string; user: string }[]> {
  return db.selectFrom('duty_officers').select(['area', 'user_name as user']).execute()
}

/** The shifts of all desks that are not over. */
export async function comingShifts(
  db: Db,
  now: number,
): Promise<{ id: string; area: string; user: string; startsAt: number; endsAt: number }[]> {
  const rows = await db
    .selectFrom('duty_shifts')
    .select(['id', 'area', 'user_name', 'starts_at', 'ends_at'])
    .where('ends_at', '>', now)
    .execute()
  return rows.map((row) => ({
    ...{ id: row.id, area: row.area, user: row.user_name, startsAt: row.starts_at, endsAt: row.ends_at },
  }))
}

/** Takes shifts out and plans others, a few hundred rows a statement. */
export async function changeShifts(
  db: Db,
  change: {
    create: readonly { area: string; user: string; startsAt: number; endsAt: number }[]
    remove: readonly { id: string }[]
    by: string
  },
): Promise<void> {
  const { create, remove, by: by_name } = change
  const atOnce = 500
  for (let from = 0; from < remove.length; from += atOnce) {
    const ids = remove.slice(from, from + atOnce).map(({ id }) => id)
    await db.deleteFrom('duty_shifts').where('id', 'in', ids).execute()
  }
  for (let from = 0; from < create.length; from += atOnce) {
    const rows = create
      .slice(from, from + atOnce)
      .map(({ area, user: user_name, startsAt: starts_at, endsAt: ends_at }) => ({
        ...{ id: randomUUID(), area, user_name, starts_at, ends_at, by_name },
      }))
    await db.insertInto('duty_shifts').values(rows).execute()
  }
}
