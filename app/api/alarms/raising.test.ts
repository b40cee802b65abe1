import { join } from 'node:path'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hopsOf as hops, type LiveStreet, openLiveStreet, stepsOf } from '../../../tests/support/live-street'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { freshKey, type HandClock, type Process, sitDown } from '../../../tests/support/street'
import type { StoredEvent } from '../events/bus'
import type { Alarms } from './changes'
import { deskAlarmRoutes } from './desk-routes'
import type { AlarmFacts } from './facts'
import { alarmRoutes } from './routes'

describe.each(storeKinds)('an alarm raised over HTTP, on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
  let running: Process
  let alarms: Alarms
  let street: LiveStreet
  let call: LiveStreet['call']
  let press: LiveStreet['press']
  let pressed: LiveStreet['pressed']
  let heard: LiveStreet['heard']

  beforeEach(async () => {
    street = await openLiveStreet(kind, (server, service, opened) => {
      alarmRoutes(server, service, opened)
      deskAlarmRoutes(server, service, opened)
    })
    ;({ clock, store, running, alarms, call, press, pressed, heard } = street)
  })
  afterEach(() => street.close())

  const steps = (alarm: string) => stepsOf(store.db, alarm)

  it('raises an alarm and tells household, group and desks', async () => {
    await sitDown(store.db, clock.now(), 'grace')
    const { status, body } = await press('box1')
    expect(status).toBe(201)
    expect(body).toMatchObject({
      kind: 'help',
      quiet: false,
      mode: 'real',
      late: false,
      state: 'raised',
      unanswered: false,
      stored: true,
      own: true,
      raised_at: pressed(),
      household: { label: 'label of home1', area: 'the grid · the village · the township · the county' },
      receipts: [
        { hop: 'server_received', who: null },
        { hop: 'tier_reached', who: 'the village' },
      ],
    })
    const [event, ...more] = await heard('household:home1')
    expect(more).toEqual([])
    expect(event).toMatchObject({ type: 'alarm.raised', data: { id: body.id, state: 'raised' } })
    expect(event?.channels.toSorted()).toEqual([
      'desk:county',
      'desk:grid',
      'desk:township',
      'desk:village',
      'group:group',
      'household:home1',
    ])
  })

  it('answers a repeat with the same alarm, and another body under the same key with 422', async () => {
    const key = freshKey()
    const at = pressed()
    const first = await press('box1', { pressed_at: at }, key)
    clock.advance(5000)
    const again = await press('box1', { pressed_at: at, quiet: false, mode: 'real', sent_at: pressed() }, key)
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body).toEqual(first.body)
    const other = await press('box1', { kind: 'fire', pressed_at: at }, key)
    expect(other).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } })
    // The key belongs to the box.
    expect((await press('box3', { pressed_at: at }, key)).body.id).not.toBe(first.body.id)
  })

  it.each([
    ['no key', undefined, { kind: 'help' }, 400, 'idempotency-key-missing'],
    ['a short key', 'fifteen-letters', { kind: 'help' }, 400, 'idempotency-key-missing'],
    ['a long key', 'x'.repeat(129), { kind: 'help' }, 400, 'idempotency-key-missing'],
    ['an unknown kind', 'x'.repeat(16), { kind: 'boredom' }, 422, 'invalid-body'],
    ['an unknown field', 'x'.repeat(16), { kind: 'help', loud: true }, 422, 'invalid-body'],
    ['a time that is none', 'x'.repeat(16), { kind: 'help', pressed_at: 'now' }, 422, 'invalid-body'],
  ])('refuses %s', async (_, key, over, status, problem) => {
    const body = { pressed_at: pressed(), ...over }
    const answer = await call('box1', 'POST', '/v1/alarms', body, key === undefined ? {} : { 'idempotency-key': key })
    expect(answer).toMatchObject({ status, body: { type: `/problems/${problem}` } })
    expect(await store.db.selectFrom('alarms').selectAll().execute()).toEqual([])
  })

  it('makes one alarm of many identical requests at once', async () => {
    const key = freshKey()
    const at = pressed()
    const answers = await Promise.all(Array.from({ length: 12 }, () => press('box1', { pressed_at: at }, key)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(11).fill(200), 201])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await store.db.selectFrom('alarm_keys').selectAll().execute()).toHaveLength(1)
    expect(await heard('household:home1')).toHaveLength(1)
  })

  it('commits alarms that come together together, and each on its own merits', async () => {
    const key = freshKey()
    const at = pressed()
    const boxes = ['box1', 'box2', 'box3', 'box4', 'box9']
    const answers = await Promise.all([
      ...boxes.map((box) => press(box, { pressed_at: at }, box === 'box1' ? key : freshKey())),
      press('box1', { kind: 'fire', pressed_at: at }, key),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 201, 201, 422])
  })

  it('writes calls that come together each with what is its own, and presses of one household as one call', async () => {
    await sitDown(store.db, clock.now(), 'grace')
    // The first is written alone; the others meet while they wait for it.
    const boxes = ['box9', 'box1', 'box1-b', 'box2', 'box3', 'box4']
    const answers = await Promise.all(boxes.map((box) => press(box)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200, 201, 201, 201])
    const ids = answers.map(({ body }) => body.id as string)
    expect(ids[2]).toBe(ids[1])
    expect(new Set(ids).size).toBe(5)
    for (const [at, home] of [
      [0, 'home9'],
      [1, 'home1'],
      [3, 'home2'],
      [4, 'home3'],
      [5, 'home4'],
    ] as const) {
      const events = await heard(`household:${home}`)
      expect(events.map(({ type }) => type)).toEqual(
        home === 'home1' ? ['alarm.raised', 'alarm.updated'] : ['alarm.raised'],
      )
      expect(events[0]?.data).toMatchObject({ id: ids[at], household: home, label: `label of ${home}` })
      const running = await steps(ids[at]!)
      expect(running.at(-1)).toMatchObject({ tier: 'unanswered', due_at: clock.now() + 180_000 })
    }
    const keys = await store.db.selectFrom('alarm_keys').select(['box', 'alarm']).execute()
    expect(new Map(keys.map(({ box, alarm }) => [box, alarm]))).toEqual(
      new Map(boxes.map((box, at) => [box, ids[at]!])),
    )
  })

  it('lets a further press join the open alarm, and starts an unanswered ladder anew', async () => {
    const { id } = (await press('box1')).body
    clock.advance(200_000)
    await alarms.escalate()
    expect((await call('box1', 'GET', `/v1/alarms/${id}`)).body).toMatchObject({ unanswered: true })
    expect(await steps(id)).toEqual([])
    const again = await press('box1-b')
    expect(again).toMatchObject({ status: 200, body: { id, unanswered: false, own: true } })
    expect(hops(again.body)).toContain('pressed_again')
    const waiting = await steps(id)
    expect(waiting.map(({ tier, due_at }) => [tier, due_at - clock.now()])).toEqual([['unanswered', 180_000]])
    clock.advance(180_000)
    await alarms.escalate()
    expect((await call('box1', 'GET', `/v1/alarms/${id}`)).body).toMatchObject({ unanswered: true })
    expect((await press('box1', { kind: 'fire' })).status).toBe(201)
    expect((await press('box1', { mode: 'drill' })).status).toBe(201)
    expect((await press('box1', { quiet: true })).status).toBe(201)
    await call('carol', 'POST', `/v1/desk/alarms/${id}/closure`, { outcome: 'real', note: 'seen to' })
    expect((await press('box1')).status).toBe(201)
  })

  it('believes the age of a press on a box whose clock is a day off', async () => {
    const boxNow = clock.now() - 24 * 3600 * 1000
    const at = (ms: number) => new Date(boxNow + ms).toISOString()
    const fresh = await press('box1', { pressed_at: at(-2000), sent_at: at(0) })
    expect(fresh.body).toMatchObject({ late: false, pressed_at: new Date(clock.now() - 2000).toISOString() })
    const old = await press('box1', { kind: 'fire', pressed_at: at(-700_000), sent_at: at(0) })
    expect(old.body.late).toBe(true)
    expect((await press('box2', { pressed_at: new Date(clock.now() + 86_400_000).toISOString() })).body).toMatchObject({
      late: false,
      pressed_at: pressed(),
    })
  })

  it.each([
    ['ECONNREFUSED', 'is down'],
    ['53100', 'has a full disk'],
    ['58030', 'cannot read its disk'],
    ['23505', 'is wrong in a way that nobody thought of'],
  ])('passes a call on while the store answers %s: it %s; under the id that it will have', async (code) => {
    const heardNow: StoredEvent[] = []
    running.service.bus.subscribe(['desk:village'], (event) => heardNow.push(event))
    const key = freshKey()
    const real = store.db.transaction
    Object.defineProperty(store.db, 'transaction', {
      configurable: true,
      value: () => {
        throw Object.assign(new Error(`the store says ${code}`), { code })
      },
    })
    const at = pressed()
    const refused = await press('box1', { pressed_at: at }, key)
    expect(refused).toMatchObject({ status: 503, body: { type: '/problems/store-down', passed_on: true } })
    expect(refused.headers['retry-after']).toBe('2')
    expect(heardNow).toMatchObject([{ id: null, type: 'alarm.raised', data: { stored: false, receipts: [] } }])
    Object.defineProperty(store.db, 'transaction', { configurable: true, value: real })
    const raised = await press('box1', { pressed_at: at }, key)
    expect(raised.status).toBe(201)
    expect((heardNow[0]!.data as AlarmFacts).id).toBe(raised.body.id)
    expect(refused.body.alarm).toBe(raised.body.id)
  })

  it('limits the calls of a household to its group, never those to the desk', async () => {
    const close = { outcome: 'real', note: 'done' }
    const one = async () => {
      const { body } = await press('box1')
      await call('grace', 'POST', `/v1/desk/alarms/${body.id}/closure`, close)
      return alarms.read(body.id)
    }
    const told = []
    for (let n = 0; n < 8; n++) told.push(await one())
    const spared = told.filter((alarm) => hops(alarm).includes('desks_only'))
    expect(spared).toEqual(told.slice(6))
    const neighbours = await heard('group:group')
    const desk = await heard('desk:village')
    const raised = (events: StoredEvent[]) => new Set(events.map(({ data }) => (data as AlarmFacts).id)).size
    expect([raised(neighbours), raised(desk)]).toEqual([6, 8])
    // Another household is not affected, and an hour later this one is not either.
    expect((await alarms.read((await press('box2')).body.id)).group).toBe('group')
    clock.advance(3600_001)
    expect((await one()).group).toBe('group')
  })
})

