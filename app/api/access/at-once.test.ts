import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { type Bus, channel, openBus } from '../events/bus'
import { openNeighbourhood } from './memory'
import type { Neighbourhood } from './neighbourhood'
import { type HeldUp, slow } from './slow.test-support'
import { bumpChanged, bumpVersion, readVersions } from './store'

describe.each(storeKinds)('what must be in force at once waits for no long reading, on %s', (kind) => {
  let running: TestService
  let bus: Bus
  /** As another process has it. */
  let other: Neighbourhood
  const held: HeldUp = new Map()

  beforeEach(async () => {
    running = await startService(kind)
    const { 'duty.csv': _, ...rows } = goodRows()
    expect((await running.send(asFiles(rows))).status).toBe(200)
    bus = await openBus(running.store, running.clock)
  })
  afterEach(async () => {
    other.close()
    await bus.close()
    await running.close()
  })

  async function open(options: { bus?: Bus; pollMs?: number } = {}): Promise<void> {
    const { store, clock } = running
    const db = slow(store.db, held)
    other = await openNeighbourhood({ db, clock, timeZone: 'Asia/Shanghai', pollMs: 3_600_000, ...options })
  }
  /** Begins to read what changed, and stops before a table: until `finish`. */
  async function readUpTo(table: string): Promise<{ finish(): Promise<void> }> {
    const reached = new Promise<() => void>((come) => held.set(table, come))
    const reading = other.refresh()
    const go = await reached
    return {
      finish() {
        go()
        return reading
      },
    }
  }
  /** All of it: the version names no rows. */
  async function readAllUpTo(table: string) {
    await bumpVersion(running.store.db, 'neighbourhood')
    return readUpTo(table)
  }
  const suspend = () => running.call('POST', '/v1/operator/cameras/k1/suspension', { body: { reason: 'x' } })
  const resume = () => running.call('DELETE', '/v1/operator/cameras/k1/suspension')
  const see = () => other.decide('h1', 'k1', running.clock.at).see
  const sees = (what: string) => vi.waitFor(() => expect(see()).toBe(what), 15_000)

  it('a suspension that the poll finds, and its end', async () => {
    await open({ pollMs: 20 })
    const before = other.current().households
    const { finish } = await readAllUpTo('households')
    for (const [act, what] of [
      [suspend, 'closed'],
      [resume, 'yes'],
      [suspend, 'closed'],
    ] as const) {
      await act()
      await sees(what)
    }
    expect(other.current().households).toBe(before)
    await finish()
    expect([other.current().households === before, see()]).toEqual([false, 'closed'])
  })

  it('a suspension that is heard of: listeners and boxes are told once it is in force', async () => {
    await open({ bus })
    const { finish } = await readAllUpTo('households')
    const told: unknown[] = []
    other.onChange((cameras) => told.push([cameras, see()]))
    bus.subscribe([channel.area('g1')], ({ id, type }) => {
      if (id === null) told.push([type, see()])
    })
    await suspend()
    await vi.waitFor(
      () =>
        expect(told).toEqual([
          [true, 'closed'],
          ['access.changed', 'closed'],
        ]),
      15_000,
    )
    await finish()
  })

  it('the call that suspends', async () => {
    await open()
    Object.assign(running.service, { neighbourhood: other })
    const { finish } = await readAllUpTo('grants')
    expect([(await suspend()).status, see()]).toEqual([201, 'closed'])
    expect([(await resume()).status, see()]).toEqual([204, 'yes'])
    await finish()
  })

  it('and what was read of it before does not come back: all rows', async () => {
    await open()
    const { finish } = await readAllUpTo('emergency_grants')
    await suspend()
    await other.refresh('live')
    expect(see()).toBe('closed')
    await finish()
    expect(see()).toBe('closed')
  })

  it('and what was read of it before does not come back: a row that changed', async () => {
    await open()
    await bumpChanged(running.store.db, { cameras: ['k1'] })
    const { finish } = await readUpTo('emergency_grants')
    await suspend()
    const closed = other.refresh('live')
    // Time to overtake, if it could.
    for (let question = 0; question < 20; question++) await readVersions(running.store.db)
    await finish()
    await closed
    expect(see()).toBe('closed')
  })
})
