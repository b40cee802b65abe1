import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { type HandClock, sitDown } from '../../../tests/support/street'
import type { Drill, DrillResult } from '../../contract/drills'
import type { Alarms } from '../alarms/changes'
import { deskAlarmRoutes } from '../alarms/desk-routes'
import { alarmRoutes } from '../alarms/routes'
import { drillRoutes } from './routes'
import { callsOf, type GroupFacts } from './rules'

const group = (id: string, ...members: string[]): GroupFacts => ({
  id,
  name: id,
  members: members.map((member) => ({ id: member, label: `label of ${member}`, here: !member.startsWith('far') })),
})

describe('the calls of a drill', () => {
  it.each<[string, GroupFacts[], string[]]>([
    ['none without a group', [], []],
    ['none for a household alone', [group('g', 'a')], []],
    ['one for each group', [group('g', 'a', 'b'), group('h', 'c', 'd'), group('i', 'e')], ['g', 'h']],
  ])('%s', (_, groups, called) => {
    const calls = callsOf('drill', groups)
    const groupOf = (household: string) => groups.find(({ members }) => members.some(({ id }) => id === household))?.id
    expect(calls.map(({ household }) => groupOf(household))).toEqual(called)
    expect(callsOf('drill', groups)).toEqual(calls)
  })

  it('are never those of a household that lives elsewhere: the desk would not see its call', () => {
    const callers = Array.from(
      { length: 64 },
      (_, n) => callsOf(`drill ${n}`, [group('g', 'a', 'far', 'b')])[0]?.household,
    )
    expect(new Set(callers)).toEqual(new Set(['a', 'b']))
    expect(callsOf('drill', [group('g', 'far one', 'far other')])).toEqual([])
  })

  it('take another household another time', () => {
    const [members] = [['a', 'b', 'c', 'd']]
    const callers = Array.from({ length: 64 }, (_, n) => callsOf(`drill ${n}`, [group('g', ...members)])[0]?.household)
    expect(new Set(callers)).toEqual(new Set(members))
  })
})

