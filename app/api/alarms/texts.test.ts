import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds } from '../../../tests/support/stores'
import { alarmToken } from '../../../tests/support/street'
import type { AlarmState } from '../../contract/alarms'
import { readyTexts } from '../../contract/lists'
import { deskAlarmRoutes } from './desk-routes'
import type { TextFacts } from './facts'
import { alarmRoutes } from './routes'
import { textRoutes } from './text-routes'
import { answered, newText, shown, textFault } from './texts-rules'

const by = { user: 'grace', name: 'Officer Grace' }
const text = (over: Partial<TextFacts> = {}): TextFacts => ({
  ...newText('t', { text: 'Are you at home?', answers: ['yes', 'no'] }, by, 1000),
  ...over,
})

describe('who may be written to', () => {
  it.each<[AlarmState, number, string | null]>([
    ['raised', 0, 'nobody has taken the call yet'],
    ['displayed', 0, 'nobody has taken the call yet'],
    ['acknowledged', 0, null],
    ['attending', 0, null],
    ['attending', 50, '50 texts were written already'],
    ['closed', 0, 'the alarm is closed'],
  ])('%s, after %i texts: %s', (state, count, fault) => {
    const texts = Array.from({ length: count }, () => text())
    expect(textFault({ state, quiet: false, duress: false, texts })).toBe(fault)
    expect(textFault({ state, quiet: true, duress: false, texts })).toBe('a quiet call: nothing may show on the TV')
    expect(textFault({ state, quiet: false, duress: true, texts })).toContain('may be forced')
  })
})

describe('a text', () => {
  it.each(readyTexts)('has two to four answers to %s', (ready) => {
    const { answers, text: own } = newText('t', { ready }, by, 0)
    expect(own).toBeNull()
    expect(answers.length).toBeGreaterThanOrEqual(2)
    expect(answers.length).toBeLessThanOrEqual(4)
  })
  it.each([[' '], ['a\u0007'], ['two\nlines']])('is not %j', (typed) =>
    expect(() => newText('t', { text: typed }, by, 0)).toThrow('body.text'),
  )
  it('is shown from the first time on', () => {
    expect(shown(text(), 5).displayedAt).toBe(5)
    const before = text({ displayedAt: 3 })
    expect(shown(before, 5)).toBe(before)
  })
  it('was seen by who answers, and the first answer stands', () => {
    const after = answered(text(), 'yes', 7)
    expect(after).toMatchObject({ displayedAt: 7, answer: 'yes', answeredAt: 7 })
    expect(answered(after, 'yes', 9)).toBe(after)
    expect(() => answered(after, 'no', 9)).toThrow('answered')
    expect(() => answered(text(), 'call_me', 9)).toThrow('yes, no')
  })
})

