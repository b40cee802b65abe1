import { randomBytes, randomUUID } from 'node:crypto'
import { makeZone } from '../access/zone'
import { rfc3339 } from '../clock'
import { dayAt } from '../health/days'
import { dayReport, hours } from '../health/report'
import { holdLease } from '../health/store'
import { openRounds, type Rounds } from '../rounds'
import type { Service } from '../service'
import { insertMessage } from '../webhooks/store'
import { changes, type Order } from './rules'
import { conditions, insertOrder, lastTold, markRepaired, markTold, openOrders } from './store'

const lookMs = 60_000
const leaseMs = 150_000
const dayMs = 24 * 3600 * 1000

/** Orders repairs of cameras that give no picture, and sends each day's report to who repairs. */
export function openRepairs(service: Service): Rounds {
  const { db, clock, config, log, neighbourhood, store } = service
  const zone = makeZone(config.TIME_ZONE)
  const processId = randomBytes(6).toString('hex')

  /** What the operator's system is told of an order. */
  const told = ({ id, camera, why, opened_at, deadline, repaired_at }: Order) => {
    const facts = neighbourhood.camera(camera)
    return {
      ...{ id, camera, why },
      ...{ number: facts?.number, name: facts?.name, area: facts?.area, owner: facts?.owner, contact: facts?.contact },
      ...{ opened_at: rfc3339(opened_at), deadline: rfc3339(deadline), repaired_at: rfc3339(repaired_at) },
      hours_to_repair: repaired_at === null ? null : hours(repaired_at - opened_at),
    }
  }

  async function order(now: number): Promise<void> {
    const { ordered, repaired } = changes(await conditions(db), await openOrders(db), now, config.REPAIR_AFTER_S * 1000)
    if (ordered.length + repaired.length === 0) return
    await db.transaction().execute(async (transaction) => {
      for (const { camera, why } of ordered) {
        const deadline = now + config.REPAIR_HOURS * 3600 * 1000
        const made: Order = { id: randomUUID(), camera, why, opened_at: now, deadline, repaired_at: null }
        await insertOrder(transaction, made)
        if (config.WEBHOOK_URL !== null) await insertMessage(transaction, 'camera.repair_ordered', told(made), now)
      }
      for (const open of repaired) {
        await markRepaired(transaction, open.id, now)
        if (config.WEBHOOK_URL !== null)
          await insertMessage(transaction, 'camera.repaired', told({ ...open, repaired_at: now }), now)
      }
    })
  }

  /** The report of the day that is over, once. */
  async function tell(now: number): Promise<void> {
    const yesterday = dayAt(zone, now - dayMs)
    const last = await lastTold(db)
    if (last !== null && last >= yesterday) return
    const { day, areas, cameras } = await dayReport(service, null, yesterday)
    await db.transaction().execute(async (transaction) => {
      await markTold(transaction, yesterday)
      // A new installation has nothing to tell of the day before it.
      if (config.WEBHOOK_URL !== null && last !== null)
        await insertMessage(transaction, 'cameras.day', { day, areas, cameras: cameras.slice(0, 500) }, now)
    })
  }

  async function tick(): Promise<void> {
    const now = clock.now()
    if (store.kind === 'postgres' && !(await holdLease(db, processId, now, now + leaseMs, 'repairs.lease'))) return
    await order(now)
    await tell(now)
  }

  return openRounds(lookMs, tick, (error) => log.warn({ error: error.message }, 'repairs cannot be ordered'))
}
