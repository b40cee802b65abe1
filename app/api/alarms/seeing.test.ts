import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { alarmToken, freshKey, type HandClock } from '../../../tests/support/street'
import { deskAlarmRoutes } from './desk-routes'
import { alarmRoutes } from './routes'

describe.each(storeKinds)('who sees an alarm over HTTP, on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
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
    ;({ clock, store, app, call, press, pressed, heard } = street)
  })
  afterEach(() => street.close())

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
})
