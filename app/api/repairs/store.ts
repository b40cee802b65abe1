import type { Db } from '../database/connect'
import type { Condition, Order } from './rules'

/** The published cameras as probe and residents have them now. */
export async function conditions(db: Db): Promise<Condition[]> {
  const rows = await db
    .selectFrom('cameras')
    .leftJoin('camera_status', 'camera_status.camera', 'cameras.id')
    .select(['cameras.id', 'status', 'since', 'picture', 'picture_since'])
    .where('published', '=', 1)
    .execute()
  const reported = await openReports(db, Number.MAX_SAFE_INTEGER)
  return rows.map(({ id, status, since, picture, picture_since }) => ({
    camera: id,
    status: (status ?? 'unknown') as Condition['status'],
    since: since ?? 0,
    picture,
    pictureSince: picture_since ?? 0,
    reported: reported.get(id) ?? 0,
  }))
}

/** How many reports of a bad picture each camera had open at the end of a stretch of time. */
export async function openReports(db: Db, until: number): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('reports')
    .select('camera')
    .select(({ fn }) => fn.countAll<number | string>().as('reports'))
    .where('kind', 'in', ['picture_bad', 'fault'])
    .where('at', '<', until)
    .where((is) => is.or([is('answered_at', 'is', null), is('answered_at', '>=', until)]))
    .groupBy('camera')
    .execute()
  return new Map(rows.map(({ camera, reports }) => [camera, Number(reports)]))
}

export function openOrders(db: Db): Promise<Order[]> {
  return db.selectFrom('repair_orders').selectAll().where('repaired_at', 'is', null).execute()
}

/** The last order of each camera that was open at some time of a stretch. */
export async function ordersIn(db: Db, from: number, until: number): Promise<Map<string, Order>> {
  const rows = await db
    .selectFrom('repair_orders')
    .selectAll()
    .where('opened_at', '<', until)
    .where((is) => is.or([is('repaired_at', 'is', null), is('repaired_at', '>=', from)]))
    .orderBy('opened_at')
    .execute()
  return new Map(rows.map((order) => [order.camera, order]))
}

export async function insertOrder(db: Db, order: Order): Promise<void> {
  await db.insertInto('repair_orders').values(order).execute()
}

export async function markRepaired(db: Db, id: string, at: number): Promise<void> {
  await db.updateTable('repair_orders').set({ repaired_at: at }).where('id', '=', id).execute()
}

const toldKey = 'report.told'

/** The last day whose report was sent. */
export async function lastTold(db: Db): Promise<string | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', toldKey).executeTakeFirst()
  return row?.value ?? null
}

export async function markTold(db: Db, day: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key: toldKey, value: day })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: day }))
    .execute()
}