it('passes a call on while another program keeps the embedded store to itself, and stores it afterwards', async () => {
  const street = await openLiveStreet('libsql', alarmRoutes, {}, 2500)
  const other = new Libsql(join(street.store.address.dataDir, 'porchlight.db'))
  try {
    const heardNow: StoredEvent[] = []
    street.running.service.bus.subscribe(['desk:village'], (event) => heardNow.push(event))
    const key = freshKey()
    const at = street.pressed()
    other.exec('begin immediate')
    const refused = await street.press('box1', { pressed_at: at }, key)
    expect(refused).toMatchObject({ status: 503, body: { type: '/problems/store-down', passed_on: true } })
    expect(heardNow).toMatchObject([{ type: 'alarm.raised', data: { id: refused.body.alarm, stored: false } }])
    other.exec('rollback')
    const raised = await street.press('box1', { pressed_at: at }, key)
    expect([200, 201]).toContain(raised.status)
    expect(raised.body).toMatchObject({ id: refused.body.alarm, stored: true })
    const rows = await street.store.db.selectFrom('alarms').select('id').execute()
    expect(rows).toEqual([{ id: refused.body.alarm }])
  } finally {
    other.close()
    await street.close()
  }
})

it('does not wait for a reading of the whole neighbourhood to know who calls', async () => {
  const street = await openLiveStreet('libsql', alarmRoutes, {}, 300)
  try {
    const { neighbourhood } = street.running.service
    const { household, refresh } = neighbourhood
    const [key, at] = [freshKey(), street.pressed()]
    Object.assign(neighbourhood, { household: () => null, refresh: () => new Promise(() => undefined) })
    const early = await street.press('box1', { pressed_at: at }, key)
    expect(early).toMatchObject({ status: 503, body: { type: '/problems/store-down', passed_on: false } })
    Object.assign(neighbourhood, { household, refresh })
    expect((await street.press('box1', { pressed_at: at }, key)).status).toBe(201)
  } finally {
    await street.close()
  }
})
