import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  deskCookieOf,
  emptyStreet,
  type HandClock,
  handClock,
  openProcess,
  type Process,
  sitDown,
} from '../../../tests/support/street'
import type { Rounds } from '../rounds'
import { makeServer } from '../server'
import { registry } from './counters'
import { deskCheckRoutes, openDeskChecks } from './desk-checks'

describe.each(storeKinds)('the way to the desks on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
  let running: Process
  let checks: Rounds
  beforeEach(async () => {
    registry.resetMetrics()
    clock = handClock()
    store = await emptyStreet(kind, clock)
    running = await openProcess(store, clock)
    checks = openDeskChecks(running.service)
  })
  afterEach(async () => {
    await checks.close()
    await running.close()
    await store.close()
  })
  const metric = async (name: string, desk: string) =>
    (await registry.getSingleMetric(name)?.get())?.values.find(({ labels }) => labels.desk === desk)?.value
  const sent = async () =>
    (await store.db.selectFrom('events').select('id').where('type', '=', 'desk.check').execute()).length

  it('is tried every five minutes, once, and heard by the bus', async () => {
    await checks.look()
    expect(await sent()).toBe(4)
    expect(await metric('porchlight_desk_check_heard_timestamp_seconds', 'village')).toBe(clock.now() / 1000)
    clock.advance(299_000)
    await checks.look()
    expect(await sent()).toBe(4)
    const second = openDeskChecks(running.service)
    clock.advance(1000)
    await checks.look()
    await second.close()
    expect(await sent()).toBe(8)
    // No alarm came of it: no queue, no siren, no history.
    expect(await store.db.selectFrom('alarms').select('id').execute()).toEqual([])
  })

  it('tells who sits there, and that a page answered', async () => {
    const app = makeServer(running.service.config)
    deskCheckRoutes(app, running.service)
    await sitDown(store.db, clock.now(), 'grace')
    await checks.look()
    expect(await metric('porchlight_desk_staffed', 'village')).toBe(1)
    expect(await metric('porchlight_desk_staffed', 'county')).toBe(0)
    const headers = { cookie: deskCookieOf('grace') }
    expect((await app.inject({ method: 'POST', url: '/v1/desk/checks', headers })).statusCode).toBe(204)
    expect(await metric('porchlight_desk_check_answered_timestamp_seconds', 'village')).toBe(clock.now() / 1000)
    expect((await app.inject({ method: 'POST', url: '/v1/desk/checks' })).statusCode).toBe(401)
    await app.close()
  })

  it('forgets a desk that is gone', async () => {
    await checks.look()
    await store.db.deleteFrom('desk_presence').execute()
    await store.db.deleteFrom('desk_sessions').where('user_name', '=', 'olga').execute()
    await store.db.deleteFrom('duty_officers').where('user_name', '=', 'olga').execute()
    await checks.look()
    expect(await metric('porchlight_desk_check_heard_timestamp_seconds', 'other')).toBeUndefined()
  })
})
