import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  emptyStreet,
  freshKey,
  type HandClock,
  handClock,
  openProcess,
  type Process,
  patienceMs,
  sitDown,
} from '../../../tests/support/street'
import { openStore } from '../database/connect'
import { type Alarms, openAlarms } from './changes'

describe.each(storeKinds)('escalation on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
  const open: (() => Promise<void>)[] = []

  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
  })
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close()
    await store.close()
  })

  async function start(on = store as Process['service']['store']): Promise<Alarms> {
    const running = await openProcess(on, clock)
    const alarms = openAlarms(running.service, patienceMs)
    open.push(running.close, alarms.close)
    return alarms
  }
  const raise = async (alarms: Alarms) => {
    const box = { pairing: 'pairing-box1', serial: 'box1', household: 'home1', credential: 'access' as const }
    const { alarm } = await alarms.raise(box, freshKey(), {
      kind: 'help',
      pressed_at: new Date(clock.now()).toISOString(),
    })
    return alarm.id
  }
  const history = async (alarms: Alarms, id: string) =>
    (await alarms.read(id)).receipts.map(({ hop, at, who }) =>
      `${(at - begin()) / 1000} ${hop} ${'id' in who ? who.id : ''}`.trim(),
    )
  const begin = () => handClock().now()

  it('goes from desk to desk, each in its time, and says when no one has answered', async () => {
    await sitDown(store.db, clock.now() + 1e9, 'grace', 'tom', 'carol')
    const alarms = await start()
    const id = await raise(alarms)
    for (let s = 1; s <= 200; s++) {
      clock.advance(1000)
      await alarms.escalate()
    }
    expect(await history(alarms, id)).toEqual([
      '0 server_received',
      '0 tier_reached village',
      '60 tier_reached township',
      '120 tier_reached county',
      '180 unanswered',
    ])
    expect(await alarms.read(id)).toMatchObject({ state: 'raised', unanswered: true })
  })

  it.each([
    [
      'the township when the village is empty',
      ['tom', 'carol'],
      ['0 tier_reached village', '0 tier_reached township', '120 tier_reached county'],
    ],
    [
      'the county when only it is there',
      ['carol'],
      ['0 tier_reached village', '0 tier_reached township', '0 tier_reached county'],
    ],
    ['nobody in particular', [], ['0 tier_reached village', '0 tier_reached township', '0 tier_reached county']],
    [
      'nobody of another township',
      ['olga'],
      ['0 tier_reached village', '0 tier_reached township', '0 tier_reached county'],
    ],
  ])('hands on at once to %s', async (_, staffed, expected) => {
    await sitDown(store.db, clock.now() + 1e9, ...staffed)
    const alarms = await start()
    const id = await raise(alarms)
    clock.advance(179_000)
    await alarms.escalate()
    expect((await history(alarms, id)).slice(1).map((line) => line.replace('179', '120'))).toEqual(expected)
  })

  it('stops when a person has answered', async () => {
    await sitDown(store.db, clock.now() + 1e9, 'grace', 'tom', 'carol')
    const alarms = await start()
    const id = await raise(alarms)
    await alarms.confirm(id, () => undefined, 'acknowledged', { kind: 'officer', id: 'grace', name: 'Officer grace' })
    clock.advance(500_000)
    await alarms.escalate()
    expect(await history(alarms, id)).toEqual(['0 server_received', '0 tier_reached village', '0 acknowledged grace'])
  })

  it('goes on after a restart where it stood', async () => {
    await sitDown(store.db, clock.now() + 1e9, 'grace', 'tom', 'carol')
    const before = await start()
    const id = await raise(before)
    clock.advance(60_000)
    await before.escalate()
    for (const close of open.splice(0).reverse()) await close()
    clock.advance(70_000)
    const after = await start()
    await after.escalate()
    clock.advance(60_000)
    await after.escalate()
    expect((await history(after, id)).slice(2)).toEqual([
      '60 tier_reached township',
      '130 tier_reached county',
      '190 unanswered',
    ])
  })
})

describe('escalation by two processes on one PostgreSQL', () => {
  it('fires every timer once', async () => {
    const clock = handClock()
    const store = await emptyStreet('postgres', clock)
    await sitDown(store.db, clock.now() + 1e9, 'grace', 'tom', 'carol')
    const second = openStore({ ...store.address, poolSize: 4 })
    const processes = [await openProcess(store, clock), await openProcess(second, clock)]
    const both = processes.map(({ service }) => openAlarms(service, patienceMs))
    const ids: string[] = []
    for (const [serial, household] of [
      ['box1', 'home1'],
      ['box2', 'home2'],
      ['box4', 'home4'],
      ['box9', 'home9'],
    ] as const) {
      const box = { pairing: '', serial, household, credential: 'access' as const }
      const request = { kind: 'help' as const, pressed_at: new Date(clock.now()).toISOString() }
      ids.push((await both[ids.length % 2]!.raise(box, freshKey(), request)).alarm.id)
    }
    for (const advance of [60_000, 60_000, 60_000]) {
      clock.advance(advance)
      await Promise.all([...both, ...both].map((alarms) => alarms.escalate()))
    }
    for (const [n, id] of ids.entries()) {
      const hops = (await both[n % 2]!.read(id)).receipts.map(({ hop }) => hop)
      expect(hops.filter((hop) => hop === 'unanswered')).toHaveLength(1)
      expect(hops.filter((hop) => hop === 'tier_reached')).toHaveLength(n === 3 ? 2 : 3)
      const events = await store.db.selectFrom('events').select(['type', 'data']).execute()
      const updates = events.filter(({ type, data }) => type === 'alarm.updated' && JSON.parse(data).id === id)
      // Nobody sits in the other township: there both desks are called with the alarm itself.
      expect(updates).toHaveLength(n === 3 ? 1 : 3)
    }
    for (const alarms of both) await alarms.close()
    for (const each of processes) await each.close()
    await second.close()
    await store.close()
  })
})
