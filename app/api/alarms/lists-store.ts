import { withBelow } from '../database/below'
import type { Db } from '../database/connect'
import type { StoredAlarm } from './facts'
import { alarmsByIds } from './store'

/** Open alarms that a box may hear of: those of its household and of its group. */
export async function openAlarmsAround(db: Db, household: string, group: string | null): Promise<StoredAlarm[]> {
  const rows = await db
    .selectFrom('alarms')
    .select('id')
    .where('closed_at', 'is', null)
    .where((is) => is.or([is('household', '=', household), ...(group === null ? [] : [is('group_id', '=', group)])]))
    .orderBy('raised_at', 'desc')
    .limit(200)
    .execute()
  return alarmsByIds(
    db,
    rows.map((row) => row.id),
  )
}

/** Alarms of an area and below: those nobody has answered first, then the newest. */
export async function alarmsBelow(
  db: Db,
  area: string,
  which: 'open' | 'closed' | 'all',
  limit: number,
  household?: string,
): Promise<StoredAlarm[]> {
  const rows = await withBelow(db, area)
    .selectFrom('alarms')
    .select('alarms.id')
    .where('alarms.area', 'in', (query) => query.selectFrom('below').select('below.id'))
    .$if(household !== undefined, (query) => query.where('household', '=', household ?? ''))
    .$if(which === 'open', (query) => query.where('closed_at', 'is', null))
    .$if(which === 'closed', (query) => query.where('closed_at', 'is not', null))
    .orderBy((is) =>
      is
        .case()
        .when('closed_at', 'is not', null)
        .then(2)
        .when('state', 'in', ['raised', 'displayed'])
        .then(0)
        .else(1)
        .end(),
    )
    .orderBy('raised_at', 'desc')
    .limit(limit)
    .execute()
  return alarmsByIds(
    db,
    rows.map((row) => row.id),
  )
}

/** What a household called for before, newest first. */
export async function alarmsOfHousehold(db: Db, household: string, limit: number) {
  return db
    .selectFrom('alarms')
    .select(['id', 'kind', 'quiet', 'mode', 'state', 'raised_at', 'closed_at', 'outcome', 'note'])
    .where('household', '=', household)
    .orderBy('raised_at', 'desc')
    .limit(limit)
    .execute()
}

/** How many calls of a household since a time a desk closed as false alarms. */
export async function falseAlarmsOf(db: Db, household: string, since: number): Promise<number> {
  const row = await db
    .selectFrom('alarms')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('household', '=', household)
    .where('outcome', '=', 'false_alarm')
    .where('raised_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** How a household wants to be reached, if it said so. */
export async function contactMethod(db: Db, household: string): Promise<string | null> {
  const row = await db.selectFrom('households').select('contact_method').where('id', '=', household).executeTakeFirst()
  return row?.contact_method ?? null
}

/** What the probe found of these cameras. */
export async function statusesOf(db: Db, cameras: readonly string[]): Promise<Map<string, string>> {
  if (cameras.length === 0) return new Map()
  const rows = await db
    .selectFrom('camera_status')
    .select(['camera', 'status'])
    .where('camera', 'in', cameras)
    .execute()
  return new Map(rows.map((row) => [row.camera, row.status]))
}
