import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds } from '../../../tests/support/stores'
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
  let street: LiveStreet

  beforeAll(async () => {
    street = await openLiveStreet(kind, noticeRoutes)
  })
  afterAll(() => street.close())

  const say = (user: string, payload: object) => street.call(user, 'POST', '/v1/desk/notices', payload)
  const read = async (box: string) =>
    (await street.call(box, 'GET', '/v1/notices')).body.notices.map(({ text }: { text: string }) => text)

  it('reach the boxes of the desk’s area and below, until they end', async () => {
    const said = await say('grace', { text: 'water cut off', until: later })
    expect(said.status).toBe(201)
    expect(said.body).toMatchObject({ text: 'water cut off', from: 'the village', until: '2026-11-23T12:00:00.000Z' })
    await say('carol', { text: 'typhoon', until: '2026-11-24T12:00:00Z' })
    expect((await read('box1')).toSorted()).toEqual(['typhoon', 'water cut off'])
    expect(await read('box9')).toEqual(['typhoon'])
    expect(await street.heard('area:village')).toMatchObject([{ type: 'notice', data: said.body }])
    street.clock.advance(5 * 3600 * 1000)
    expect(await read('box1')).toEqual(['typhoon'])
    const desk = async (user: string) => (await street.call(user, 'GET', '/v1/desk/notices')).body.notices
    expect(await desk('carol')).toHaveLength(2)
    expect(await desk('tom')).toHaveLength(1)
    expect(await desk('olga')).toEqual([])
  })

  it('are refused without a desk, and when they are not right', async () => {
    const refused = (payload: object) => street.app.inject({ method: 'POST', url: '/v1/desk/notices', payload })
    expect((await refused({})).statusCode).toBe(401)
    expect((await refused({ text: 'x', until: later })).statusCode).toBe(401)
    expect((await say('grace', { text: 'x'.repeat(201), until: later })).status).toBe(422)
    expect((await say('grace', { text: 'x', until: '2020-01-01T00:00:00Z' })).body).toMatchObject({
      detail: 'body.until is in the past',
    })
  })
})
