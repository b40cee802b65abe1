import type { Db } from '../database/connect'
import { type Officer, presenceMs } from './rules'

export interface OfficerRow {
  user: string
  name: string
  area: string
  hash: string
  initialHash: string
  mustChange: boolean
}

/** An officer of `duty.csv` by user name. */
export async function officerByName(db: Db, user: string): Promise<OfficerRow | null> {
  const row = await db.selectFrom('duty_officers').selectAll().where('user_name', '=', user).executeTakeFirst()
  if (row === undefined) return null
  const { name, area, password_hash: hash, initial_hash: initialHash } = row
  return { user: row.user_name, name, area, hash, initialHash, mustChange: row.must_change === 1 }
}

/** The officer of a session that has not ended; an officer who was removed from the files has none. */
export async function officerBySession(
  db: Db,
  session: string,
  now: number,
): Promise<(Officer & { seenAt: number }) | null> {
  const row = await db
    .selectFrom('desk_sessions')
    .innerJoin('duty_officers', 'duty_officers.user_name', 'desk_sessions.user_name')
    .select(['duty_officers.user_name', 'duty_officers.name', 'duty_officers.area', 'desk_sessions.seen_at'])
    .where('desk_sessions.hash', '=', session)
    .where('desk_sessions.expires_at', '>', now)
    .executeTakeFirst()
  if (row === undefined) return null
  return { session, user: row.user_name, name: row.name, area: row.area, seenAt: row.seen_at }
}

/** Begins a session and forgets those that have ended. */
export async function insertSession(db: Db, session: string, user: string, now: number, idleMs: number): Promise<void> {
  const ended = db.selectFrom('desk_sessions').select('hash').where('expires_at', '<=', now)
  await db.deleteFrom('desk_presence').where('session', 'in', ended).execute()
  await db.deleteFrom('desk_sessions').where('expires_at', '<=', now).execute()
  await db
    .insertInto('desk_sessions')
    .values({ hash: session, user_name: user, created_at: now, seen_at: now, expires_at: now + idleMs })
    .execute()
}

/** Puts off the end of a session that is in use. */
export async function touchSession(db: Db, session: string, now: number, idleMs: number): Promise<void> {
  await db
    .updateTable('desk_sessions')
    .set({ seen_at: now, expires_at: now + idleMs })
    .where('hash', '=', session)
    .execute()
}

/** Ends a session; its desk is no longer staffed by it. */
export async function deleteSession(db: Db, session: string): Promise<void> {
  await db.deleteFrom('desk_presence').where('session', '=', session).execute()
  await db.deleteFrom('desk_sessions').where('hash', '=', session).execute()
}

/** Ends the sessions of a user but one: after a new password, or (with none kept) when the operator removes the user. */
export async function deleteSessionsOf(db: Db, user: string, keep: string | null): Promise<void> {
  const sessions = await db.selectFrom('desk_sessions').select('hash').where('user_name', '=', user).execute()
  for (const { hash } of sessions) if (hash !== keep) await deleteSession(db, hash)
}

export async function storePassword(db: Db, user: string, hash: string, mustChange: boolean): Promise<void> {
  await db
    .updateTable('duty_officers')
    .set({ password_hash: hash, must_change: mustChange ? 1 : 0 })
    .where('user_name', '=', user)
    .execute()
}

/** A sign of life of an open desk page. `acted_at` moves when the page becomes visible: somebody came to it. */
export async function storePresence(db: Db, officer: Officer, visible: boolean, now: number): Promise<void> {
  const row = {
    session: officer.session,
    area: officer.area,
    user_name: officer.user,
    visible: visible ? 1 : 0,
    seen_at: now,
    acted_at: now,
  }
  await db
    .insertInto('desk_presence')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('session').doUpdateSet({ area: row.area, visible: row.visible, seen_at: now }),
    )
    .execute()
}

/** Which of these areas have a desk with an open, visible page now. */
export async function staffed(db: Db, areas: readonly string[], now: number): Promise<Set<string>> {
  if (areas.length === 0) return new Set()
  const rows = await db
    .selectFrom('desk_presence')
    .select('area')
    .distinct()
    .where('area', 'in', areas)
    .where('visible', '=', 1)
    .where('seen_at', '>', now - presenceMs)
    .execute()
  return new Set(rows.map((row) => row.area))
}
