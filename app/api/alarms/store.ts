import { randomUUID } from 'node:crypto'
import { withBelow } from '../database/below'
import type { Db } from '../database/connect'
import type { AlarmFacts, Confirmer, ReceiptFacts, StoredAlarm, Tier } from './facts'
import type { Step } from './tiers'

/** The alarms with these ids, with who confirmed what, in the order of the ids. */
async function alarmsByIds(db: Db, ids: readonly string[]): Promise<StoredAlarm[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('alarms').selectAll().where('id', 'in', ids).execute()
  const receipts = await db.selectFrom('alarm_receipts').selectAll().where('alarm', 'in', ids).orderBy('id').execute()
  const keys = await db.selectFrom('alarm_keys').select(['alarm', 'box']).where('alarm', 'in', ids).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const receiptsOf = byAlarm(receipts)
  const boxesOf = byAlarm(keys)
  return ids.flatMap((id) => {
    const row = byId.get(id)
    if (row === undefined) return []
    return {
      id,
      household: row.household,
      boxes: [...new Set([row.box, ...(boxesOf.get(id) ?? []).map((key) => key.box)])],
      kind: row.kind as StoredAlarm['kind'],
      quiet: row.quiet === 1,
      mode: row.mode as StoredAlarm['mode'],
      late: row.late === 1,
      duress: row.duress === 1,
      state: row.state as StoredAlarm['state'],
      unanswered: row.unanswered === 1,
      stored: true,
      raisedAt: row.raised_at,
      pressedAt: row.pressed_at,
      closedAt: row.closed_at,
      outcome: row.outcome,
      note: row.note,
      area: row.area,
      group: row.group_id,
      receipts: (receiptsOf.get(id) ?? []).map(receiptOf),
    }
  })
}

function byAlarm<Row extends { alarm: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(row.alarm, [...(groups.get(row.alarm) ?? []), row])
  return groups
}

function receiptOf(row: {
  hop: string
  at: number
  who_kind: string
  who: string | null
  who_name: string | null
}): ReceiptFacts {
  const who =
    row.who_kind === 'system'
      ? { kind: 'system' as const }
      : ({ kind: row.who_kind, id: row.who ?? '', name: row.who_name ?? '' } as Confirmer)
  return { hop: row.hop as ReceiptFacts['hop'], at: row.at, who }
}

export async function alarmById(db: Db, id: string): Promise<StoredAlarm | null> {
  return (await alarmsByIds(db, [id]))[0] ?? null
}

/** What a key of a box was used for. */
export async function keyUse(db: Db, box: string, key: string): Promise<{ alarm: string; bodyHash: string } | null> {
  const row = await db
    .selectFrom('alarm_keys')
    .select(['alarm', 'body_hash'])
    .where('box', '=', box)
    .where('key', '=', key)
    .executeTakeFirst()
  return row === undefined ? null : { alarm: row.alarm, bodyHash: row.body_hash }
}

/** The open alarms of a household, oldest first. */
export async function openAlarmsOf(db: Db, household: string): Promise<StoredAlarm[]> {
  const rows = await db
    .selectFrom('alarms')
    .select('id')
    .where('household', '=', household)
    .where('closed_at', 'is', null)
    .orderBy('raised_at')
    .execute()
  return alarmsByIds(
    db,
    rows.map((row) => row.id),
  )
}

