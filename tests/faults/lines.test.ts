import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStore } from '../../app/api/database/connect'
import { migrate } from '../../app/api/database/migrate'
import { type Postgres, startPostgres } from '../support/postgres'
import { storeKinds } from '../support/stores'
import { deskCookieOf, fillStreet } from '../support/street'
import { type Api, call, emptyTown, fillTown, type Household, keepListening, openLine, startApi } from './town'

/** The same faults in every run. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Does it for each, some at a time. */
async function inLanes<T>(items: readonly T[], lanes: number, act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await act(next)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

describe.each(storeKinds)('boxes on bad lines to an API on %s', (kind) => {
  let town: Awaited<ReturnType<typeof emptyTown>>
  let api: Api

  beforeAll(async () => {
    town = await emptyTown(kind, 600)
    api = await startApi(town.address, { ESCALATE_TOWNSHIP_S: '3600', ESCALATE_COUNTY_S: '7200' })
  })
  afterAll(async () => {
    await api.stop()
    await town.close()
  })

  const stored = async (some: readonly Household[]) => {
    const rows = await town.db.selectFrom('alarms').select(['id', 'household']).execute()
    const wanted = new Set(some.map(({ id }) => id))
    return rows.filter(({ household }) => wanted.has(household)).map(({ household, id }) => [household, id])
  }

  it('300 calls whose line is cut before, in the middle of, and after the question are each one alarm', async () => {
    const some = town.households.slice(0, 300)
    const line = await openLine(api.url)
    const roll = dice(11)
    let cuts = 0
    line.next = () => {
      // Three in four connections fail somewhere: before a byte, in the head, in the body, or on the way back.
      if (roll() > 0.75) return null
      cuts++
      return roll() < 0.5
        ? { of: 'question', after: Math.floor(roll() * 420) }
        : { of: 'answer', after: Math.floor(roll() * 600) }
    }
    const acknowledged: string[][] = []
    const pressedAt = new Date().toISOString()
    await inLanes(some, 8, async (one) => {
      acknowledged.push([one.id, await call(() => line.url, one, { pressedAt })])
    })
    await line.close()
    expect(cuts).toBeGreaterThan(300)
    expect((await stored(some)).toSorted()).toEqual(acknowledged.toSorted())
  }, 300_000)

  it('30 boxes whose connections are cut again and again miss nothing and hear nothing twice', async () => {
    const [group, others] = [town.households.slice(300, 400), town.households.slice(400, 500)]
    const lines = await Promise.all(Array.from({ length: 30 }, () => openLine(api.url)))
    const boxes = await Promise.all(lines.map((line, n) => keepListening(line.url, group[n]!)))
    const roll = dice(5)
    const raised = new Set<string>()
    await inLanes([...group, ...others], 4, async (one) => {
      const id = await call(() => api.url, one, { pressedAt: new Date().toISOString() })
      if (group.includes(one)) raised.add(id)
      for (const line of lines) if (roll() < 0.1) line.cut()
    })
    // An event that every box of the group hears, as the last of all.
    await vi.waitFor(() => expect(Math.min(...boxes.map(({ cuts }) => cuts))).toBeGreaterThan(2), { timeout: 60_000 })
    const rows = await town.db.selectFrom('events').select(['id', 'type', 'data']).orderBy('id').execute()
    const last = rows.findLast(({ type, data }) => type === 'alarm.raised' && raised.has(JSON.parse(data).id))
    await Promise.all(boxes.map((box) => box.heardUpTo(Number(last?.id))))
    for (const box of boxes) await box.close()
    for (const line of lines) await line.close()
    for (const { events } of boxes) {
      const numbers = events.map(({ id }) => Number(id))
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
      const heard = events.filter(({ type }) => type === 'alarm.raised').map(({ alarm }) => alarm)
      expect(new Set(heard)).toEqual(raised)
      expect(heard).toHaveLength(raised.size)
    }
  }, 300_000)

  it('two officers who take each of 100 alarms in the same moment: one has taken it, and both are told who', async () => {
    await inLanes(town.households.slice(500), 4, async (one) => {
      const id = await call(() => api.url, one, { pressedAt: new Date().toISOString() })
      const take = async (user: string) => {
        const answer = await fetch(`${api.url}/v1/desk/alarms/${id}/acknowledgement`, {
          method: 'POST',
          headers: { cookie: deskCookieOf(user), 'content-type': 'application/json', origin: api.url },
          body: '{}',
        })
        expect(answer.status).toBe(200)
        return (await answer.json()) as { receipts: { hop: string; who: { id: string } }[] }
      }
      const [one_, other] = await Promise.all(['grace', 'tom'].map(take))
      const takers = [one_, other].map((alarm) => alarm?.receipts.filter(({ hop }) => hop === 'acknowledged'))
      expect(takers[0]).toHaveLength(1)
      expect(takers[1]).toEqual(takers[0])
    })
  }, 300_000)

  it.each([-1, 1])('a box whose clock is %i day off calls as any other', async (days) => {
    const one = town.households[0]!
    const now = Date.now() + days * 24 * 3600_000
    const body = { kind: 'fire', pressed_at: new Date(now - 2000).toISOString(), sent_at: new Date(now).toISOString() }
    const answer = await fetch(`${api.url}/v1/alarms`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${one.token}`,
        'content-type': 'application/json',
        'idempotency-key': `key-of-a-clock-${days}-days-off`,
      },
      body: JSON.stringify(body),
    })
    const alarm = (await answer.json()) as { late: boolean; pressed_at: string }
    expect(alarm.late).toBe(false)
    expect(Math.abs(Date.parse(alarm.pressed_at) - Date.now())).toBeLessThan(60_000)
  })
})

describe('a PostgreSQL that crashes and comes back under 400 calls', () => {
  let postgres: Postgres
  let api: Api
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(async () => {
    await api.stop()
    await postgres.stop()
  })

  it('loses none and doubles none, ten times; meanwhile every call is refused aloud', async () => {
    const address = { databaseUrl: postgres.url, dataDir: '' }
    const filling = openStore({ ...address, poolSize: 2 })
    await migrate(filling.db)
    await fillStreet(filling.db, Date.now())
    const households = await fillTown(filling.db, 400)
    await filling.close()
    api = await startApi(address)

    const acknowledged: string[][] = []
    const pressedAt = new Date().toISOString()
    let crashes = 0
    let crashing = Promise.resolve()
    await inLanes(households, 8, async (one) => {
      acknowledged.push([one.id, await call(() => api.url, one, { pressedAt })])
      if (acknowledged.length < (crashes + 1) * 36) return
      crashes++
      crashing = crashing.then(async () => {
        await postgres.kill()
        await postgres.start()
      })
    })
    await crashing
    expect(crashes).toBeGreaterThanOrEqual(10)
    const looking = openStore({ ...address, poolSize: 2 })
    const rows = await looking.db.selectFrom('alarms').select(['household', 'id']).execute()
    expect(rows.map(({ household, id }) => [household, id]).toSorted()).toEqual(acknowledged.toSorted())
    await looking.close()
  }, 300_000)
})
