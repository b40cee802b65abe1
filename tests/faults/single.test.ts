import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Libsql from 'libsql'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { alarmId } from '../../app/api/alarms/rules'
import { openStore, type Store, type StoreKind } from '../../app/api/database/connect'
import { migrate } from '../../app/api/database/migrate'
import { type Postgres, startPostgres } from '../support/postgres'
import { storeKinds } from '../support/stores'
import { deskCookieOf, fillStreet } from '../support/street'
import { pressOn } from './box'
import {
  type Api,
  emptyTown,
  fillTown,
  type Household,
  keepListening,
  type Line,
  type Listening,
  listenAs,
  openLine,
  startApi,
} from './town'

/** What the issue allows: somebody visible has it by then, or the screen says by then that nobody has. */
const reachedMs = 10_000
const unsentMs = 3_000
/** A fault that ended is found out by the box's next try, at the longest pause of its outbox, and then it is as above. */
const afterwardsMs = 15_000 + reachedMs
/** How long a fault lasts: longer than the screen may take to say so. */
const lastsMs = unsentMs + 1000

interface WorldStore {
  /** Takes the store away from the API. Gives how it comes back. */
  away(): Promise<() => Promise<void>>
  address: { databaseUrl: string | null; dataDir: string }
  looking: Store
  households: Household[]
  close(): Promise<void>
}

/** A store that can go away: PostgreSQL crashes, libsql is held by another writer. */
async function openWorldStore(kind: StoreKind): Promise<WorldStore> {
  if (kind === 'libsql') {
    const town = await emptyTown(kind, 40)
    return {
      address: town.address,
      looking: town,
      households: town.households,
      close: () => town.close(),
      async away() {
        const other = new Libsql(join(town.address.dataDir, 'porchlight.db'))
        other.exec('BEGIN IMMEDIATE')
        return async () => {
          other.exec('ROLLBACK')
          other.close()
        }
      },
    }
  }
  const postgres: Postgres = await startPostgres()
  const address = { databaseUrl: postgres.url, dataDir: '' }
  const looking = openStore({ ...address, poolSize: 2 })
  await migrate(looking.db)
  await fillStreet(looking.db, Date.now())
  const households = await fillTown(looking.db, 40)
  return {
    address,
    looking,
    households,
    async away() {
      await postgres.kill()
      return () => postgres.start()
    },
    async close() {
      await looking.close()
      await postgres.stop()
    },
  }
}

interface World {
  api: Api
  store: WorldStore
  /** from the box, from the desk's page, and from the neighbour to the API */
  lines: Record<'box' | 'desk' | 'neighbour', Line>
  /** how the receiver of webhooks answers */
  receiver: { answers: 'well' | 'never' | 500 }
  present(user: string, visible: boolean): Promise<void>
}

interface Failure {
  name: string
  /** Before the press. Gives what ends it, if it lasts. */
  before?: (world: World) => Promise<(() => Promise<void>) | undefined>
  /** What the box tries in turn; its line when absent. */
  addresses?: (world: World) => string[]
  clockOffMs?: number
  /** who is reached in spite of it */
  hears?: 'desk' | 'neighbour' | 'both'
  /** whether somebody surely hears while it lasts; else the box is told of no success as long as it does */
  reaches: boolean
}

const refused = () => ({ of: 'question' as const, after: 0 })
const cutOff = (line: Line) => {
  line.next = refused
  line.cut()
  return async () => {
    line.next = null
  }
}
/** Only the next connection meets the fault. */
const once = (line: Line, fault: ReturnType<NonNullable<Line['next']>>) => {
  line.next = () => {
    line.next = null
    return fault
  }
}
const day = 24 * 3600_000

const failures: Failure[] = [
  { name: 'nothing fails', reaches: true },
  {
    name: 'the API is killed before the call and comes again later',
    reaches: false,
    async before({ api }) {
      await api.kill()
      return () => api.start()
    },
  },
  {
    name: 'the API is killed in the middle of the call',
    reaches: false,
    async before({ api, lines: { box } }) {
      box.next = () => {
        box.next = null
        void api.kill()
        // Whether it was stored, nobody knows: the answer is lost with the process.
        return { of: 'answer', after: 0 }
      }
      return () => api.start()
    },
  },
  {
    name: 'the store is away',
    // Passed on from memory by PostgreSQL's process; libsql's waits for the other writer.
    reaches: false,
    before: ({ store }) => store.away(),
  },
  {
    name: 'the box’s network is cut before the call',
    reaches: false,
    before: async ({ lines }) => cutOff(lines.box),
  },
  {
    name: 'the box’s network is cut in the middle of the question',
    reaches: true,
    async before({ lines }) {
      once(lines.box, { of: 'question', after: 200 })
      return undefined
    },
  },
  {
    name: 'the box’s network is cut before the answer',
    reaches: true,
    async before({ lines }) {
      once(lines.box, { of: 'answer', after: 0 })
      return undefined
    },
  },
  {
    name: 'the events to the desk’s page are cut',
    hears: 'neighbour',
    reaches: true,
    before: async ({ lines }) => cutOff(lines.desk),
  },
  {
    name: 'the events to the neighbour’s box are cut',
    hears: 'desk',
    reaches: true,
    before: async ({ lines }) => cutOff(lines.neighbour),
  },
  {
    name: 'all events are cut once and come again',
    reaches: true,
    async before({ lines }) {
      lines.desk.cut()
      lines.neighbour.cut()
      return undefined
    },
  },
  {
    name: 'nobody sits at the village’s desk',
    reaches: true,
    async before({ present }) {
      await present('grace', false)
      return () => present('grace', true)
    },
  },
  ...(['never', 500] as const).map(
    (answers): Failure => ({
      name: `the receiver of webhooks answers ${answers}`,
      reaches: true,
      async before({ receiver }) {
        receiver.answers = answers
        return async () => {
          receiver.answers = 'well'
        }
      },
    }),
  ),
  {
    name: 'the first address is dead and the second is not',
    reaches: true,
    addresses: ({ lines }) => ['http://127.0.0.1:1', lines.box.url],
  },
  { name: 'the box’s clock is a day late', clockOffMs: -day, reaches: true },
  { name: 'the box’s clock is a day early', clockOffMs: day, reaches: true },
]

