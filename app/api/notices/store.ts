import { withBelow } from '../database/below'
import type { Db } from '../database/connect'
import type { NoticeFacts } from './rules'

export async function insertNotice(transaction: Db, notice: NoticeFacts): Promise<void> {
  const { by, ...row } = notice
  await transaction
    .insertInto('notices')
    .values({ ...row, by_user: by.user, by_name: by.name })
    .execute()
}

/** What these areas are told now, newest first. */
export async function currentNotices(db: Db, areas: readonly string[], now: number): Promise<NoticeFacts[]> {
  if (areas.length === 0) return []
  const rows = await db
    .selectFrom('notices')
    .selectAll()
    .where('area', 'in', areas)
    .where('until', '>', now)
    .orderBy('at', 'desc')
    .execute()
  return rows.map(factsOf)
}

/** What was said in an area and below, newest first. */
export async function noticesBelow(db: Db, area: string, limit: number): Promise<NoticeFacts[]> {
  const rows = await withBelow(db, area)
    .selectFrom('notices')
    .selectAll('notices')
    .where('notices.area', 'in', (query) => query.selectFrom('below').select('below.id'))
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(factsOf)
}

interface NoticeRow {
  id: string
  area: string
  text: string
  by_user: string
  by_name: string
  at: number
  until: number
}

const factsOf = ({ by_user: user, by_name: name, ...row }: NoticeRow): NoticeFacts => ({ ...row, by: { user, name } })
