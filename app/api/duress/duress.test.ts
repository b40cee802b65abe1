import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds } from '../../../tests/support/stores'
import { alarmToken, freshKey, sitDown } from '../../../tests/support/street'
import { deskAlarmRoutes } from '../alarms/desk-routes'
import { alarmRoutes } from '../alarms/routes'
import { channelsOf } from '../events/rules'
import { householdRoutes } from '../household/routes'
import { pairingRoutes } from '../pairing/routes'
import { viewingRoutes } from '../viewings/routes'
import { duressRoutes } from './routes'

const pin = '4711'
const sign = '7'
const stopped = '/v1/alarms/stopped'

describe.each(storeKinds)('a cancel under duress on %s', (kind) => {
  let street: LiveStreet
  beforeEach(async () => {
    street = await openLiveStreet(kind, (app, service, alarms) => {
      householdRoutes(app, service)
      pairingRoutes(app, service)
      viewingRoutes(app, service)
      alarmRoutes(app, service, alarms)
      deskAlarmRoutes(app, service, alarms)
      duressRoutes(app, service, alarms)
    })
    await sitDown(street.store.db, street.clock.now(), 'grace')
  })
  afterEach(() => street.close())

  const enrol = (who: string, digit: string | null) => street.call(who, 'PUT', '/v1/duress', { sign: digit })
  const setPin = (who = 'box1') => street.call(who, 'PUT', '/v1/pin', { pin })
  const stop = (digit: string, more: { who?: string; key?: string; headers?: Record<string, string> } = {}) =>
    street.call(
      more.who ?? 'box1',
      'POST',
      stopped,
      { kind: 'intruder', sign: digit, pressed_at: street.pressed() },
      { 'idempotency-key': more.key ?? freshKey(), ...more.headers },
    )
  const atDesk = async (who = 'grace') => (await street.call(who, 'GET', '/v1/desk/alarms?state=all')).body.alarms
  const plain = ({ status, body, headers }: Awaited<ReturnType<typeof stop>>) => {
    const { date: _, ...rest } = headers
    return { status, body, headers: rest }
  }

  it('is enrolled behind the PIN, and never told', async () => {
    expect((await enrol('box1', sign)).status).toBe(409)
    await setPin()
    // Set on this box, so open here; another box has to be told the PIN first.
    expect((await enrol('box1-b', sign)).status).toBe(403)
    const answers = [await enrol('box1', sign), await enrol('box1', '3'), await enrol('box1', null)]
    for (const answer of answers) expect(plain(answer)).toEqual(plain(answers[0]!))
    expect(answers[0]?.status).toBe(204)
    for (const digit of ['0', '12', 'x', '']) expect((await enrol('box1', digit)).status).toBe(422)
    expect((await street.call('box1', 'GET', '/v1/duress')).status).toBe(404)
    await enrol('box1', sign)
    expect(JSON.stringify(await street.store.db.selectFrom('duress_signs').selectAll().execute())).toMatch(/scrypt/)
  })

  it('calls the desk alone, at once, marked', async () => {
    await setPin()
    await enrol('box1', sign)
    expect((await stop(sign)).status).toBe(202)
    expect(await atDesk()).toMatchObject([
      { kind: 'intruder', quiet: true, duress: true, mode: 'real', late: false, household_id: 'home1' },
    ])
    expect(await atDesk('olga')).toEqual([])
    // The household's other box knows the sign too: it is the household's.
    await stop(sign, { who: 'box1-b' })
    expect(await atDesk()).toHaveLength(1)
  })

  it('shows the household’s boxes, its neighbours’ and others nothing', async () => {
    const boxes = ['box1', 'box1-b', 'box2', 'box9']
    await setPin()
    await enrol('box1', sign)
    await street.call('box1-b', 'POST', '/v1/pin/verification', { pin })
    const look = async (who: string) => {
      const seen = []
      for (const url of ['/v1/me', '/v1/alarms', '/v1/alarms?state=open', '/v1/viewings', '/v1/pin'])
        seen.push(plain(await street.call(who, 'GET', url)))
      const household = who.replace(/-.*$/, '').replace('box', 'home')
      const facts = street.service.neighbourhood.household(household)
      const areas = street.service.neighbourhood.areaPath(facts?.area ?? '').map(({ id }) => id)
      const listener = { kind: 'box' as const, serial: who, household, group: facts?.group ?? null, areas }
      const events = await street.heard(...channelsOf(listener))
      const headers = { authorization: `Bearer ${alarmToken(who)}` }
      const credential = (await street.app.inject({ url: '/v1/alarms', headers })).json()
      return { seen, events, credential }
    }
    const all = async () => {
      const found = []
      for (const who of boxes) found.push(await look(who))
      return found
    }
    const key = freshKey()
    const before = await all()
    const lines = street.running.viewings.length
    expect((await stop(sign, { key })).status).toBe(202)
    const [alarm] = await atDesk()
    for (const act of ['acknowledgement', 'attendance'])
      await street.call('grace', 'POST', `/v1/desk/alarms/${alarm.id}/${act}`)
    expect(await all()).toEqual(before)
    await street.call('grace', 'POST', `/v1/desk/alarms/${alarm.id}/closure`, { outcome: 'false_alarm', note: 'no' })
    expect(await all()).toEqual(before)
    expect(street.running.viewings).toHaveLength(lines)
    // Nor does the key of the press tell anything: it still makes a call of its own.
    for (const who of ['box1-b', 'box2', 'box9'])
      expect((await street.call(who, 'GET', `/v1/alarms/${alarm.id}`)).status).toBe(404)
    expect((await street.press('box1', { kind: 'intruder', quiet: true }, key)).status).toBe(201)
  })

  it('is answered like any other digit, whatever it means', async () => {
    await setPin('box2')
    const nobodys = await stop(sign, { who: 'box2' })
    await setPin()
    const unenrolled = await stop(sign)
    await enrol('box1', sign)
    const wrong = await stop('3')
    expect(await atDesk()).toEqual([])
    const right = await stop(sign)
    expect(await atDesk()).toHaveLength(1)
    for (const answer of [unenrolled, wrong, right]) expect(plain(answer)).toEqual(plain(nobodys))
  })

  it('says safe in the same words, and means it or not', async () => {
    await setPin()
    await enrol('box1', sign)
    const safe = async (digit: string) => {
      const { id } = (await street.press('box1', { kind: digit === sign ? 'fire' : 'medical' })).body
      const answer = await street.call('box1', 'POST', `/v1/alarms/${id}/safe`, { sign: digit })
      const { id: _, kind: __, ...body } = answer.body
      return { status: answer.status, body }
    }
    expect(await safe('3')).toEqual(await safe(sign))
    const alarms = await atDesk()
    expect(alarms.map((one: { kind: string; duress: boolean }) => [one.kind, one.duress]).sort()).toEqual([
      ['fire', true],
      ['medical', false],
    ])
  })

  it('means nothing any more when it was changed or removed', async () => {
    await setPin()
    await enrol('box1', sign)
    await enrol('box1', '3')
    await stop(sign)
    await enrol('box1', null)
    await stop('3')
    expect(await atDesk()).toEqual([])
  })

  it.each([
    ['without a key', { kind: 'help', sign: '1' }, '', 400],
    ['with a wrong digit', { kind: 'help', sign: '11' }, 'x'.repeat(16), 422],
    ['with more', { kind: 'help', sign: '1', duress: true }, 'x'.repeat(16), 422],
  ])('is refused %s', async (_, body, key, status) =>
    expect(
      (
        await street.call(
          'box1',
          'POST',
          stopped,
          { ...body, pressed_at: street.pressed() },
          { 'idempotency-key': key },
        )
      ).status,
    ).toBe(status),
  )
})