describe.each(storeKinds)('a call for help under a single failure, on %s', (kind) => {
  let world: World
  let desk: Listening
  let neighbour: Listening
  let receiver: Server

  beforeAll(async () => {
    const answers: World['receiver'] = { answers: 'well' }
    receiver = createServer((request, response) => {
      request.resume()
      if (answers.answers !== 'never') response.writeHead(answers.answers === 500 ? 500 : 204).end()
    })
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
    const store = await openWorldStore(kind)
    const api = await startApi(store.address, {
      WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
      WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    })
    const lines = { box: await openLine(api.url), desk: await openLine(api.url), neighbour: await openLine(api.url) }
    async function present(user: string, visible: boolean): Promise<void> {
      const headers = { cookie: deskCookieOf(user), origin: api.url, 'content-type': 'application/json' }
      const body = JSON.stringify({ visible })
      expect((await fetch(`${api.url}/v1/desk/presence`, { method: 'PUT', headers, body })).status).toBeLessThan(300)
    }
    world = { api, store, lines, receiver: answers, present }
    desk = await listenAs(`${lines.desk.url}/v1/desk/events`, { cookie: deskCookieOf('grace') })
    neighbour = await keepListening(lines.neighbour.url, store.households.at(-1) as Household)
  })
  afterAll(async () => {
    await desk.close()
    await neighbour.close()
    for (const line of Object.values(world.lines)) await line.close()
    await world.api.stop()
    await world.store.close()
    receiver.closeAllConnections()
    receiver.close()
  })

  it.each(failures.map((failure, n) => ({ ...failure, n })))(
    '$name',
    async ({ n, before, addresses, clockOffMs, hears = 'both', reaches }) => {
      const { store, lines } = world
      const caller = store.households[n] as Household
      const key = `key-under-failure-${n}-0123456789`
      const id = alarmId(caller.serial, key)
      // No connection is left from the call before: each call meets its fault on one of its own.
      lines.box.cut()
      await world.present('grace', true)
      const end = await before?.(world)
      const box = pressOn(addresses?.(world) ?? [lines.box.url], { token: caller.token, key, clockOffMs })
      const since = (listening: Listening) => (listening.alarms.get(id) ?? Number.POSITIVE_INFINITY) - box.pressedAt
      const reached = () => Math.min(since(desk), since(neighbour))
      const heardBy = () => (hears === 'both' ? Math.max(since(desk), since(neighbour)) : reached())
      const settled = () => box.said.at(-1)?.sent === 'stored' && heardBy() < Number.POSITIVE_INFINITY

      // The clock of the press decides, not how long this machine takes to look.
      let duringMs = 0
      try {
        await vi.waitFor(() => expect(settled() || performance.now() - box.pressedAt > lastsMs).toBe(true), 60_000)
        duringMs = performance.now() - box.pressedAt
        if (!reaches) expect(box.said.map(({ sent }) => sent)).not.toContain('stored')
      } finally {
        await end?.()
      }
      const backMs = performance.now() - box.pressedAt
      await vi.waitFor(() => expect(settled()).toBe(true), 90_000)
      box.stop()

      const told = JSON.stringify({ said: box.said, desk: since(desk), neighbour: since(neighbour), duringMs, backMs })
      if (reached() > reachedMs) expect(box.saidAt(unsentMs), told).not.toBe('stored')
      expect(reached(), told).toBeLessThan(reaches ? reachedMs : backMs + afterwardsMs)
      if (hears !== 'both' && duringMs < lastsMs)
        expect(hears === 'desk' ? since(desk) : since(neighbour)).toBe(reached())
      const rows = await store.looking.db
        .selectFrom('alarms')
        .select(['id', 'late'])
        .where('household', '=', caller.id)
        .execute()
      expect(rows, told).toEqual([{ id, late: 0 }])
    },
    200_000,
  )
})
