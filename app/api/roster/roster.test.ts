import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds } from '../../../tests/support/stores'
import { staffed } from '../desk/store'
import { rosterRoutes } from './routes'
import { mayPlan, shiftsOf } from './rules'

const now = Date.parse('2026-11-23T08:00:00Z')
const at = (text: string) => `2026-11-${text}:00Z`

describe('a shift', () => {
  it.each<[string, string, number | undefined, number | string]>([
    [at('23T08:00'), at('23T20:00'), undefined, 1],
    [at('23T02:00'), at('23T10:00'), 1, 1],
    [at('23T20:00'), at('24T08:00'), 4, 4],
    ['soon', at('23T20:00'), 1, 'body.starts_at is not a time'],
    [at('23T20:00'), 'late', 1, 'body.ends_at is not a time'],
    [at('23T20:00'), at('23T20:00'), 1, 'body.ends_at is not after body.starts_at'],
    [at('23T20:00'), at('24T20:01'), 1, 'a shift is at most 24 hours long'],
    [at('22T20:00'), at('23T08:00'), 1, 'the shift is over'],
    ['2027-11-24T08:00:00Z', '2027-11-24T20:00:00Z', 1, 'the shift is more than a year away'],
  ])('from %s to %s in %s weeks: %s', (starts_at, ends_at, weeks, result) => {
    const shifts = shiftsOf({ starts_at, ends_at, ...(weeks !== undefined && { weeks }) }, now)
    expect(typeof shifts === 'string' ? shifts : shifts.length).toBe(result)
  })

  it.each([
    ['grace', [], true],
    ['grace', ['grace'], true],
    ['grace', ['hugo'], false],
  ])('is planned by %s where the heads are %j: %s', (user, heads, may) => expect(mayPlan(user, heads)).toBe(may))
})

