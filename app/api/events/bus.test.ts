import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { emptyStore, storeKinds, type TestStore } from '../../../tests/support/stores'
import { handClock } from '../../../tests/support/street'
import { openStore } from '../database/connect'
import { type Bus, openBus, type StoredEvent } from './bus'

const notice = (text: string, ...channels: string[]) => ({ type: 'notice' as const, channels, data: { text } })
const texts = (events: StoredEvent[]) => events.map((event) => (event.data as { text: string }).text)

describe.each(storeKinds)('the bus on %s', (kind) => {
  const clock = handClock()
  let store: TestStore
  let bus: Bus

  beforeAll(async () => {
    store = await emptyStore(kind)
    bus = await openBus(store, clock)
  })
  afterAll(async () => {
    await bus.close()
    await store.close()
  })

  it('delivers an event once to a listener of several of its channels, and to nobody else', async () => {
    const [heard, other]: [StoredEvent[], StoredEvent[]] = [[], []]
    const stop = bus.subscribe(['a', 'b'], (event) => heard.push(event))
    const stopOther = bus.subscribe(['c'], (event) => other.push(event))
    await bus.tell(notice('one', 'a', 'b', 'a'))
    stop()
    await bus.tell(notice('two', 'a'))
    stopOther()
    expect(texts(heard)).toEqual(['one'])
    expect(heard[0]?.channels.toSorted()).toEqual(['a', 'b'])
    expect(heard[0]?.at).toBe(clock.now())
    expect(other).toEqual([])
  })

  it('gives what was missed on some channels, in order and in pages', async () => {
    const before = bus.position()
    for (const text of ['1', '2', '3', '4']) await bus.tell(notice(text, text === '3' ? 'q' : 'p', 'r'))
    const first = await bus.since(['p', 'r'], before, 2)
    const rest = await bus.since(['p', 'r'], first.at(-1)?.id ?? 0, 10)
    expect(texts([...first, ...rest])).toEqual(['1', '2', '3', '4'])
    expect(texts(await bus.since(['p'], before, 10))).toEqual(['1', '2', '4'])
    expect(await bus.since([], before, 10)).toEqual([])
  })

  it('tells nothing of a transaction that is rolled back', async () => {
    const heard: StoredEvent[] = []
    const stop = bus.subscribe(['x'], (event) => heard.push(event))
    const failing = store.db.transaction().execute(async (transaction) => {
      await bus.record(transaction, notice('never', 'x'))
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    await bus.wake()
    stop()
    expect(heard).toEqual([])
  })

  it('passes an event on without the store, without a number', () => {
    const heard: StoredEvent[] = []
    const stop = bus.subscribe(['y'], (event) => heard.push(event))
    bus.passOn(notice('help', 'y'))
    stop()
    expect(heard).toMatchObject([{ id: null, data: { text: 'help' } }])
  })

  it('goes on when a listener throws', async () => {
    const heard: StoredEvent[] = []
    const stops = [
      bus.subscribe(['z'], () => {
        throw new Error('broken listener')
      }),
      bus.subscribe(['z'], (event) => heard.push(event)),
    ]
    await bus.tell(notice('still', 'z'))
    for (const stop of stops) stop()
    expect(texts(heard)).toEqual(['still'])
  })

  it('begins where the numbering stands', async () => {
    const second = await openBus(store, clock)
    expect(second.position()).toBe(bus.position())
    await second.close()
  })

  it('forgets what is older than a day, but never the newest', async () => {
    clock.advance(25 * 3600 * 1000)
    const before = bus.position()
    await bus.tell(notice('young', 'k'))
    await bus.forget()
    expect(texts(await bus.since(['a', 'p', 'r', 'k'], 0, 100))).toEqual(['young'])
    expect(await store.db.selectFrom('event_channels').selectAll().execute()).toHaveLength(1)
    clock.advance(25 * 3600 * 1000)
    await bus.forget()
    expect((await bus.kept())?.newest).toBeGreaterThan(before)
  })
})

describe('several processes on PostgreSQL', () => {
  const clock = handClock()
  let store: TestStore

  beforeAll(async () => {
    store = await emptyStore('postgres')
  })
  afterAll(() => store.close())

  const another = () => openStore({ ...store.address, poolSize: 4 })

  it('miss nothing and hear nothing twice, in order, while many write at once', async () => {
    const stores = [another(), another(), another()]
    const buses = await Promise.all(stores.map((one) => openBus(one, clock)))
    const heard = buses.map(() => [] as StoredEvent[])
    buses.forEach((bus, n) => void bus.subscribe(['all'], (event) => heard[n]?.push(event)))
    const writes = Array.from({ length: 120 }, (_, n) =>
      n % 5 === 0
        ? buses[n % 3]!.tell(notice(`${n}`, 'all'))
        : stores[n % 3]!.db.transaction().execute(async (transaction) => {
            await buses[n % 3]!.record(transaction, notice(`${n}`, 'all'))
            if (n % 7 === 0) await transaction.selectFrom('areas').selectAll().execute()
          }),
    )
    await Promise.all(writes)
    await vi.waitFor(() => expect(heard.map((list) => list.length)).toEqual([120, 120, 120]), 10_000)
    for (const list of heard) {
      const ids = list.map((event) => event.id ?? 0)
      expect(ids).toEqual(ids.toSorted((a, b) => a - b))
      expect(new Set(ids).size).toBe(120)
    }
    for (const bus of buses) await bus.close()
    for (const one of stores) await one.close()
  })

  it('catches up when the listening connection was cut', async () => {
    const bus = await openBus(store, clock)
    const heard: StoredEvent[] = []
    bus.subscribe(['cut'], (event) => heard.push(event))
    const client = new pg.Client(store.address.databaseUrl ?? '')
    await client.connect()
    const cut = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'porchlight events' and datname = current_database()`,
    )
    expect(cut.rowCount).toBe(1)
    await client.query(`begin`)
    await client.query(`insert into events (at, type, data) values (1, 'notice', '{"text":"meanwhile"}')`)
    await client.query(`insert into event_channels select max(id), 'cut' from events`)
    await client.query(`commit`)
    await vi.waitFor(() => expect(texts(heard)).toEqual(['meanwhile']), 10_000)
    await client.end()
    await bus.close()
  })
})
