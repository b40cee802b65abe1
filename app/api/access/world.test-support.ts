import type { Db } from '../database/connect'
import type { NaiveWorld } from './naive.test-support'

/** Empties what a neighbourhood is made of. */
export async function clearTables(db: Db): Promise<void> {
  for (const table of ['emergency_grants', 'alarms', 'grants', 'boxes', 'households', 'groups'] as const)
    await db.deleteFrom(table).execute()
  for (const table of ['suspensions', 'camera_status', 'cameras'] as const) await db.deleteFrom(table).execute()
  await db.updateTable('areas').set({ parent: null }).execute()
  await db.deleteFrom('areas').execute()
}

const levels: Record<string, string> = { c: 'county', t: 'township', v: 'village', g: 'grid' }

/** Writes a neighbourhood of the naive rule into the store. */
export async function insertWorld(db: Db, world: NaiveWorld): Promise<void> {
  for (const [id, parent] of Object.entries(world.parents))
    await db.insertInto('areas').values({ id, parent, level: levels[id[0]!]!, name: id }).execute()
  for (const id of ['m1', 'm2']) await db.insertInto('groups').values({ id, area: 'c1', name: id }).execute()
  await db
    .insertInto('households')
    .values(world.households.map((one) => ({ ...blankHousehold, id: one.id, area: one.area, group_id: one.group })))
    .execute()
  await db
    .insertInto('cameras')
    .values(
      world.cameras.map((one, index) => ({
        ...blankCamera,
        id: one.id,
        number: index + 1,
        area: one.area,
        published: one.published ? 1 : 0,
        resident_clarity: one.clarity,
        approved_until: one.approvedUntil,
        quiet_hours: one.quiet,
      })),
    )
    .execute()
  const suspended = world.cameras.filter((one) => one.suspended)
  if (suspended.length > 0)
    await db
      .insertInto('suspensions')
      .values(suspended.map((one) => ({ camera: one.id, by_name: 'Officer Li', reason: 'works', at: 0 })))
      .execute()
  if (world.grants.length > 0)
    await db
      .insertInto('grants')
      .values(
        world.grants.map((one, index) => ({
          id: `grant-${index}`,
          subject_kind: one.subjectKind,
          subject: one.subject,
          object_kind: one.objectKind,
          object: one.object,
          effect: one.effect,
          clarity: one.clarity,
          valid_from: one.from,
          valid_until: one.until,
          approved_by: 'board',
          reason: 'test',
        })),
      )
      .execute()
  await insertEmergencies(db, world.emergencies)
}

/** Writes emergency grants of an alarm that is made for them. */
export async function insertEmergencies(db: Db, emergencies: NaiveWorld['emergencies']): Promise<void> {
  if (emergencies.length === 0) return
  await db.insertInto('alarms').values(blankAlarm).execute()
  await db
    .insertInto('emergency_grants')
    .values(
      emergencies.map((one, index) => ({
        id: `emergency-${index}`,
        alarm: blankAlarm.id,
        household: one.household,
        camera: one.camera,
        valid_from: one.from,
        valid_until: one.until,
      })),
    )
    .execute()
}

const blankHousehold = { label: '1-101', contact_name: '', contact_phone: '', contact_method: null }
const blankCamera = {
  name: 'gate',
  kind: 'gate',
  hls_url: 'https://cameras.example/gate.m3u8',
  hls_url_low: null,
  legal_basis: 'rules',
  approved_by: 'board',
  mask_attested_by: 'board',
  owner: 'owner',
  contact: 'contact',
  external_id: null,
}
const blankAlarm = {
  id: 'alarm',
  household: 'h1',
  box: 'box',
  kind: 'help',
  quiet: 0,
  mode: 'real',
  late: 0,
  duress: 0,
  state: 'raised',
  unanswered: 0,
  raised_at: 0,
  pressed_at: 0,
  closed_at: null,
  outcome: null,
  note: null,
  area: 'c1',
  group_id: null,
}
