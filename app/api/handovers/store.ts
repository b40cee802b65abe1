import { randomUUID } from 'node:crypto'
import type { Db } from '../database/connect'

export interface HandoverFacts {
  area: string
  text: string
  by: { user: string; name: string }
  /** epoch milliseconds */
  at: number
}

export async function insertHandover(db: Db, { by, ...row }: HandoverFacts): Promise<void> {
  await db
    .insertInto('handovers')
    .values({ id: randomUUID(), ...row, by_user: by.user, by_name: by.name })
    .execute()
}

/** The notes of a desk, newest first. */
export async function handoversOf(db: Db, area: string, limit: number): Promise<HandoverFacts[]> {
  const rows = await db
    .selectFrom('handovers')
    .selectAll()
    .where('area', '=', area)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ by_user: user, by_name: name, text, at }) => ({ area, text, by: { user, name }, at }))
}
