import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { storeKinds } from '../support/stores'
import { type Api, call, emptyTown, type Household, keepListening, type Listening, startApi } from './town'

const kills = 50
const calls = 2000
const inFlight = 8
const listeners = 30

describe.each(storeKinds)('an API on %s, killed', (kind) => {
  let town: Awaited<ReturnType<typeof emptyTown>>
  let api: Api
  let boxes: Listening[]
  const heardBy = 'group-3'

  beforeAll(async () => {
    town = await emptyTown(kind, calls)
    api = await startApi(town.address, { ESCALATE_TOWNSHIP_S: '2', ESCALATE_COUNTY_S: '4', ESCALATE_UNANSWERED_S: '6' })
    const group = town.households.filter((one) => one.group === heardBy)
    boxes = await Promise.all(group.slice(0, listeners).map((one) => keepListening(api.url, one)))
  })
  afterAll(async () => {
    await api.stop()
    await town.close()
  })

  it(`${kills} times under ${calls} calls loses none, doubles none, tells every box once, and goes on calling the desks`, async () => {
    const acknowledged = await callThroughKills(api, town.households)
    expect(acknowledged.size).toBe(calls)
    const { db } = town

    // Every timer runs out in the process that lives: nobody answers here.
    await vi.waitFor(
      async () => {
        const waiting = await db.selectFrom('escalation_steps').select('alarm').where('done_at', 'is', null).execute()
        expect(waiting.length).toBe(0)
      },
      { timeout: 240_000, interval: 1000 },
    )
    const rows = await db.selectFrom('alarms').select(['id', 'household', 'state', 'unanswered']).execute()
    expect(new Map(rows.map((row) => [row.household, row.id]))).toEqual(acknowledged)
    expect(rows).toHaveLength(calls)
    expect(rows.filter((row) => row.unanswered !== 1)).toEqual([])
    const receipts = await db.selectFrom('alarm_receipts').select(['alarm', 'hop', 'who']).execute()
    const said = receipts
      .filter(({ hop }) => hop !== 'box_reached')
      .map(({ alarm, hop, who }) => `${alarm} ${hop} ${who}`)
    expect(said.length).toBe(new Set(said).size)
    expect(receipts.filter(({ hop }) => hop === 'server_received')).toHaveLength(calls)
    expect(receipts.filter(({ hop }) => hop === 'unanswered')).toHaveLength(calls)
    const told = await db.selectFrom('events').select(['id', 'type', 'data']).execute()
    const raised = told.filter(({ type }) => type === 'alarm.raised').map(({ data }) => JSON.parse(data).id as string)
    expect(raised.toSorted()).toEqual(rows.map(({ id }) => id).toSorted())

    // The last event of the group has reached the boxes when each has heard of every one of its alarms' ends.
    const ofGroup = new Set(
      town.households.filter((one) => one.group === heardBy).map((one) => acknowledged.get(one.id)),
    )
    for (const box of boxes) await box.close()
    for (const box of boxes) {
      expect(box.cuts).toBeGreaterThan(0)
      const numbers = box.events.map(({ id }) => Number(id))
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
      const heard = box.events.filter(({ type }) => type === 'alarm.raised').map(({ alarm }) => alarm)
      expect(new Set(heard)).toEqual(ofGroup)
      expect(heard).toHaveLength(ofGroup.size)
    }
  }, 900_000)
})

/** All call, some at a time; a call that was not acknowledged is sent again with its key, as a box does. */
async function callThroughKills(api: Api, households: readonly Household[]): Promise<Map<string, string>> {
  const acknowledged = new Map<string, string>()
  const waiting = [...households]
  const pressedAt = new Date().toISOString()
  let killed = 0
  let back = Promise.resolve()

  /** Kills while others are in the middle of theirs, and brings it back. */
  async function killAndStart(): Promise<void> {
    killed++
    await api.kill()
    await api.start()
  }

  async function lane(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      acknowledged.set(next.id, await call(() => api.url, next, { pressedAt, waitFor: () => back }))
      if (killed < kills && acknowledged.size >= ((killed + 1) * households.length) / (kills + 1)) back = killAndStart()
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  expect(killed).toBe(kills)
  return acknowledged
}
