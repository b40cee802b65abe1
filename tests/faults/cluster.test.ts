import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { bumpVersion } from '../../app/api/access/store'
import { openStore } from '../../app/api/database/connect'
import { migrateAt } from '../../app/api/database/migrate'
import { type Cluster, startCluster } from '../support/cluster'
import { fillStreet } from '../support/street'
import { type Load, startLoad } from './cluster-load'
import { fillTown, type Household } from './town'

/** How long things are killed, and which faults in which order: `PORCHLIGHT_FAULT_MINUTES=10` before a release. */
const minutes = Number(process.env.PORCHLIGHT_FAULT_MINUTES ?? 1)
const seed = Number(process.env.PORCHLIGHT_FAULT_SEED ?? 7)
const nginx = inject('nginx')

if (nginx === '') it(`is not tried: ${inject('nginxReason')}`, () => undefined)
else describe('two processes, PostgreSQL and its standby, and nginx, each killed at random under load', underFaults)

function underFaults() {
  let cluster: Cluster
  let homes: Household[]

  beforeAll(async () => {
    cluster = await startCluster(
      nginx,
      async (databaseUrl, cameras) => {
        const address = { databaseUrl, dataDir: '' }
        await migrateAt(address)
        const { db, close } = openStore({ ...address, poolSize: 2 })
        await fillStreet(db, Date.now())
        await db
          .updateTable('cameras')
          .set({ hls_url: `${cameras}/cam3/index.m3u8` })
          .where('id', '=', 'cam3')
          .execute()
        homes = await fillTown(db, Math.ceil(100 + minutes * 1200))
        await bumpVersion(db)
        await close()
      },
      { ESCALATE_TOWNSHIP_S: '2', ESCALATE_COUNTY_S: '4', ESCALATE_UNANSWERED_S: '6', LOG_LEVEL: 'silent' },
    )
  }, 240_000)
  afterAll(() => cluster.stop())

  it(
    `loses and doubles no acknowledged call, sends no forbidden picture, and every box comes back (${minutes} min, seed ${seed})`,
    async () => {
      const people = {
        listeners: homes.slice(0, 30),
        viewers: homes.slice(30, 40),
        strangers: homes.slice(40, 42),
        // Neighbours of those who listen call now and then, all the time.
        callers: homes
          .slice(100)
          .flatMap((one, n) => (n % 12 === 0 && n / 12 < 58 ? [homes[42 + n / 12]!, one] : [one])),
      }
      const load = await startLoad(cluster, people)
      const told = await breakThings(cluster, load)
      await load.end()
      const store = openStore({ databaseUrl: cluster.database.url, dataDir: '', poolSize: 2 })
      const { db } = store

      await vi.waitFor(
        async () => {
          const due = await db.selectFrom('escalation_steps').select('alarm').where('done_at', 'is', null).execute()
          expect(due).toHaveLength(0)
        },
        { timeout: 120_000, interval: 500 },
      )
      const rows = await db.selectFrom('alarms').select(['id', 'household']).execute()
      expect(new Map(rows.map((row) => [row.household, row.id]))).toEqual(load.acknowledged)
      expect(rows).toHaveLength(load.acknowledged.size)
      // Each timer fired once, whoever looked.
      const receipts = await db.selectFrom('alarm_receipts').select(['alarm', 'hop', 'who']).execute()
      const said = receipts.map(({ alarm, hop, who }) => `${alarm} ${hop} ${who}`)
      expect(said.length).toBe(new Set(said).size)
      expect(receipts.filter(({ hop }) => hop === 'unanswered')).toHaveLength(rows.length)

      // Whoever listens has heard of every call of his group, in order, whatever was killed meanwhile.
      const events = await db.selectFrom('events').select(['id', 'type', 'data']).orderBy('id').execute()
      const { group } = people.listeners[0]!
      const called = people.callers.flatMap((one) => (one.group === group ? [load.acknowledged.get(one.id)] : []))
      const ofGroup = called.filter((id) => id !== undefined)
      expect(ofGroup.length).toBeGreaterThan(0)
      const last = events.findLast(
        ({ type, data }) => type !== 'access.changed' && ofGroup.includes(JSON.parse(data).id),
      )
      await Promise.all(load.boxes.map((box) => box.heardUpTo(Number(last?.id))))
      for (const box of load.boxes) {
        await box.close()
        const numbers = box.events.map(({ id }) => Number(id))
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
        const heard = new Set(box.events.filter(({ type }) => type === 'alarm.raised').map(({ alarm }) => alarm))
        expect(ofGroup.filter((id) => !heard.has(id))).toEqual([])
      }
      await store.close()

      expect(load.forbidden).toEqual([])
      expect(load.pictures.begunAnew).toEqual([])
      expect(load.suspensions).toBeGreaterThan(0)
      console.log(
        [
          `${rows.length} calls acknowledged, ${load.pictures.sent} segments sent, ${load.suspensions} suspensions, ${told.length} faults:`,
          ...told.map(
            ({ fault, backMs, callMs, gapMs }) =>
              `  ${fault}: every box back ${backMs} ms after the kill; the next call ${callMs} ms after all runs; longest time between two segments ${gapMs} ms`,
          ),
        ].join('\n'),
      )
    },
    (minutes * 60 + 400) * 1000,
  )
}

/** The same faults in every run of a seed. */
function dice(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** One fault after the other until the time is over; the next one when all is well again. */
async function breakThings({ apis, database, edge }: Cluster, load: Load) {
  const faults: Record<string, () => Promise<void>> = {
    'a process killed': () => again(apis[0].kill, apis[0].start),
    'the other process killed': () => again(apis[1].kill, apis[1].start),
    'rolling restart': async () => {
      for (const api of apis) await again(api.leave, api.start)
    },
    'nginx killed': () => again(edge.kill, edge.start),
    'PostgreSQL killed and started': () => again(database.primary().kill, database.primary().start),
    'PostgreSQL killed, its standby promoted': async () => {
      await database.primary().kill()
      await database.promote()
      await database.follow()
    },
    'the standby killed': () => again(database.standby().kill, database.standby().start),
  }
  const again = async (end: () => Promise<void>, start: () => Promise<void>) => {
    await end()
    await start()
    await database.inStep()
  }
  const roll = dice(seed)
  const until = performance.now() + minutes * 60_000
  const told: { fault: string; backMs: number; callMs: number; gapMs: number }[] = []
  let names: string[] = []
  while (performance.now() < until) {
    // Each once before any comes again, in an order of its own.
    if (names.length === 0) names = Object.keys(faults)
    const [fault = ''] = names.splice(Math.floor(roll() * names.length), 1)
    load.pictures.longestGapMs = 0
    const begun = performance.now()
    await faults[fault]?.()
    const over = performance.now()
    const before = load.acknowledged.size
    const standing = () => expect(load.boxes.filter((box) => !box.standing)).toHaveLength(0)
    await vi.waitFor(standing, { timeout: 60_000, interval: 50 })
    const backMs = Math.round(performance.now() - begun)
    await vi.waitFor(() => expect(load.acknowledged.size).toBeGreaterThan(before), { timeout: 60_000, interval: 50 })
    const callMs = Math.round(performance.now() - over)
    const enough = load.pictures.sent + 20
    await vi.waitFor(() => expect(load.pictures.sent).toBeGreaterThan(enough), { timeout: 60_000, interval: 50 })
    told.push({ fault, backMs, callMs, gapMs: Math.round(load.pictures.longestGapMs) })
  }
  return told
}