describe.each(storeKinds)('the duty roster on %s', (kind) => {
  let street: LiveStreet
  beforeAll(async () => {
    street = await openLiveStreet(kind, rosterRoutes)
    const hugo = { user_name: 'hugo', area: 'village', name: 'Officer hugo', must_change: 0 }
    await street.store.db
      .insertInto('duty_officers')
      .values({ ...hugo, password_hash: 'none', initial_hash: 'none' })
      .execute()
  })
  afterAll(() => street.close())

  const url = '/v1/desk/roster'
  const read = async (who: string) => (await street.call(who, 'GET', url)).body
  const plan = (who: string, user: string, starts_at: string, ends_at: string, more = {}) =>
    street.call(who, 'POST', url, { user, starts_at, ends_at, ...more })
  const head = async (
    area: string,
    user: string | null,
    headers = { authorization: 'Bearer a-root-key-for-tests-0123456789abcdef' },
  ) =>
    (await street.app.inject({ method: 'PUT', url: `/v1/operator/desks/${area}/head`, headers, payload: { user } }))
      .statusCode

  it('is planned for a desk and read at that desk alone, the earliest first', async () => {
    expect(await read('grace')).toMatchObject({
      shifts: [],
      may_edit: true,
      officers: [{ user: 'grace' }, { user: 'hugo' }],
    })
    expect((await plan('grace', 'hugo', at('23T20:00'), at('24T08:00'), { weeks: 2 })).status).toBe(201)
    await plan('grace', 'grace', at('23T08:00'), at('23T20:00'))
    const { shifts } = await read('grace')
    expect(shifts.map((one: { user: string; starts_at: string }) => [one.user, one.starts_at])).toEqual([
      ['grace', '2026-11-23T08:00:00.000Z'],
      ['hugo', '2026-11-23T20:00:00.000Z'],
      ['hugo', '2026-11-30T20:00:00.000Z'],
    ])
    expect((await read('tom')).shifts).toEqual([])
    // Who is on duty by the plan sits nowhere by it.
    expect(await staffed(street.store.db, ['village'], street.clock.now())).toEqual(new Set())
  })

  it('is changed by the head alone, once one is named', async () => {
    expect(await head('village', 'nobody')).toBe(409)
    expect(await head('nowhere', 'grace')).toBe(404)
    expect(await head('village', 'grace', { authorization: 'Bearer no' })).toBe(401)
    expect(await head('village', 'hugo')).toBe(204)
    const [first] = (await read('grace')).shifts
    expect((await read('grace')).may_edit).toBe(false)
    expect((await plan('grace', 'grace', at('25T08:00'), at('25T20:00'))).status).toBe(403)
    expect((await street.call('grace', 'DELETE', `${url}/${first.id}`)).status).toBe(403)
    expect(await head('village', null)).toBe(204)
    expect((await street.call('grace', 'DELETE', `${url}/${first.id}`)).body.shifts).toHaveLength(2)
    expect((await street.call('grace', 'DELETE', `${url}/${first.id}`)).status).toBe(404)
  })

  it.each([
    ['olga', at('25T08:00'), at('25T20:00'), 422],
    ['grace', at('25T20:00'), at('25T08:00'), 422],
    ['', at('25T08:00'), at('25T20:00'), 422],
  ])('refuses %s from %s to %s', async (user, from, to, status) =>
    expect((await plan('grace', user, from, to)).status).toBe(status),
  )

  it('comes as a file, of CSV or JSON, all or nothing', async () => {
    const send = async (payload: string | object, query = '', key = 'a-root-key-for-tests-0123456789abcdef') => {
      const type = typeof payload === 'string' ? 'text/csv' : 'application/json'
      const headers = { authorization: `Bearer ${key}`, 'content-type': type }
      const url = `/v1/operator/roster${query}`
      const answer = await street.app.inject({ method: 'POST', url, headers, payload })
      return { status: answer.statusCode, body: answer.json() }
    }
    const before = (await read('grace')).shifts
    const first = { area: 'village', user: 'hugo', starts_at: at('23T20:00'), ends_at: at('24T08:00') }
    const text = (...rows: string[]) => ['\ufeffarea,user,starts_at,ends_at', ...rows, ''].join('\r\n')
    const good = text(Object.values(first).join(), `village,hugo,${at('30T20:00')},2026-12-01T08:00:00Z`)

    const bad = await send(text(Object.values(first).join(), `village,olga,${at('25T20:00')},soon`, 'village,hugo'))
    expect(bad.status).toBe(422)
    expect(bad.body.errors).toEqual([expect.objectContaining({ file: 'roster.csv', line: 4, column: null })])
    const wrong = await send(text(Object.values(first).join(), `village,olga,${at('25T20:00')},soon`))
    expect(wrong.body.errors).toEqual([expect.objectContaining({ line: 3, column: 'ends_at' })])
    expect((await send({ shifts: [first, { ...first, user: 'olga' }] })).body.errors).toEqual([
      expect.objectContaining({ file: 'roster.json', line: 2, column: 'user' }),
    ])
    expect((await send('area,who\n')).status).toBe(422)
    expect((await send(good, '', 'no')).status).toBe(401)
    expect((await send(good, '?dry_run=true')).body).toMatchObject({ unchanged: 2, dry_run: true })
    expect((await read('grace')).shifts).toEqual(before)

    expect((await send(good)).body).toMatchObject({ created: 0, unchanged: 2, removed: 0, over: 0 })
    const more = { ...first, user: 'grace', starts_at: at('25T08:00'), ends_at: at('25T20:00') }
    const past = { ...first, starts_at: at('20T20:00'), ends_at: at('21T08:00') }
    const sent = { shifts: [past, more, { ...first, starts_at: at('30T20:00'), ends_at: '2026-12-01T08:00:00Z' }] }
    expect((await send(sent, '?dry_run=true')).body).toMatchObject({ created: 1, unchanged: 1, removed: 1, over: 1 })
    expect((await read('grace')).shifts).toEqual(before)
    expect((await send(sent)).body).toMatchObject({ created: 1, unchanged: 1, removed: 1, over: 1 })
    expect((await send(sent)).body).toMatchObject({ created: 0, unchanged: 2, removed: 0 })
    expect((await read('grace')).shifts.map(({ user }: { user: string }) => user)).toEqual(['grace', 'hugo'])
    await send({ shifts: [first, sent.shifts[2]] })
  })

  it('forgets what is over, and is for officers', async () => {
    street.clock.advance(2 * 24 * 3_600_000)
    expect((await read('grace')).shifts).toHaveLength(1)
    expect((await street.call('box1', 'GET', url)).status).toBe(401)
  })
})
