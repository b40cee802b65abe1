import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { householdRoutes } from './routes'
import { deskOf, emergencyNumbers, householdCode, pairsOf } from './rules'

const path = [
  { id: 'g1', name: '一格', level: 'grid' },
  { id: 'v1', name: '甲村', level: 'village' },
  { id: 't1', name: '甲镇', level: 'township' },
] as const

describe('the desk that hears a household first', () => {
  it.each([
    ['there is none', [], [], null],
    ['the nearest', ['v1', 't1'], [], ['v1', false]],
    ['the nearest, where somebody sits', ['v1', 't1'], ['v1', 't1'], ['v1', true]],
    ['the village’s, where the grid’s is empty: both are called', ['g1', 'v1'], ['v1'], ['v1', true]],
    ['the nearest, though the township’s is staffed: that is called later', ['v1', 't1'], ['t1'], ['v1', false]],
    ['the township’s, when it is the only one', ['t1'], ['t1'], ['t1', true]],
  ] as const)('%s', (_, withDesk, staffed, expected) => {
    const desk = deskOf(path, new Set(withDesk), new Set(staffed))
    expect(desk === null ? null : [desk.area.id, desk.staffed]).toEqual(expected)
  })
})

it('a household’s code is short, steady, its own, and says nothing of the id', () => {
  expect(householdCode('h1')).toMatch(/^[3-9A-Y]{4}$/)
  expect(householdCode('h1')).toBe(householdCode('h1'))
  expect(householdCode('h1')).not.toBe(householdCode('h2'))
})

it('reads numbers and telephones of the settings', () => {
  expect(emergencyNumbers('help=110,fire=119,text=12110')).toEqual({
    ...{ help: '110', fire: '119', medical: '110', intruder: '110', text: '12110' },
  })
  expect([...pairsOf(['v1=0571-1 2', 'odd'])]).toEqual([
    ['v1', '0571-1 2'],
    ['odd', ''],
  ])
})

describe.each(storeKinds)('GET /v1/me on %s', (kind) => {
  let running: TestService
  beforeAll(async () => {
    running = await startService(kind, { DESK_PHONES: 'v1=0571-110' }, householdRoutes)
    await running.send(asFiles(goodRows()))
  })
  afterAll(() => running.close())

  const pairing = async (id: string, box: string, household: string, madeAt: number, seenAt: number) => {
    await running.store.db
      .insertInto('pairings')
      .values({
        ...{ id, box, household, method: 'device', state: 'active', created_at: madeAt, changed_at: madeAt },
        ...{ ended_at: null, ended_why: null, suspended_why: null, family_hash: id, refresh_hash: id },
        ...{ previous_hash: null, alarm_hash: id, node: null, last_seen_at: seenAt, undertaking: null },
        ...{ undertaken_at: null, pin_until: null },
      })
      .execute()
  }

  it('says whose box this is, who would hear a call, and the server’s time', async () => {
    const { clock, store } = running
    const now = clock.at
    await pairing('pairing-b1', 'b1', 'h1', now - 30 * 24 * 3600_000, now)
    await pairing('other', 'b9', 'h1', now - 24 * 3600_000, now)
    await pairing('old', 'b8', 'h1', now - 8 * 24 * 3600_000, now)
    await pairing('near', 'b2', 'h2', now, now - 60_000)
    await pairing('gone', 'b4', 'h4', now, now - 3 * 60_000)
    await store.db
      .insertInto('desk_presence')
      .values({ session: 's', area: 'v1', user_name: 'li', visible: 1, seen_at: now - 44_000, acted_at: now })
      .execute()
    const { status, body } = await running.call('GET', '/v1/me', { box: 'b1' })
    expect(status).toBe(200)
    expect(body).toEqual({
      now: new Date(now).toISOString(),
      utc_offsets: [{ from: '2025-04-30T00:00:00.000Z', minutes: 480 }],
      household: { id: 'h1', label: 'h1 室', code: householdCode('h1') },
      areas: [
        { id: 'g1', name: '一格', level: 'grid' },
        { id: 'v1', name: '甲村', level: 'village' },
        { id: 't1', name: '甲镇', level: 'township' },
        { id: 'c1', name: '甲县', level: 'county' },
      ],
      group: { id: 'm1', name: '互助一组' },
      box: { serial: 'b1', model: 'X1', paired_at: new Date(now - 30 * 24 * 3600_000).toISOString() },
      new_boxes: [{ serial: 'b9', paired_at: new Date(now - 24 * 3600_000).toISOString() }],
      desk: { name: '甲村', phone: '0571-110', staffed: true },
      readiness: { reachable: 1, members: 4 },
      mistakes: 0,
      last_test: null,
      emergency_numbers: { help: '110', fire: '119', medical: '120', intruder: '110', text: '12110' },
      features: { mosaic: 1, watch_limit_s: 1800 },
    })
  })

  it('a household of no group and no desk has nobody', async () => {
    const { body } = await running.call('GET', '/v1/me', { box: 'b3' })
    expect(body).toMatchObject({ group: null, desk: null, readiness: { reachable: 0, members: 0 } })
  })

  it('a desk whose page was silent for 45 s is not staffed', async () => {
    running.clock.at += 2000
    const { body } = await running.call('GET', '/v1/me', { box: 'b1' })
    expect(body.desk.staffed).toBe(false)
  })

  it('without a token there is nothing', async () => {
    expect((await running.app.inject('/v1/me')).statusCode).toBe(401)
  })
})
