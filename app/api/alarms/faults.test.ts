import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { emptyStreet, handClock, openProcess, patienceMs } from '../../../tests/support/street'
import { type Db, openStore } from '../database/connect'
import { lockEvents } from '../events/store'
import { openAlarms } from './changes'

const kills = 5
const callCount = 160
const inFlight = 6

interface Call {
  serial: string
  household: string
  key: string
  pressedAt: string
}

/** A crowd of households with a box each: every call of theirs is an alarm of its own. */
async function crowd(db: Db, count: number): Promise<Call[]> {
  const ids = Array.from({ length: count }, (_, n) => `crowd${n}`)
  const person = { contact_name: 'n', contact_phone: 'p', contact_method: null, group_id: null }
  await db
    .insertInto('households')
    .values(ids.map((id) => ({ id, area: 'grid', label: id, ...person })))
    .execute()
  await db
    .insertInto('boxes')
    .values(ids.map((id) => ({ serial: `box-${id}`, household: id, model: 'm' })))
    .execute()
  const pressedAt = new Date().toISOString()
  return ids.map((id) => ({ serial: `box-${id}`, household: id, key: `key-of-${id}-0123456789`, pressedAt }))
}

describe.each(storeKinds)('a process that is killed under a stream of alarms, on %s', (kind) => {
  let store: TestStore
  let folder: string
  let program: string

  beforeAll(async () => {
    // Inside the tree, so that the built child finds its packages.
    folder = mkdtempSync(join(import.meta.dirname, '../../../node_modules/.raiser-'))
    program = join(folder, 'raiser.mjs')
    await build({
      entryPoints: [join(import.meta.dirname, '../../../tests/support/raiser.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'silent',
    })
    store = await emptyStreet(kind, handClock(Date.now()))
  })
  afterAll(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Sends the calls, some at a time; gives what was acknowledged. Kills after so many, or ends with the last. */
  async function round(calls: readonly Call[], until: number): Promise<Map<string, string>> {
    const { databaseUrl, dataDir } = store.address
    const child: ChildProcess = spawn(process.execPath, [program, databaseUrl ?? '', dataDir], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const gone = new Promise((done) => child.once('exit', done))
    child.stdin!.on('error', () => undefined)
    const confirmed = new Map<string, string>()
    const unsent = [...calls]
    const send = () => {
      const call = unsent.shift()
      if (call !== undefined) child.stdin!.write(`${Object.values(call).join(' ')}\n`)
    }
    for await (const line of createInterface({ input: child.stdout! })) {
      if (line === 'ready') for (let n = 0; n < inFlight; n++) send()
      else {
        const [key = '', id = ''] = line.split(' ')
        confirmed.set(key, id)
        send()
        if (confirmed.size >= Math.min(until, calls.length)) child.kill('SIGKILL')
      }
    }
    await gone
    return confirmed
  }

  it('loses no acknowledged alarm, doubles none, and keeps its timers', async () => {
    const calls = await crowd(store.db, callCount)
    const confirmed = new Map<string, string>()
    const unconfirmed = () => calls.filter((call) => !confirmed.has(call.key))
    for (let kill = 0; kill < kills; kill++) {
      // What was not acknowledged is sent again with its key, as a box does.
      for (const [key, id] of await round(unconfirmed(), 3 + kill * 4)) confirmed.set(key, id)
    }
    for (const [key, id] of await round(unconfirmed(), calls.length)) confirmed.set(key, id)

    expect(confirmed.size).toBe(calls.length)
    const { db } = store
    const rows = await db.selectFrom('alarms').select(['id', 'household']).execute()
    expect(rows.map((row) => row.id).toSorted()).toEqual([...confirmed.values()].toSorted())
    expect(new Set(rows.map((row) => row.household)).size).toBe(calls.length)
    const keys = await db.selectFrom('alarm_keys').select(['key', 'alarm']).execute()
    expect(new Map(keys.map((row) => [row.key, row.alarm]))).toEqual(confirmed)
    const told = await db.selectFrom('events').select(['type', 'data']).execute()
    const raised = told.filter((event) => event.type === 'alarm.raised')
    expect(raised.map((event) => JSON.parse(event.data).id).toSorted()).toEqual(rows.map((row) => row.id).toSorted())
    const steps = await db.selectFrom('escalation_steps').select(['alarm', 'tier']).execute()
    expect(new Set(steps.map((step) => `${step.alarm} ${step.tier}`)).size).toBe(calls.length * 4)
    expect(steps).toHaveLength(calls.length * 4)
  }, 120_000)
})

describe('a PostgreSQL whose connections break under a stream of alarms', () => {
  it('loses none and doubles none: what was not confirmed is pressed again', async () => {
    const clock = handClock()
    const store = await emptyStreet('postgres', clock)
    const calls = await crowd(store.db, 40)
    const running = await openProcess(store, clock)
    const alarms = openAlarms(running.service, patienceMs)
    let refused = 0
    async function press({ serial, household, key, pressedAt }: Call): Promise<string> {
      const box = { pairing: '', serial, household, credential: 'access' as const }
      for (;;) {
        try {
          return (await alarms.raise(box, key, { kind: 'help', pressed_at: pressedAt })).alarm.id
        } catch (error) {
          expect(error).toMatchObject({ problem: 'store-down', extensions: { passed_on: true } })
          refused += 1
        }
      }
    }
    const other = openStore({ ...store.address, poolSize: 2 })
    const ids: string[] = []
    for (let n = 0; n < calls.length; n += 8) {
      let pressing: Promise<string>[] = []
      // Holds the writers up, so that the cut always comes in the middle of a transaction.
      await other.db.transaction().execute(async (transaction) => {
        await lockEvents(transaction, 'postgres')
        pressing = calls.slice(n, n + 8).map(press)
        await vi.waitFor(async () => {
          // Other tests have databases of their own on the same server.
          const held = await sql`select 1 from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`.execute(transaction)
          expect(held.rows).not.toEqual([])
        }, 10_000)
        await sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
          and application_name like 'porchlight%' and datname = current_database()`.execute(transaction)
      })
      ids.push(...(await Promise.all(pressing)))
    }
    expect(refused).toBeGreaterThanOrEqual(5)
    const rows = await store.db.selectFrom('alarms').select('id').execute()
    expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    const told = await store.db.selectFrom('events').select('data').where('type', '=', 'alarm.raised').execute()
    expect(told.map(({ data }) => JSON.parse(data).id).toSorted()).toEqual(ids.toSorted())
    await other.close()
    await alarms.close()
    await running.close()
    await store.close()
  })
})
