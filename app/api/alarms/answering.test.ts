import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hopsOf as hops, type LiveStreet, openLiveStreet, stepsOf } from '../../../tests/support/live-street'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { type HandClock, type Process, sitDown } from '../../../tests/support/street'
import { deskAlarmRoutes } from './desk-routes'
import { alarmRoutes } from './routes'

describe.each(storeKinds)('an alarm answered over HTTP, on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
  let running: Process
  let street: LiveStreet
  let call: LiveStreet['call']
  let press: LiveStreet['press']
  let heard: LiveStreet['heard']

  beforeEach(async () => {
    street = await openLiveStreet(kind, (server, service, opened) => {
      alarmRoutes(server, service, opened)
      deskAlarmRoutes(server, service, opened)
    })
    ;({ clock, store, running, call, press, heard } = street)
  })
  afterEach(() => street.close())

  const steps = (alarm: string) => stepsOf(store.db, alarm)

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

  it('counts the false alarms of 30 days, however many other calls came since', async () => {
    const { id } = (await press('box1')).body
    const days = (n: number) => clock.now() - n * 24 * 3600 * 1000
    const row = await store.db.selectFrom('alarms').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const closed = (n: number, outcome: string) => {
      const at = days(n)
      return { ...row, id: `${outcome}-${n}`, outcome, raised_at: at, pressed_at: at, closed_at: at, state: 'closed' }
    }
    const tests = Array.from({ length: 25 }, (_, n) => closed(n + 1, 'test'))
    await store.db
      .insertInto('alarms')
      .values([...tests, closed(28, 'false_alarm'), closed(29, 'false_alarm'), closed(30, 'false_alarm')])
      .execute()
    expect((await call('grace', 'GET', `/v1/desk/alarms/${id}`)).body.false_alarms).toBe(2)
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
})
