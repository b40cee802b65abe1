import type { Db } from '../database/connect'
import type { AlarmFacts, Confirmer, ReceiptFacts, StoredAlarm } from './facts'
import { textsByAlarm } from './texts-store'

/** The alarms with these ids, with who confirmed what, in the order of the ids. */
export async function alarmsByIds(db: Db, ids: readonly string[]): Promise<StoredAlarm[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('alarms').selectAll().where('id', 'in', ids).execute()
  const receipts = await db.selectFrom('alarm_receipts').selectAll().where('alarm', 'in', ids).orderBy('id').execute()
  const keys = await db.selectFrom('alarm_keys').select(['alarm', 'box']).where('alarm', 'in', ids).execute()
  const texts = await textsByAlarm(db, ids)
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
      texts: texts.get(id) ?? [],
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
