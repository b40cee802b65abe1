import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { alarmToken, freshKey, type HandClock, type Process, sitDown } from '../../../tests/support/street'
import type { StoredEvent } from '../events/bus'
import type { Alarms } from './changes'
import { deskAlarmRoutes } from './desk-routes'
import type { AlarmFacts } from './facts'
import { alarmRoutes } from './routes'

describe.each(storeKinds)('alarms over HTTP on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
  let running: Process
  let alarms: Alarms
  let app: FastifyInstance

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
    ;({ clock, store, running, alarms, app, call, press, pressed, heard } = street)
  })
  afterEach(() => street.close())

  const hops = (alarm: { receipts: { hop: string }[] }) => alarm.receipts.map(({ hop }) => hop)
  const steps = (alarm: string) =>
    store.db
      .selectFrom('escalation_steps')
      .selectAll()
      .where('alarm', '=', alarm)
      .where('done_at', 'is', null)
      .execute()

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

  it('shows neighbours who and where, never the telephone; a stranger nothing', async () => {
    const { id } = (await press('box1')).body
    const neighbour = (await call('box2', 'GET', `/v1/alarms/${id}`)).body
    expect(neighbour).toMatchObject({ own: false, household: { label: 'label of home1' } })
    expect(JSON.stringify(neighbour)).not.toMatch(/phone|name of/)
    expect((await call('box2', 'GET', '/v1/alarms?state=open')).body.alarms).toEqual([neighbour])
    for (const stranger of ['box4', 'box9']) {
      expect((await call(stranger, 'GET', '/v1/alarms')).body.alarms).toEqual([])
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['POST', '/safe', {}],
        ['POST', '/replies', { reply: 'going' }],
        ['POST', '/receipts', { hop: 'box_displayed' }],
      ] as const) {
        const answer = await call(stranger, method, `/v1/alarms/${id}${path}`, body)
        const unknown = await call(stranger, method, `/v1/alarms/nosuch${path}`, body)
        expect(answer.status).toBe(404)
        expect(answer.body).toEqual(unknown.body)
      }
    }
    expect((await call('olga', 'GET', `/v1/desk/alarms/${id}`)).status).toBe(404)
    expect((await call('olga', 'GET', '/v1/desk/alarms?state=all')).body.alarms).toEqual([])
  })

  it('climbs the ladder, with names and times', async () => {
    await sitDown(store.db, clock.now(), 'grace')
    const { id } = (await press('box1')).body
    const step = async (who: string, path: string, body?: object) => {
      clock.advance(1000)
      const answer = await call(who, 'POST', path, body)
      expect(answer.status).toBe(200)
      return answer.body
    }
    expect((await step('box2', `/v1/alarms/${id}/receipts`, { hop: 'box_reached' })).state).toBe('raised')
    expect((await step('box2', `/v1/alarms/${id}/receipts`, { hop: 'box_displayed' })).state).toBe('displayed')
    await step('box2', `/v1/alarms/${id}/receipts`, { hop: 'box_displayed' })
    await step('grace', `/v1/alarms/${id}/receipts`, { hop: 'desk_displayed' })
    await step('tom', `/v1/desk/alarms/${id}/receipts`, { hop: 'desk_displayed' })
    expect((await step('grace', `/v1/desk/alarms/${id}/acknowledgement`)).state).toBe('acknowledged')
    expect((await step('tom', `/v1/desk/alarms/${id}/acknowledgement`)).state).toBe('acknowledged')
    expect((await step('tom', `/v1/desk/alarms/${id}/attendance`)).state).toBe('attending')
    const closure = { outcome: 'false_alarm', note: 'leant on the remote' }
    await step('tom', `/v1/desk/alarms/${id}/closure`, closure)
    await step('tom', `/v1/desk/alarms/${id}/closure`, closure)
    expect((await call('grace', 'POST', `/v1/desk/alarms/${id}/closure`, closure)).status).toBe(409)
    expect((await call('grace', 'POST', `/v1/desk/alarms/${id}/attendance`)).status).toBe(409)
    const own = (await call('box1', 'GET', `/v1/alarms/${id}`)).body
    expect(own).toMatchObject({ state: 'closed', outcome: 'false_alarm', closed_at: own.receipts.at(-1).at })
    expect(own.receipts.map(({ hop, who }: { hop: string; who: string }) => [hop, who])).toEqual([
      ['server_received', null],
      ['tier_reached', 'the village'],
      ['box_reached', null],
      ['box_displayed', null],
      ['desk_displayed', 'Officer grace'],
      ['desk_displayed', 'Officer tom'],
      ['acknowledged', 'Officer grace'],
      ['attending', 'Officer tom'],
      ['closed', 'Officer tom'],
    ])
    expect(await steps(id)).toEqual([])
    expect((await heard('household:home1')).length).toBe(8)
    const detail = (await call('carol', 'GET', `/v1/desk/alarms/${id}`)).body
    expect(detail).toMatchObject({
      household: { contact_name: 'name of home1', contact_phone: 'phone of home1' },
      note: 'leant on the remote',
      group: 'the group',
      false_alarms: 1,
      cameras: [{ id: 'cam1' }, { id: 'cam2' }, { id: 'cam3' }, { id: 'cam9' }],
    })
    expect((await call('carol', 'GET', '/v1/desk/alarms?household=home1')).body.alarms).toHaveLength(1)
    expect((await call('carol', 'GET', '/v1/desk/alarms')).body.alarms).toEqual([])
    expect((await call('carol', 'GET', `/v1/desk/alarms/${id}/cameras`)).body).toEqual({ cameras: detail.cameras })
  })

  it('names one officer when two acknowledge at once', async () => {
    const { id } = (await press('box1')).body
    const answers = await Promise.all(
      ['grace', 'tom', 'carol'].map((who) => call(who, 'POST', `/v1/desk/alarms/${id}/acknowledgement`)),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(hops(answers[0]?.body).filter((hop) => hop === 'acknowledged')).toHaveLength(1)
  })

  it('keeps a quiet call from every box but the one that pressed', async () => {
    const { status, body } = await press('box1', { quiet: true })
    expect(status).toBe(201)
    expect((await call('box1', 'GET', `/v1/alarms/${body.id}`)).status).toBe(200)
    for (const box of ['box1-b', 'box2']) expect((await call(box, 'GET', `/v1/alarms/${body.id}`)).status).toBe(404)
    for (const box of ['box1', 'box1-b', 'box2']) expect((await call(box, 'GET', '/v1/alarms')).body.alarms).toEqual([])
    expect(await heard('household:home1', 'group:group')).toEqual([])
    expect(await heard('desk:village')).toHaveLength(1)
    expect((await call('grace', 'GET', '/v1/desk/alarms')).body.alarms).toMatchObject([{ id: body.id, quiet: true }])
  })

  it('shows a late call to the household and the desks alone, until it is pressed again', async () => {
    const { body } = await press('box1', { pressed_at: new Date(clock.now() - 601_000).toISOString() })
    expect(body.late).toBe(true)
    expect(await heard('group:group')).toEqual([])
    expect((await call('box2', 'GET', `/v1/alarms/${body.id}`)).status).toBe(404)
    expect((await press('box1')).body).toMatchObject({ id: body.id, late: false })
    expect((await heard('group:group')).map(({ type }) => type)).toEqual(['alarm.raised'])
    expect((await call('box2', 'GET', `/v1/alarms/${body.id}`)).status).toBe(200)
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

  it('takes "I am safe" as a receipt and lets only desks see duress', async () => {
    const [calm, forced] = [(await press('box1')).body, (await press('box3')).body]
    const safe = await call('box1', 'POST', `/v1/alarms/${calm.id}/safe`)
    const duress = await call('box3', 'POST', `/v1/alarms/${forced.id}/safe`, { duress: true })
    expect([safe.status, duress.status]).toEqual([200, 200])
    expect(hops(safe.body)).toEqual(hops(duress.body))
    expect(Object.keys(safe.body)).toEqual(Object.keys(duress.body))
    expect(safe.body.state).toBe('raised')
    expect((await call('box2', 'POST', `/v1/alarms/${calm.id}/safe`)).status).toBe(403)
    const listed = (await call('grace', 'GET', '/v1/desk/alarms')).body.alarms
    const flag = (id: string) => listed.find((alarm: { id: string }) => alarm.id === id).duress
    expect([flag(calm.id), flag(forced.id)]).toEqual([false, true])
    for (const { id } of [calm, forced])
      await call('grace', 'POST', `/v1/desk/alarms/${id}/closure`, { outcome: 'false_alarm', note: 'said safe' })
    const [late, lateForced] = [
      await call('box1', 'POST', `/v1/alarms/${calm.id}/safe`),
      await call('box1', 'POST', `/v1/alarms/${calm.id}/safe`, { duress: true }),
    ]
    expect(late).toMatchObject({ status: 409 })
    expect([late.status, late.body]).toEqual([lateForced.status, lateForced.body])
    expect((await call('grace', 'GET', `/v1/desk/alarms/${calm.id}`)).body).toMatchObject({
      duress: true,
      state: 'closed',
    })
  })

  it('opens the nearest cameras to a neighbour who is going, and closes them with the alarm', async () => {
    const sees = (home: string) =>
      ['cam1', 'cam2', 'cam3', 'cam9'].filter(
        (camera) => running.service.neighbourhood.decide(home, camera, clock.now()).see === 'yes',
      )
    expect(sees('home2')).toEqual(['cam3'])
    const { id } = (await press('box1')).body
    const going = await call('box2', 'POST', `/v1/alarms/${id}/replies`, { reply: 'going' })
    expect(going).toMatchObject({ status: 200, body: { state: 'displayed', own: false } })
    expect(going.body.receipts.at(-1)).toMatchObject({ hop: 'going', who: 'label of home2' })
    expect(sees('home2')).toEqual(['cam1', 'cam2', 'cam3'])
    expect(sees('home3')).toEqual(['cam3'])
    expect(running.viewings).toMatchObject([
      { kind: 'emergency.opened', household: 'home2', camera: 'cam1', reason: `alarm ${id}` },
      { camera: 'cam2' },
      { camera: 'cam3' },
    ])
    expect((await heard('household:home2')).map(({ type }) => type)).toEqual(['access.changed'])
    await call('box3', 'POST', `/v1/alarms/${id}/replies`, { reply: 'going' })
    await call('box3', 'POST', `/v1/alarms/${id}/replies`, { reply: 'cannot' })
    await running.service.neighbourhood.refresh()
    expect(sees('home3')).toEqual(['cam3'])
    expect((await call('box1', 'POST', `/v1/alarms/${id}/replies`, { reply: 'going' })).status).toBe(403)
    await call('grace', 'POST', `/v1/desk/alarms/${id}/closure`, { outcome: 'real', note: 'done' })
    await running.service.neighbourhood.refresh()
    expect(sees('home2')).toEqual(['cam3'])
    expect((await call('box2', 'POST', `/v1/alarms/${id}/replies`, { reply: 'cannot' })).status).toBe(409)
  })

  it('opens them by themselves twice in 30 days, and further only with the desk’s consent', async () => {
    const grants = async () =>
      (await store.db.selectFrom('emergency_grants').select('alarm').distinct().execute()).length
    const ids: string[] = []
    for (const kind of ['help', 'fire', 'medical']) {
      const { id } = (await press('box1', { kind })).body
      ids.push(id)
      await call('box2', 'POST', `/v1/alarms/${id}/replies`, { reply: 'going' })
    }
    expect(await grants()).toBe(2)
    const third = `/v1/desk/alarms/${ids[2]}`
    expect((await call('grace', 'GET', third)).body.going).toEqual([
      { household: 'home2', label: 'label of home2', cameras_until: null, needs_consent: true },
    ])
    expect((await call('grace', 'POST', `${third}/consent`, { household: 'home3' })).status).toBe(409)
    expect((await call('grace', 'POST', `${third}/consent`, { household: 'home2' })).status).toBe(200)
    expect(await grants()).toBe(3)
    expect(running.viewings.at(-1)).toMatchObject({ actor: 'grace', household: 'home2' })
    const drill = (await press('box1', { mode: 'drill' })).body
    await call('box3', 'POST', `/v1/alarms/${drill.id}/replies`, { reply: 'going' })
    expect(await grants()).toBe(3)
  })

  it('lets an alarm credential raise and follow what its box pressed, and nothing else', async () => {
    const headers = { authorization: `Bearer ${alarmToken('box1')}` }
    const other = (await press('box2', { kind: 'fire' })).body
    await store.db.updateTable('pairings').set({ state: 'suspended' }).where('box', '=', 'box1').execute()
    const raised = await app.inject({
      method: 'POST',
      url: '/v1/alarms',
      headers: { ...headers, 'idempotency-key': freshKey() },
      payload: { kind: 'help', pressed_at: pressed() },
    })
    expect(raised.statusCode).toBe(201)
    const get = async (url: string) => (await app.inject({ url, headers })).statusCode
    expect(await get(`/v1/alarms/${raised.json().id}`)).toBe(200)
    expect(await get(`/v1/alarms/${other.id}`)).toBe(404)
    expect((await app.inject({ url: '/v1/alarms', headers })).json().alarms).toHaveLength(1)
    const reply = { method: 'POST', headers, payload: { reply: 'going' } } as const
    expect((await app.inject({ ...reply, url: `/v1/alarms/${other.id}/replies` })).statusCode).toBe(401)
    await store.db.updateTable('pairings').set({ state: 'ended' }).where('box', '=', 'box1').execute()
    expect(await get(`/v1/alarms/${raised.json().id}`)).toBe(401)
  })

  it('passes a call on while the store is down, under the id that it will have', async () => {
    const heardNow: StoredEvent[] = []
    running.service.bus.subscribe(['desk:village'], (event) => heardNow.push(event))
    const key = freshKey()
    const real = store.db.transaction
    Object.defineProperty(store.db, 'transaction', {
      configurable: true,
      value: () => {
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
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

  it('notes that an officer rang back, once the call is taken, and never for a quiet one', async () => {
    const { body } = await press('box1')
    const ring = (id: string, reached: boolean) => call('grace', 'POST', `/v1/desk/alarms/${id}/callback`, { reached })
    expect((await ring(body.id, true)).status).toBe(409)
    await call('grace', 'POST', `/v1/desk/alarms/${body.id}/acknowledgement`)
    expect(hops((await ring(body.id, false)).body)).toContain('called_in_vain')
    const told = await ring(body.id, true)
    expect(told.body).toMatchObject({ state: 'acknowledged' })
    const own = await call('box1', 'GET', `/v1/alarms/${body.id}`)
    expect(own.body.receipts.at(-1)).toMatchObject({ hop: 'called_back', who: 'Officer grace' })
    const quiet = await press('box2', { quiet: true })
    await call('grace', 'POST', `/v1/desk/alarms/${quiet.body.id}/acknowledgement`)
    expect((await ring(quiet.body.id, true)).status).toBe(409)
    expect((await call('olga', 'POST', `/v1/desk/alarms/${body.id}/callback`, { reached: true })).status).toBe(404)
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
