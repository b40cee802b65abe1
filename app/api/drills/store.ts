import type { AlarmKind } from '../../contract/alarms'
import { withBelow } from '../database/below'
import type { Db } from '../database/connect'
import type { DrillFacts, GroupFacts } from './rules'

/** Writes a drill with its calls, whose alarms stand already. */
export async function insertDrill(
  transaction: Db,
  drill: Omit<DrillFacts, 'groups'>,
  calls: readonly { id: string }[],
): Promise<void> {
  const { by, endedAt, ...row } = drill
  await transaction
    .insertInto('drills')
    .values({ ...row, by_user: by.user, by_name: by.name, ended_at: endedAt })
    .execute()
  await transaction
    .insertInto('drill_alarms')
    .values(calls.map(({ id }) => ({ drill: drill.id, alarm: id })))
    .execute()
}

export async function endDrill(db: Db, drill: string, at: number): Promise<void> {
  await db.updateTable('drills').set({ ended_at: at }).where('id', '=', drill).where('ended_at', 'is', null).execute()
}

/** The groups of an area and below with their households, by name. */
export async function groupsBelow(db: Db, area: string): Promise<GroupFacts[]> {
  const rows = await withBelow(db, area)
    .selectFrom('groups')
    .innerJoin('households', 'households.group_id', 'groups.id')
    .select(['groups.id', 'groups.name', 'households.id as household', 'households.label'])
    .select((eb) => eb('households.area', 'in', eb.selectFrom('below').select('below.id')).as('here'))
    .where('groups.area', 'in', (query) => query.selectFrom('below').select('below.id'))
    .orderBy('groups.id')
    .execute()
  const groups = new Map<string, GroupFacts & { members: GroupFacts['members'][number][] }>()
  for (const { id, name, household, label, here } of rows) {
    const group = groups.get(id) ?? { id, name, members: [] }
    group.members.push({ id: household, label, here: Boolean(here) })
    groups.set(id, group)
  }
  return [...groups.values()]
}

/** The drills of an area and below, newest first; with an id that one alone. */
export async function drillsBelow(db: Db, area: string, limit: number, id?: string): Promise<DrillFacts[]> {
  const rows = await withBelow(db, area)
    .selectFrom('drills')
    .selectAll('drills')
    .select((is) =>
      is
        .selectFrom('drill_alarms')
        .select((count) => count.fn.countAll().as('groups'))
        .whereRef('drill_alarms.drill', '=', 'drills.id')
        .as('groups'),
    )
    .where('drills.area', 'in', (query) => query.selectFrom('below').select('below.id'))
    .$if(id !== undefined, (query) => query.where('drills.id', '=', id ?? ''))
    .orderBy('drills.at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    area: row.area,
    kind: row.kind as AlarmKind,
    by: { user: row.by_user, name: row.by_name },
    at: row.at,
    endedAt: row.ended_at,
    groups: Number(row.groups),
  }))
}

/** Whether a drill runs in one of these areas. */
export async function drillRuns(db: Db, areas: readonly string[]): Promise<boolean> {
  if (areas.length === 0) return false
  const row = await db
    .selectFrom('drills')
    .select('id')
    .where('area', 'in', areas)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The alarms of a drill. */
export async function alarmsOfDrill(db: Db, drill: string): Promise<string[]> {
  const rows = await db.selectFrom('drill_alarms').select('alarm').where('drill', '=', drill).orderBy('alarm').execute()
  return rows.map((row) => row.alarm)
}
