import type { Db } from '../database/connect'

/** Until when a key is locked; null when it may be tried. */
export async function lockedUntil(db: Db, key: string, failures: number, now: number): Promise<number | null> {
  const row = await db
    .selectFrom('failed_tries')
    .select('until')
    .where('key', '=', key)
    .where('until', '>', now)
    .where('count', '>=', failures)
    .executeTakeFirst()
  return row?.until ?? null
}

/** As many as the column holds. */
const withoutEnd = 2 ** 31 - 1

/** Counts a failure, whatever the count. */
export async function countTry(db: Db, key: string, now: number, windowMs: number): Promise<void> {
  await takeTry(db, key, withoutEnd, now, windowMs)
}

/** Counts a failure unless there are so many already; the window begins with the first. False: locked. */
export async function takeTry(db: Db, key: string, failures: number, now: number, windowMs: number): Promise<boolean> {
  const counted = await db
    .insertInto('failed_tries')
    .values({ key, count: 1, until: now + windowMs })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet((row) => ({
          count: row
            .case()
            .when('failed_tries.until', '<=', now)
            .then(1)
            .else(row('failed_tries.count', '+', 1))
            .end(),
          until: row
            .case()
            .when('failed_tries.until', '<=', now)
            .then(now + windowMs)
            .else(row.ref('failed_tries.until'))
            .end(),
        }))
        .where((row) => row.or([row('failed_tries.until', '<=', now), row('failed_tries.count', '<', failures)])),
    )
    .returning('key')
    .execute()
  return counted.length > 0
}

/** Takes one failure back. */
export async function untryOne(db: Db, key: string): Promise<void> {
  await db
    .updateTable('failed_tries')
    .set((row) => ({ count: row('count', '-', 1) }))
    .where('key', '=', key)
    .where('count', '>', 0)
    .execute()
}

/** Forgets what is over. */
export async function forgetTries(db: Db, now: number): Promise<void> {
  await db.deleteFrom('failed_tries').where('until', '<=', now).execute()
}
