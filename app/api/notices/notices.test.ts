import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  boxToken,
  deskCookieOf,
  emptyStreet,
  handClock,
  openProcess,
  type Process,
} from '../../../tests/support/street'
import { makeServer } from '../server'
import { noticeRoutes } from './routes'
import { noticeOf } from './rules'

const now = Date.parse('2026-11-23T08:00:00Z')
const later = '2026-11-23T12:00:00Z'

describe('what a desk may say', () => {
  it.each([
    [' ', later, 'body.text is empty'],
    ['a\u0007b', later, 'body.text has control characters'],
    ['a\tb', later, 'body.text has control characters'],
    ['typhoon', 'soon', 'body.until is not a time'],
    ['typhoon', '2026-11-23T08:00:00Z', 'body.until is in the past'],
    ['typhoon', '2026-11-30T08:00:00.001Z', 'body.until is more than a week away'],
  ])('not %j until %s', (text, until, detail) => expect(() => noticeOf({ text, until }, now)).toThrow(detail))

  it('keeps line breaks and drops space around', () =>
    expect(noticeOf({ text: ' 台风\n请关窗 ', until: later }, now)).toEqual({
      text: '台风\n请关窗',
      until: Date.parse(later),
    }))
})

describe.each(storeKinds)('notices on %s', (kind) => {
  const clock = handClock(now)
  let store: TestStore
  let running: Process
  let app: FastifyInstance

  beforeAll(async () => {
    store = await emptyStreet(kind, clock)
    running = await openProcess(store, clock)
    app = makeServer(running.service.config)
    noticeRoutes(app, running.service)
  })
  afterAll(async () => {
    await app.close()
    await running.close()
    await store.close()
  })

  const say = (user: string, payload: object) =>
    app.inject({ method: 'POST', url: '/v1/desk/notices', headers: { cookie: deskCookieOf(user) }, payload })
  const read = async (box: string) => {
    const headers = { authorization: `Bearer ${boxToken(running.service, box)}` }
    return (await app.inject({ url: '/v1/notices', headers })).json().notices.map(({ text }: { text: string }) => text)
  }

  it('reach the boxes of the desk’s area and below, until they end', async () => {
    const said = await say('grace', { text: 'water cut off', until: later })
    expect(said.statusCode).toBe(201)
    expect(said.json()).toMatchObject({ text: 'water cut off', from: 'the village', until: '2026-11-23T12:00:00.000Z' })
    await say('carol', { text: 'typhoon', until: '2026-11-24T12:00:00Z' })
    expect((await read('box1')).toSorted()).toEqual(['typhoon', 'water cut off'])
    expect(await read('box9')).toEqual(['typhoon'])
    const events = await running.service.bus.since(['area:village'], 0, 10)
    expect(events).toMatchObject([{ type: 'notice', data: said.json() }])
    clock.advance(5 * 3600 * 1000)
    expect(await read('box1')).toEqual(['typhoon'])
    const desk = (user: string) => app.inject({ url: '/v1/desk/notices', headers: { cookie: deskCookieOf(user) } })
    expect((await desk('carol')).json().notices).toHaveLength(2)
    expect((await desk('tom')).json().notices).toHaveLength(1)
    expect((await desk('olga')).json().notices).toEqual([])
  })

  it('are refused without a desk, and when they are not right', async () => {
    expect((await app.inject({ method: 'POST', url: '/v1/desk/notices', payload: {} })).statusCode).toBe(422)
    const answer = await app.inject({ method: 'POST', url: '/v1/desk/notices', payload: { text: 'x', until: later } })
    expect(answer.statusCode).toBe(401)
    expect((await say('grace', { text: 'x'.repeat(201), until: later })).statusCode).toBe(422)
    expect((await say('grace', { text: 'x', until: '2020-01-01T00:00:00Z' })).json()).toMatchObject({
      detail: 'body.until is in the past',
    })
  })
})
