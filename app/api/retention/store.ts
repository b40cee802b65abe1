import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../database/connect'
import type { Kind } from './rules'

/** A webhook's next time when it was given up (webhooks/store.ts): no clock comes there. */
const givenUp = 8_000_000_000_000_000

/** Which rows of a table go: those of which this holds, given the moment before which their time began. */
interface Due {
  table: string
  key: string
  where: (before: number) => RawBuilder<unknown>
}

const column = (name: string) => sql.ref(name)
const older = (table: string, key: string, time: string): Due => ({
  table,
  key,
  where: (before) => sql`${column(time)} < ${before}`,
})

/** A privacy report that nobody has answered, about a camera on which the operator has not decided since. */
const undecided = sql`kind = 'privacy' and answer is null and camera in (select id from cameras)
  and not exists (select 1 from privacy_cases where privacy_cases.camera = reports.camera and decided_at >= reports.at)`

const due: { readonly [One in Exclude<Kind, 'alarms' | 'access_history'>]: Due } = {
  drills: {
    table: 'drills',
    key: 'id',
    where: (before) =>
      sql`${column('at')} < ${before} and not exists (select 1 from drill_alarms where drill_alarms.drill = drills.id)`,
  },
  emergency_grants: {
    table: 'emergency_grants',
    key: 'id',
    // One whose end is not yet in the log still has something to say.
    where: (before) => sql`valid_until < ${before} and logged_at is not null`,
  },
  reports: {
    table: 'reports',
    key: 'id',
    // What keeps a camera closed, or may close it, stays until somebody decides: without it the camera would open by itself.
    where: (before) => sql`coalesce(answered_at, ${column('at')}) < ${before} and not (${undecided})`,
  },
  notices: older('notices', 'id', 'until'),
  handovers: older('handovers', 'id', 'at'),
  duty_shifts: older('duty_shifts', 'id', 'ends_at'),
  pairings: { table: 'pairings', key: 'id', where: (before) => sql`state = 'ended' and ended_at < ${before}` },
  activation_codes: {
    table: 'activation_codes',
    key: 'id',
    where: (before) => sql`expires_at < ${before} or used_at < ${before} or void_at < ${before}`,
  },
  household_pins: {
    table: 'household_pins',
    key: 'household',
    where: (before) => sql`hash is null and changed_at < ${before}`,
  },
  device_authorizations: older('device_authorizations', 'device_hash', 'expires_at'),
  assertion_ids: older('assertion_ids', 'id', 'expires_at'),
  event_tickets: {
    table: 'event_tickets',
    key: 'hash',
    where: (before) => sql`used_at < ${before} or (used_at is null and expires_at < ${before})`,
  },
  desk_sessions: older('desk_sessions', 'hash', 'expires_at'),
  desk_presence: {
    table: 'desk_presence',
    key: 'session',
    where: (before) => sql`seen_at < ${before} and session not in (select hash from desk_sessions)`,
  },
  failed_tries: older('failed_tries', 'key', 'until'),
  webhook_outbox: {
    table: 'webhook_outbox',
    key: 'id',
    where: (before) =>
      sql`delivered_at < ${before} or (delivered_at is null and next_at > ${givenUp} and created_at < ${before})`,
  },
  events: {
    table: 'events',
    key: 'id',
    // The newest tells a process that starts where the numbering stands.
    where: (before) => sql`${column('at')} < ${before} and id < (select max(id) from events)`,
  },
  playbacks: older('playbacks', 'id', 'ended_at'),
  operator_keys: older('operator_keys', 'id', 'revoked_at'),
  revoked_grants: {
    table: 'revoked_grants',
    key: 'id',
    where: (before) => sql`${column('at')} < ${before} and id not in (select id from grants)`,
  },
}

const closedBefore = (before: number) => sql`closed_at is not null and closed_at < ${before}`

/** Superseded by a later state that is itself old enough, or the last state of what is gone. */
const superseded = (before: number) => sql`${column('at')} < ${before} and (
  exists (select 1 from access_history as later where later.kind = access_history.kind
    and later.key = access_history.key and later.id > access_history.id and later.at < ${before})
  or (facts is null and not exists (select 1 from access_history as earlier where earlier.kind = access_history.kind
    and earlier.key = access_history.key and earlier.id < access_history.id)))`

/** How many rows of a kind would go. */
export async function countDue(db: Db, kind: Kind, before: number): Promise<number> {
  const [table, where] =
    kind === 'alarms'
      ? ['alarms', closedBefore(before)]
      : kind === 'access_history'
        ? ['access_history', superseded(before)]
        : [due[kind].table, due[kind].where(before)]
  const { rows } = await sql<{
    count: number
  }>`select count(*) as count from ${sql.table(table)} where ${where}`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

/** Removes some rows of a kind. Of several processes that do it at once each counts what it removed itself. */
export function removeSome(db: Db, kind: Kind, before: number, most: number): Promise<number> {
  if (kind === 'alarms') return removeAlarms(db, before, most)
  if (kind === 'access_history') return remove(db, 'access_history', 'id', superseded(before), most)
  const { table, key, where } = due[kind]
  return remove(db, table, key, where(before), most)
}

async function remove(db: Db, table: string, key: string, where: RawBuilder<unknown>, most: number): Promise<number> {
  const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${column(key)} in (
    select ${column(key)} from ${sql.table(table)} where ${where} order by ${column(key)} limit ${most})`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Closed alarms with all that belongs to them: an alarm without its receipts would tell half a story. */
function removeAlarms(db: Db, before: number, most: number): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('alarms')
      .select('id')
      .where('closed_at', 'is not', null)
      .where('closed_at', '<', before)
      .orderBy('closed_at')
      .limit(most)
      .execute()
    const ids = rows.map((row) => row.id)
    if (ids.length === 0) return 0
    for (const table of [
      'alarm_keys',
      'alarm_receipts',
      'alarm_texts',
      'escalation_steps',
      'emergency_grants',
      'drill_alarms',
    ] as const)
      await transaction.deleteFrom(table).where('alarm', 'in', ids).execute()
    const { numDeletedRows } = await transaction.deleteFrom('alarms').where('id', 'in', ids).executeTakeFirst()
    return Number(numDeletedRows)
  })
}

const nextKey = 'retention.next'

/** When the next run is due, epoch milliseconds. */
export async function nextRun(db: Db): Promise<number> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', nextKey).executeTakeFirst()
  return Number(row?.value ?? 0)
}

/** Takes the run that is due; false when it is not, or another process has taken it. */
export async function claimRun(db: Db, now: number, leaseMs: number): Promise<boolean> {
  await db
    .insertInto('settings')
    .values({ key: nextKey, value: '0' })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  const { numUpdatedRows } = await db
    .updateTable('settings')
    .set({ value: String(now + leaseMs) })
    .where('key', '=', nextKey)
    .where((row) => row(row.cast<number>('value', 'bigint'), '<=', now))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Says when the next run is due: this one is done. */
export async function setNextRun(db: Db, at: number): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key: nextKey, value: String(at) })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: String(at) }))
    .execute()
}
