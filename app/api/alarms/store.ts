import { sql } from 'kysely'
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

/** What keys of boxes were used for. */
export async function keyUses(db: Db, asked: readonly Pick<KeyUse, 'box' | 'key'>[]): Promise<KeyUse[]> {
  const pairs = sql.join(asked.map(({ box, key }) => sql`(${box}, ${key})`))
  const rows = await db
    .selectFrom('alarm_keys')
    .selectAll()
    // Pairs: a list of boxes and a list of keys would be looked up each with each.
    .where(sql<boolean>`(box, key) in (values ${pairs})`)
    .execute()
  return rows.map(({ body_hash, ...row }) => ({ ...row, bodyHash: body_hash }))
}

/** The open alarms of households, oldest first. */
export async function openAlarmsOf(db: Db, households: readonly string[]): Promise<StoredAlarm[]> {
  const rows = await db
    .selectFrom('alarms')
    .select(['id', 'raised_at'])
    .where('household', 'in', households)
    .where('closed_at', 'is', null)
    .execute()
  // Sorted here: for an order in the query libsql would read all open alarms of the service.
  const oldestFirst = rows.toSorted((one, other) => one.raised_at - other.raised_at)
  return alarmsByIds(
    db,
    oldestFirst.map(({ id }) => id),
  )
}

/** How many calls of each of these households its group was told of since a time. */
export async function callsToGroup(
  db: Db,
  households: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('alarms')
    .select(['household', ({ fn }) => fn.countAll().as('count')])
    .where('household', 'in', households)
    .where('group_id', 'is not', null)
    .where('quiet', '=', 0)
    .where('late', '=', 0)
    .where('mode', '=', 'real')
    .where('raised_at', '>', since)
    .groupBy('household')
    .execute()
  return new Map(rows.map(({ household, count }) => [household, Number(count)]))
}

/** Writes new alarms with their receipts. */
export async function insertAlarms(transaction: Db, alarms: readonly AlarmFacts[]): Promise<void> {
  await transaction
    .insertInto('alarms')
    .values(
      alarms.map((alarm) => ({
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
      })),
    )
    .execute()
  await insertReceipts(transaction, alarms)
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
  await insertReceipts(transaction, [{ id: alarm.id, receipts: alarm.receipts.slice(receiptsBefore) }])
}

async function insertReceipts(transaction: Db, alarms: readonly Pick<AlarmFacts, 'id' | 'receipts'>[]): Promise<void> {
  const rows = alarms.flatMap(({ id, receipts }) =>
    receipts.map(({ hop, at, who }) => ({
      alarm: id,
      hop,
      at,
      who_kind: who.kind,
      who: who.kind === 'system' ? null : who.id,
      who_name: who.kind === 'system' ? null : who.name,
    })),
  )
  if (rows.length > 0) await transaction.insertInto('alarm_receipts').values(rows).execute()
}

/** A box's key of a request, and the alarm that it stands for. */
export interface KeyUse {
  box: string
  key: string
  alarm: string
  bodyHash: string
  at: number
}

export async function insertKeys(transaction: Db, uses: readonly KeyUse[]): Promise<void> {
  if (uses.length === 0) return
  await transaction
    .insertInto('alarm_keys')
    .values(uses.map(({ bodyHash, ...row }) => ({ ...row, body_hash: bodyHash })))
    .execute()
}