/** How many calls of a household its group was told of since a time. */
export async function callsToGroup(db: Db, household: string, since: number): Promise<number> {
  const row = await db
    .selectFrom('alarms')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('household', '=', household)
    .where('group_id', 'is not', null)
    .where('quiet', '=', 0)
    .where('late', '=', 0)
    .where('mode', '=', 'real')
    .where('raised_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function insertAlarm(transaction: Db, alarm: AlarmFacts): Promise<void> {
  await transaction
    .insertInto('alarms')
    .values({
      id: alarm.id,
      household: alarm.household,
      box: alarm.boxes[0] ?? '',
      kind: alarm.kind,
      quiet: alarm.quiet ? 1 : 0,
      mode: alarm.mode,
      raised_at: alarm.raisedAt,
      pressed_at: alarm.pressedAt,
      area: alarm.area,
      group_id: alarm.group,
      ...changing(alarm),
    })
    .execute()
  await insertReceipts(transaction, alarm.id, alarm.receipts)
}

const changing = (alarm: AlarmFacts) => ({
  late: alarm.late ? 1 : 0,
  duress: alarm.duress ? 1 : 0,
  state: alarm.state,
  unanswered: alarm.unanswered ? 1 : 0,
  closed_at: alarm.closedAt,
  outcome: alarm.outcome,
  note: alarm.note,
})

/** Writes what an alarm became, and the receipts that were added. */
export async function updateAlarm(transaction: Db, alarm: AlarmFacts, receiptsBefore: number): Promise<void> {
  await transaction.updateTable('alarms').set(changing(alarm)).where('id', '=', alarm.id).execute()
  await insertReceipts(transaction, alarm.id, alarm.receipts.slice(receiptsBefore))
}

async function insertReceipts(transaction: Db, alarm: string, receipts: readonly ReceiptFacts[]): Promise<void> {
  if (receipts.length === 0) return
  await transaction
    .insertInto('alarm_receipts')
    .values(
      receipts.map(({ hop, at, who }) => ({
        alarm,
        hop,
        at,
        who_kind: who.kind,
        who: who.kind === 'system' ? null : who.id,
        who_name: who.kind === 'system' ? null : who.name,
      })),
    )
    .execute()
}

export async function insertKey(
  transaction: Db,
  use: { box: string; key: string; alarm: string; bodyHash: string; at: number },
): Promise<void> {
  const { bodyHash, ...row } = use
  await transaction
    .insertInto('alarm_keys')
    .values({ ...row, body_hash: bodyHash })
    .execute()
}

/** Writes timers; those that fired at once are kept as done. */
export async function insertSteps(
  transaction: Db,
  alarm: string,
  steps: readonly (Step & { doneAt: number | null })[],
): Promise<void> {
  await transaction
    .insertInto('escalation_steps')
    .values(steps.map(({ tier, dueAt, doneAt }) => ({ id: randomUUID(), alarm, tier, due_at: dueAt, done_at: doneAt })))
    .execute()
}

/** The timers of an alarm that still run. */
export async function runningSteps(db: Db, alarm: string): Promise<Step[]> {
  const rows = await db
    .selectFrom('escalation_steps')
    .select(['tier', 'due_at'])
    .where('alarm', '=', alarm)
    .where('done_at', 'is', null)
    .execute()
  return rows.map((row) => ({ tier: row.tier as Tier | 'unanswered', dueAt: row.due_at }))
}

/** Ends timers of an alarm: those of these tiers, or all. */
export async function finishSteps(
  transaction: Db,
  alarm: string,
  at: number,
  names?: readonly string[],
): Promise<void> {
  if (names?.length === 0) return
  await transaction
    .updateTable('escalation_steps')
    .set({ done_at: at })
    .where('alarm', '=', alarm)
    .where('done_at', 'is', null)
    .$if(names !== undefined, (query) => query.where('tier', 'in', names ?? []))
    .execute()
}

/** Alarms with a timer that has run out. */
export async function alarmsDue(db: Db, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('escalation_steps')
    .select('alarm')
    .distinct()
    .where('done_at', 'is', null)
    .where('due_at', '<=', now)
    .limit(limit)
    .execute()
  return rows.map((row) => row.alarm)
}

/** Which of these areas have somebody on their duty list. */
export async function areasWithDesk(db: Db, areas: readonly string[]): Promise<Set<string>> {
  if (areas.length === 0) return new Set()
  const rows = await db.selectFrom('duty_officers').select('area').distinct().where('area', 'in', areas).execute()
  return new Set(rows.map((row) => row.area))
}

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

/** When a household got emergency grants, by alarm. */
export async function emergenciesOf(db: Db, household: string): Promise<{ alarm: string; at: number }[]> {
  const rows = await db
    .selectFrom('emergency_grants')
    .select(['alarm', 'valid_from'])
    .distinct()
    .where('household', '=', household)
    .execute()
  return rows.map((row) => ({ alarm: row.alarm, at: row.valid_from }))
}

export async function insertEmergency(
  transaction: Db,
  grant: { alarm: string; household: string; cameras: readonly string[]; from: number; until: number },
): Promise<void> {
  if (grant.cameras.length === 0) return
  await transaction
    .insertInto('emergency_grants')
    .values(
      grant.cameras.map((camera) => ({
        id: randomUUID(),
        alarm: grant.alarm,
        household: grant.household,
        camera,
        valid_from: grant.from,
        valid_until: grant.until,
      })),
    )
    .execute()
}

/**
 * Ends the emergency grants of an alarm, or those of one household in it.
 * @returns the households that could see until now
 */
export async function endEmergencies(
  transaction: Db,
  alarm: string,
  at: number,
  household?: string,
): Promise<string[]> {
  const rows = await transaction
    .updateTable('emergency_grants')
    .set({ valid_until: at })
    .where('alarm', '=', alarm)
    .where('valid_until', '>', at)
    .$if(household !== undefined, (query) => query.where('household', '=', household ?? ''))
    .returning('household')
    .execute()
  return [...new Set(rows.map((row) => row.household))]
}

/** The emergency grants of an alarm, one row per household. */
export async function emergenciesFor(db: Db, alarm: string) {
  return db
    .selectFrom('emergency_grants')
    .select(({ fn }) => ['household', fn.max('valid_until').as('until')])
    .where('alarm', '=', alarm)
    .groupBy('household')
    .execute()
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
