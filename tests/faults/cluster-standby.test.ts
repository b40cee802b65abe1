import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bumpVersion } from '../../app/api/access/store'
import { openStore, type Store } from '../../app/api/database/connect'
import { migrate } from '../../app/api/database/migrate'
import { type Pair, startPair } from '../support/standby'
import { fillStreet } from '../support/street'
import { type Api, buildApi, call, fillTown, type Household, keepListening, startApi } from './town'

describe('a PostgreSQL with a standby that calls for help wait for', () => {
  let pair: Pair
  let built: Awaited<ReturnType<typeof buildApi>>
  let apis: Api[]
  let store: Store
  let homes: Household[]
  const pressedAt = new Date().toISOString()

  beforeAll(async () => {
    pair = await startPair()
    built = await buildApi()
    const address = { databaseUrl: pair.url, dataDir: '' }
    // Three that start at once on an empty database: one makes the tables, and all come up.
    apis = await Promise.all(Array.from({ length: 3 }, () => startApi(address, {}, built)))
    store = openStore({ ...address, poolSize: 3 })
    expect(await migrate(store.db)).toEqual([])
    await fillStreet(store.db, Date.now())
    homes = await fillTown(store.db, 60)
    await bumpVersion(store.db)
    await Promise.all(
      apis.map((api) => vi.waitFor(() => listens(api.url, homes[59]!), { timeout: 20_000, interval: 200 })),
    )
  }, 240_000)
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.stop()))
    await store.close()
    built.remove()
    await pair.stop()
  })

  const url = () => apis[0]!.url
  const alarmsOf = async ({ id }: Household) =>
    (await store.db.selectFrom('alarms').select('id').where('household', '=', id).execute()).map((row) => row.id)

  async function press({ token, serial }: Household): Promise<{
    status: number
    retryAfter: string | null
    told: { id?: string; alarm?: string; passed_on?: boolean }
  }> {
    const answer = await fetch(`${url()}/v1/alarms`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': `key-of-${serial}-0123456789`,
      },
      body: JSON.stringify({ kind: 'help', pressed_at: pressedAt }),
    })
    return {
      status: answer.status,
      retryAfter: answer.headers.get('retry-after'),
      told: (await answer.json()) as object,
    }
  }

  it('acknowledges what both have', async () => {
    const id = await call(url, homes[0]!, { pressedAt })
    expect(await alarmsOf(homes[0]!)).toEqual([id])
  })

  it('without the standby: everybody hears at once, nobody is told that it is safe, and who writes else goes on', async () => {
    const neighbour = await keepListening(apis[1]!.url, homes[1]!)
    await pair.standby().kill()
    const first = await press(homes[2]!)
    expect([first.status, first.retryAfter, first.told.passed_on]).toEqual([503, '2', true])
    await vi.waitFor(() => expect(neighbour.events.map(({ alarm }) => alarm)).toContain(first.told.alarm), 10_000)
    // The same key again: it stands in the primary, and that is not enough.
    expect((await press(homes[2]!)).status).toBe(503)
    await store.db.updateTable('areas').set({ name: 'still written' }).where('id', '=', 'grid').execute()

    await pair.standby().start()
    await pair.inStep()
    await vi.waitFor(async () => expect((await press(homes[2]!)).status).toBe(200), { timeout: 20_000, interval: 200 })
    expect(await alarmsOf(homes[2]!)).toEqual([first.told.alarm])
    await neighbour.close()
  }, 120_000)

  it('does not take a wait that an administrator ended for a yes', async () => {
    await pair.standby().kill()
    const answer = press(homes[3]!)
    const cancel = `select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`
    const ended = vi.waitFor(
      async () => expect((await sql.raw(cancel).execute(store.db)).rows.length).toBeGreaterThan(0),
      { timeout: 10_000, interval: 20 },
    )
    await ended
    expect((await answer).status).toBe(503)
    await pair.standby().start()
    await pair.inStep()
    expect(await call(url, homes[3]!, { pressedAt })).toBe((await alarmsOf(homes[3]!))[0])
  }, 120_000)

  it('promoted under load loses nothing that was acknowledged, and numbers go on above those of before', async () => {
    const boxes = await Promise.all(apis.map((api, n) => keepListening(api.url, homes[50 + n]!)))
    const acknowledged: string[][] = []
    const lane = async (from: number) => {
      for (const [n, home] of homes.slice(from, from + 20).entries())
        acknowledged.push([home.id, await call(() => apis[n % 3]!.url, home, { pressedAt })])
    }
    const all = Promise.all([lane(5), lane(25)])
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(10), { timeout: 60_000, interval: 5 })
    const before = Number(
      (
        await store.db
          .selectFrom('events')
          .select(({ fn }) => fn.max('id').as('id'))
          .executeTakeFirst()
      )?.id,
    )
    await pair.primary().kill()
    await pair.promote()
    await pair.follow()
    await all
    for (const [id, alarm] of acknowledged) expect(await alarmsOf({ id } as Household)).toEqual([alarm])
    const last = await call(url, homes[59]!, { pressedAt })
    const rows = await store.db.selectFrom('events').select(['id', 'type', 'data']).orderBy('id').execute()
    const raised = rows.findLast(({ type, data }) => type === 'alarm.raised' && JSON.parse(data).id === last)
    expect(Number(raised?.id)).toBeGreaterThan(before)
    await Promise.all(boxes.map((box) => box.heardUpTo(Number(raised?.id))))
    for (const box of boxes) {
      await box.close()
      const numbers = box.events.map(({ id }) => Number(id))
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
      const heard = new Set(box.events.map(({ alarm }) => alarm))
      for (const [, alarm] of acknowledged) expect(heard).toContain(alarm)
    }
  }, 240_000)

  it('never writes to a primary of before that came back', async () => {
    const former = pair.primary()
    await former.kill()
    await pair.promote()
    // Nobody told it: it thinks that it is the primary still.
    await former.start()
    const id = await store.db
      .insertInto('events')
      .values({ at: 1, type: 'notice', data: '{}' })
      .returning('id')
      .executeTakeFirst()
      .catch(() => null)
    const fresh = openStore({ databaseUrl: pair.url, dataDir: '', poolSize: 1 })
    const written = await fresh.db
      .insertInto('events')
      .values({ at: 2, type: 'notice', data: '{}' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const there = openStore({ databaseUrl: pair.primary().url, dataDir: '', poolSize: 1 })
    const rows = await there.db.selectFrom('events').select('id').where('type', '=', 'notice').execute()
    expect(rows.map((row) => row.id)).toContain(written.id)
    if (id) expect(rows.map((row) => row.id)).toContain(id.id)
    await fresh.close()
    await there.close()
  }, 120_000)
})

/** A process knows a household of the town. */
async function listens(url: string, { token }: Household): Promise<void> {
  const answer = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` } })
  expect([answer.status, await answer.text()]).toEqual([200, expect.anything()])
}