describe.each(storeKinds)('texts on %s', (kind) => {
  let street: LiveStreet
  let id: string
  beforeAll(async () => {
    street = await openLiveStreet(kind, (app, service, alarms) => {
      alarmRoutes(app, service, alarms)
      deskAlarmRoutes(app, service, alarms)
      textRoutes(app, service, alarms)
    })
    id = (await street.press('box1')).body.id
  })
  afterAll(() => street.close())

  const send = (payload: object, who = 'grace', alarm = id) =>
    street.call(who, 'POST', `/v1/desk/alarms/${alarm}/texts`, payload)
  const act = (who: string, one: string, what: string, payload?: object) =>
    street.call(who, 'POST', `/v1/alarms/${id}/texts/${one}/${what}`, payload)
  const seen = async (who: string) => (await street.call(who, 'GET', `/v1/alarms/${id}`)).body.texts

  it('go to the caller alone, are shown, answered, and told to every desk', async () => {
    expect((await send({ ready: 'are_you_safe' })).status).toBe(409)
    await street.call('grace', 'POST', `/v1/desk/alarms/${id}/acknowledgement`)
    const sent = await send({ text: ' 门开着吗？ ', answers: ['yes', 'no', 'cannot'] })
    expect(sent.status).toBe(201)
    const [one] = sent.body.texts
    expect(one).toMatchObject({
      text: '门开着吗？',
      ready: null,
      by: 'Officer grace',
      displayed_at: null,
      answer: null,
    })
    for (const who of ['box1', 'box1-b']) expect(await seen(who)).toEqual([one])
    expect(await seen('box2')).toBeUndefined()

    expect((await act('box2', one.id, 'displayed')).status).toBe(403)
    expect((await act('box9', one.id, 'displayed')).status).toBe(404)
    expect((await act('box1', 'nosuch', 'displayed')).status).toBe(404)
    street.clock.advance(1000)
    expect((await act('box1', one.id, 'displayed')).body.texts[0].displayed_at).toBe(street.pressed())
    street.clock.advance(1000)
    expect((await act('box1', one.id, 'answer', { answer: 'call_me' })).status).toBe(422)
    // With its alarm credential alone a box answers what it pressed itself.
    const credential = { authorization: `Bearer ${alarmToken('box1')}` }
    const payload = { answer: 'cannot' }
    const answer = await street.app.inject({
      method: 'POST',
      url: `/v1/alarms/${id}/texts/${one.id}/answer`,
      headers: credential,
      payload,
    })
    expect(answer.json().texts[0]).toMatchObject({ answer: 'cannot', answered_at: street.pressed() })
    expect((await act('box1-b', one.id, 'answer', { answer: 'yes' })).status).toBe(409)

    const last = (await street.heard('desk:county')).at(-1)
    expect(last).toMatchObject({ type: 'alarm.updated', data: { texts: [{ answer: 'cannot' }] } })
    const { body } = await street.call('tom', 'GET', `/v1/desk/alarms/${id}`)
    expect(body.texts).toMatchObject([{ answer: 'cannot' }])
  })

  it.each([
    [{ text: 'x'.repeat(81) }, 422],
    [{ text: '  ' }, 422],
    [{ text: 'ok?', answers: ['yes'] }, 422],
    [{ text: 'ok?', answers: ['yes', 'yes'] }, 422],
    [{ ready: 'boo' }, 422],
    [{ ready: 'come_out', text: 'both' }, 422],
    [{}, 422],
  ])('are not %j', async (payload, status) => expect((await send(payload)).status).toBe(status))

  it('are for officers who see the call', async () => {
    expect((await send({ ready: 'stay_there' }, 'olga')).status).toBe(404)
    expect((await send({ ready: 'stay_there' }, 'box1')).status).toBe(401)
  })

  it('never go to a quiet caller', async () => {
    const quiet = (await street.press('box1', { quiet: true })).body.id
    await street.call('grace', 'POST', `/v1/desk/alarms/${quiet}/acknowledgement`)
    expect((await send({ ready: 'are_you_safe' }, 'grace', quiet)).status).toBe(409)
  })

  it('never go to a forced caller, who is not rung back either', async () => {
    const forced = (await street.press('box1', { kind: 'fire' })).body.id
    await street.call('grace', 'POST', `/v1/desk/alarms/${forced}/acknowledgement`)
    await street.call('box1', 'POST', `/v1/alarms/${forced}/safe`, { duress: true })
    const rung = await street.call('grace', 'POST', `/v1/desk/alarms/${forced}/callback`, { reached: true })
    expect([(await send({ ready: 'are_you_safe' }, 'grace', forced)).status, rung.status]).toEqual([409, 409])
  })

  it('go when their alarm goes', async () => {
    await street.store.db.deleteFrom('alarm_receipts').where('alarm', '=', id).execute()
    for (const table of ['alarm_keys', 'escalation_steps', 'emergency_grants'] as const)
      await street.store.db.deleteFrom(table).where('alarm', '=', id).execute()
    await street.store.db.deleteFrom('alarms').where('id', '=', id).execute()
    expect(await street.store.db.selectFrom('alarm_texts').selectAll().execute()).toEqual([])
  })
})