describe.each(storeKinds)('a drill on %s', (kind) => {
  let street: LiveStreet
  let clock: HandClock
  let store: TestStore
  let alarms: Alarms

  beforeEach(async () => {
    street = await openLiveStreet(kind, (app, service, opened) => {
      alarmRoutes(app, service, opened)
      deskAlarmRoutes(app, service, opened)
      drillRoutes(app, service, opened)
    })
    ;({ clock, store, alarms } = street)
    await sitDown(store.db, clock.now(), 'grace')
  })
  afterEach(() => street.close())

  async function call<T>(who: string, method: 'GET' | 'POST', url: string, payload?: object) {
    const { status, body } = await street.call(who, method, url, payload)
    return { status, body: body as T }
  }
  const start = async (who = 'grace') => call<DrillResult>(who, 'POST', '/v1/desk/drills', { kind: 'fire' })

  it('calls each group, marked as a drill, and measures who got it and who answered', async () => {
    const { status, body: drill } = await start()
    expect(status).toBe(201)
    expect(drill).toMatchObject({ area: 'the village', kind: 'fire', by: 'Officer grace', groups: 1, ended_at: null })
    const [one] = drill.calls
    if (one === undefined) throw new Error('a call was awaited')
    const caller = one.caller.replace('label of home', '')
    const [answers, looks] = ['1', '2', '3'].filter((n) => n !== caller) as [string, string]
    expect(one.silent.map(({ label }) => label)).toEqual([`label of home${answers}`, `label of home${looks}`])

    const heard = await call<{ alarms: { mode: string; kind: string; own: boolean }[] }>(
      `box${answers}`,
      'GET',
      '/v1/alarms',
    )
    expect(heard.body.alarms).toMatchObject([{ mode: 'drill', kind: 'fire', own: false }])
    const own = await call<{ alarms: object[] }>(`box${caller}`, 'GET', '/v1/alarms')
    expect(own.body.alarms).toMatchObject([{ mode: 'drill', own: true }])

    clock.advance(1200)
    await call(`box${answers}`, 'POST', `/v1/alarms/${one.alarm}/receipts`, { hop: 'box_displayed' })
    await call(`box${looks}`, 'POST', `/v1/alarms/${one.alarm}/receipts`, { hop: 'box_reached' })
    clock.advance(3000)
    await call('grace', 'POST', `/v1/desk/alarms/${one.alarm}/receipts`, { hop: 'desk_displayed' })
    await call(`box${answers}`, 'POST', `/v1/alarms/${one.alarm}/replies`, { reply: 'going' })
    clock.advance(5000)
    await call('grace', 'POST', `/v1/desk/alarms/${one.alarm}/acknowledgement`)

    const ended = await call<DrillResult>('grace', 'POST', `/v1/desk/drills/${drill.id}/end`)
    expect(ended.body).toMatchObject({
      ended_at: new Date(clock.now()).toISOString(),
      times: [
        { hop: 'desk_displayed', n: 1, of: 1, median_s: 4.2, slowest_s: 4.2 },
        { hop: 'box_reached', n: 2, of: 2, median_s: 1.2, slowest_s: 1.2 },
        { hop: 'box_displayed', n: 1, of: 2, median_s: 1.2, slowest_s: 1.2 },
        { hop: 'answered', n: 1, of: 2, median_s: 4.2, slowest_s: 4.2 },
        { hop: 'acknowledged', n: 1, of: 1, median_s: 9.2, slowest_s: 9.2 },
      ],
      calls: [{ state: 'closed', silent: [{ label: `label of home${looks}`, got: 'reached' }] }],
    })
    expect((await alarms.read(one.alarm)).outcome).toBe('drill')
    expect((await call<DrillResult>('grace', 'POST', `/v1/desk/drills/${drill.id}/end`)).body).toEqual(ended.body)
    const read = await call<DrillResult>('tom', 'GET', `/v1/desk/drills/${drill.id}`)
    expect(read.body).toEqual(ended.body)
  })

  it('runs alone: a second one here, above or below waits, and changes nothing', async () => {
    await start()
    expect((await start()).status).toBe(409)
    expect((await start('tom')).status).toBe(409)
    const { body } = await call<{ drills: Drill[] }>('tom', 'GET', '/v1/desk/drills')
    expect(body.drills).toHaveLength(1)
    expect(await store.db.selectFrom('alarms').select('id').execute()).toHaveLength(1)
    await call('grace', 'POST', `/v1/desk/drills/${body.drills[0]?.id}/end`)
    expect((await start('tom')).status).toBe(201)
  })

  it('ends also when the household that plays the caller has moved to another area', async () => {
    const { body } = await start()
    await store.db.updateTable('alarms').set({ area: 'other' }).execute()
    expect((await call('grace', 'POST', `/v1/desk/drills/${body.id}/end`)).status).toBe(200)
    expect((await start()).status).toBe(201)
  })

  it('is not there for another area, and not started where nobody could answer', async () => {
    const { body } = await start()
    expect((await call('olga', 'GET', `/v1/desk/drills/${body.id}`)).status).toBe(404)
    expect((await call('olga', 'POST', `/v1/desk/drills/${body.id}/end`)).status).toBe(404)
    expect((await call<{ drills: Drill[] }>('olga', 'GET', '/v1/desk/drills')).body.drills).toEqual([])
    const refused = await call<{ detail: string }>('olga', 'POST', '/v1/desk/drills', { kind: 'help' })
    expect(refused).toMatchObject({ status: 409, body: { detail: 'no group of this area has two households' } })
  })

  it('does not swallow a real call', async () => {
    await start()
    const { body } = await call<{ mode: string }>('grace', 'GET', '/v1/desk/alarms')
    const box = { pairing: 'pairing-box1', serial: 'box1', household: 'home1', credential: 'access' as const }
    const raised = await alarms.raise(box, 'a-key-of-16-or-more', {
      kind: 'fire',
      pressed_at: new Date(clock.now()).toISOString(),
    })
    expect(body).toMatchObject({ alarms: [{ mode: 'drill' }] })
    expect(raised).toMatchObject({ created: true, alarm: { mode: 'real' } })
  })
})
