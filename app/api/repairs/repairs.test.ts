import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  deskCookieOf,
  emptyStreet,
  type HandClock,
  handClock,
  openProcess,
  type Process,
} from '../../../tests/support/street'
import { healthReportRoutes } from '../health/report-routes'
import { addToDays } from '../health/report-store'
import { writeStatuses } from '../health/store'
import { insertReport } from '../reports/store'
import type { Rounds } from '../rounds'
import { makeServer } from '../server'
import { openRepairs } from './repairs'
import { type Condition, changes, faultOf, type Order } from './rules'

const condition = (change: Partial<Condition>): Condition => ({
  ...{ camera: 'c', status: 'online', since: 0, picture: 'sound', pictureSince: 0, reported: 0 },
  ...change,
})
it.each<[string, Partial<Condition>, string | null]>([
  ['is well', {}, null],
  ['has been away for a moment', { status: 'offline', since: 950 }, null],
  ['has been away for long', { status: 'offline', since: 100 }, 'offline'],
  ['was not looked at', { status: 'unknown' }, null],
  ['is called bad by a resident though it moves', { reported: 1 }, 'reported'],
  ['seems to stand still for an evening', { picture: 'still', pictureSince: 1 }, null],
])('a camera that %s', (_, change, why) => expect(faultOf(condition(change), 1000, 900)).toBe(why))
it('seems to stand still for a day and a night: somebody looks after it', () => {
  const day = 24 * 3600 * 1000
  expect(faultOf(condition({ picture: 'still', pictureSince: 5 }), day + 5, 900)).toBe('suspected')
  expect(faultOf(condition({ picture: 'unreadable', pictureSince: 5 }), day + 5, 900)).toBeNull()
})

const order: Order = { id: 'o', camera: 'c', why: 'offline', opened_at: 0, deadline: 1, repaired_at: null }
it.each<[string, Partial<Condition> | null, number]>([
  ['the picture is back', {}, 1],
  ['nobody knows', { status: 'unknown' }, 0],
  ['a resident still calls it bad', { reported: 2 }, 0],
  ['it is back, and seems to be black', { picture: 'flat' }, 0],
  ['it is no longer published', null, 1],
])('an order when %s', (_, change, repaired) =>
  expect(changes(change === null ? [] : [condition(change)], [order], 9, 1).repaired).toHaveLength(repaired),
)
it('is not made twice', () =>
  expect(changes([condition({ status: 'offline' })], [order], 9, 1)).toEqual({ ordered: [], repaired: [] }))

describe.each(storeKinds)('repairs on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
  let running: Process
  let repairs: Rounds
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    running = await openProcess(store, clock, {
      ...{ REPAIR_AFTER_S: '60', REPAIR_HOURS: '24', WEBHOOK_URL: 'https://repair.example/' },
      WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    })
    repairs = openRepairs(running.service)
    await repairs.look()
  })
  afterEach(async () => {
    await repairs.close()
    await running.close()
    await store.close()
  })
  const status = (camera: string, state: string) =>
    writeStatuses(store.db, [
      { camera, status: state, since: clock.now(), checked_at: clock.now(), picture: null, picture_since: null },
    ])
  const sent = async () => {
    const rows = await store.db.selectFrom('webhook_outbox').selectAll().orderBy('created_at').execute()
    return rows.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> })
  }

  it('are ordered with a deadline, and told when done, with how long it took', async () => {
    await status('cam1', 'offline')
    await repairs.look()
    expect(await sent()).toEqual([])
    clock.advance(60_000)
    await repairs.look()
    await repairs.look()
    const deadline = new Date(clock.now() + 24 * 3600 * 1000).toISOString()
    expect(await sent()).toMatchObject([
      {
        type: 'camera.repair_ordered',
        data: { camera: 'cam1', number: 1, why: 'offline', deadline, contact: 'phone' },
      },
    ])
    clock.advance(5_400_000)
    await status('cam1', 'online')
    await repairs.look()
    expect((await sent())[1]).toMatchObject({ type: 'camera.repaired', data: { camera: 'cam1', hours_to_repair: 1.5 } })
  })

  it('stand in the day’s report beside what probe and residents say, as file and as page', async () => {
    const app = makeServer(running.service.config)
    healthReportRoutes(app, running.service)
    const open = { answer: null, answeredBy: null, answeredAt: null, confirmedBy: null, confirmedAt: null, note: null }
    await insertReport(store.db, {
      id: 'r',
      household: 'home1',
      camera: 'cam3',
      kind: 'picture_bad',
      at: clock.now(),
      ...open,
    })
    const measured = { online_ms: 60_000, offline_ms: 0, sound_ms: 20_000, suspected_ms: 40_000, suspicion: 'flat' }
    await addToDays(store.db, [{ camera: 'cam3', day: '2026-11-23', ...measured }])
    clock.advance(1000)
    await repairs.look()
    clock.advance(1000)
    const headers = { authorization: 'Bearer a-root-key-for-tests-0123456789abcdef' }
    const report = (await app.inject({ url: '/v1/operator/health', headers })).json()
    const camera = report.cameras.find(({ id }: { id: string }) => id === 'cam3')
    expect(camera).toMatchObject({
      probe: 'suspected',
      suspicion: 'flat',
      reported: 1,
      intact: 'no',
      repair: { why: 'reported' },
    })
    const csv = await app.inject({ url: '/v1/operator/health.csv', headers })
    expect(csv.headers['content-type']).toContain('text/csv')
    expect(csv.body).toMatch(/^day,area,camera,number,name,.*,hours_to_repair\r\n/)
    expect(csv.body).toMatch(
      /\r\n2026-11-23,village,cam3,3,camera 3,1,60,0,\d+,suspected,flat,1,no,2026-\S+Z,2026-\S+Z,,\r\n/,
    )
    expect(csv.body).not.toMatch(/home1|label of|cameras\.example/)

    const page = await app.inject({ url: '/v1/desk/health', headers: { cookie: deskCookieOf('grace') } })
    expect(page.body).toContain('<td>camera 3</td>')
    expect(page.body).toContain('黑屏或单色 flat')
    expect(page.body).not.toContain('camera 9')
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/)
    expect((await app.inject({ url: '/v1/desk/health' })).statusCode).toBe(401)
    expect((await app.inject({ url: '/v1/operator/health.csv?day=2026-02-30', headers })).statusCode).toBe(400)
    await app.close()
  })

  it('go with the report of each day, once', async () => {
    expect(await sent()).toEqual([])
    clock.advance(24 * 3600 * 1000)
    await repairs.look()
    await repairs.look()
    const days = (await sent()).filter(({ type }) => type === 'cameras.day')
    expect(days).toHaveLength(1)
    expect(days[0]?.data).toMatchObject({ day: '2026-11-23', areas: expect.any(Array), cameras: expect.any(Array) })
  })
})
