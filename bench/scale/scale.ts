import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import Libsql from 'libsql'
import { openNeighbourhood } from '../../app/api/access/memory'
import { bumpChanged } from '../../app/api/access/store'
import { openStore } from '../../app/api/database/connect'
import { migrate } from '../../app/api/database/migrate'
import { gridOfHousehold, idOf, layOut } from '../../app/demo/town'
import { townRows } from '../../app/demo/townFiles'
import { peers } from '../access/peers'
import { cpuPerCall, type Measured, type Row, summary } from '../measure'
import { fillStore } from './fill'

const now = Date.UTC(2026, 10, 23, 4)
const size = { seed: 7, households: 3_500_000, cameras: 300_000 }
const asked = 65_536
const sameQuestions = 'ours, the libraries’ questions'
/** Pairs that stand in the processor's caches. */
const few = 64
/** A night's changes, as an import tells them. */
const changedRows = 17_500

/**
 * A city in memory: how long until it is there, how much it takes, what a decision costs, and how long a night's
 * changes need to be in force. A decision is what `POST /v1/playbacks`, a renewal and a desk ask: two ids as text in,
 * the answer with its reason out; households and cameras at random, so that nothing of them is in a cache. Beside it the
 * same few again and again, as a screen that renews: the difference is the wait for memory. The libraries cannot hold a
 * city: each has the rules of 64 households alone.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const store = openStore({ databaseUrl: null, dataDir: folder })
  try {
    await migrate(store.db)
    fillStore(join(folder, 'porchlight.db'), townRows({ ...size, now, origin: 'https://cameras.example' }))
    const before = held()
    const rssBefore = process.memoryUsage.rss()
    const start = performance.now()
    const options = { db: store.db, clock: { now: () => now }, timeZone: 'Asia/Shanghai', pollMs: 3_600_000 }
    const neighbourhood = await openNeighbourhood(options)
    const readySeconds = (performance.now() - start) / 1000
    const memory = (held() - before) / 1e6
    const rss = (process.memoryUsage.rss() - rssBefore) / 1e6

    const { draw, ...town } = layOut(size)
    const whole = (stream: number, index: number, below: number) => Math.floor(draw(stream, index) * below)
    const pairs = Array.from({ length: asked }, (_, index) => ({
      household: idOf.household(whole(100, index, size.households)),
      camera: idOf.camera(whole(101, index, size.cameras)),
    }))
    const own = Array.from({ length: asked }, (_, index) => {
      const household = whole(100, index, size.households)
      const near = neighbourhood.nearest(idOf.grid(gridOfHousehold({ draw, ...town }, household)), 4, now)
      return { household: idOf.household(household), camera: near[index % near.length]?.id ?? idOf.camera(0) }
    })
    const database = new Libsql(join(folder, 'porchlight.db'))
    const statement = database.prepare(
      `select 1 from grants where effect = 'allow' and subject_kind = 'household' and subject = ? and object_kind = 'camera'
       and object = ? and valid_from <= ? and (valid_until is null or valid_until > ?)`,
    )
    const map = new Map<string, string>()
    for (const row of database.prepare('select id, area from households').iterate() as Iterable<{
      id: string
      area: string
    }>)
      map.set(row.id, row.area)
    let seen = 0
    const decide = (list: typeof pairs) => (i: number) => {
      const { household, camera } = list[i % list.length]!
      if (neighbourhood.decide(household, camera, now).see === 'yes') seen++
    }
    const fast = cpuPerCall(
      {
        ours: decide(pairs),
        'ours, own grid': decide(own),
        'ours, 64 pairs again and again': decide(pairs.slice(0, few)),
        'plain Map, the household alone': (i) => void (map.get(pairs[i % asked]!.household) === 'x' && seen++),
      },
      { rounds: quick ? 7 : 15, calls: 200_000 },
    )
    const { ours, libraries } = await peers(database, neighbourhood, pairs, now)
    const sqlite = (i: number) => {
      const { household, camera } = pairs[i % asked]!
      seen += statement.all(household, camera, now, now).length
    }
    const slow = cpuPerCall(
      { 'SQLite query': sqlite, [sameQuestions]: ours, ...libraries },
      { rounds: quick ? 3 : 7, calls: 5000 },
    )
    database.close()
    if (seen === 0) throw new Error('the questions must have some answers')

    await bumpChanged(store.db, { households: pairs.slice(0, changedRows).map(({ household }) => household) })
    const from = performance.now()
    await neighbourhood.refresh()
    const followSeconds = (performance.now() - from) / 1000
    neighbourhood.close()

    const row = (variant: string, metric: string, unit: string, values: readonly number[]): Row => ({
      ...{ case: variant in libraries ? 'the rules of 64 households' : '3.5M households × 300k cameras' },
      ...{ variant, metric, unit },
      ...summary(values),
    })
    const figures = { ...fast, ...slow }
    const median = (name: string) => summary(figures[name] ?? []).median
    return {
      rows: [
        ...Object.entries(figures).map(([variant, values]) => row(variant, 'cpu', 'µs', values)),
        row('ours', 'until it is there', 's', [readySeconds]),
        row('ours', 'heap, external and array buffers', 'MB', [memory]),
        row('ours', 'resident memory of the process on top', 'MB', [rss]),
        row('ours', `until ${changedRows} changed households are in force`, 's', [followSeconds]),
      ],
      ratios: {
        city_decision_us: median('ours'),
        city_decision_own_grid_us: median('ours, own grid'),
        city_decision_in_caches_us: median('ours, 64 pairs again and again'),
        city_access_mb: memory,
        city_access_rss_mb: rss,
        city_ready_s: readySeconds,
        city_follow_s: followSeconds,
        // Like beside like: the libraries' 64 households are in the caches too.
        city_best_library_to_ours: Math.min(...Object.keys(libraries).map(median)) / median(sameQuestions),
      },
    }
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Bytes that are in use after everything else was collected. */
function held(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  // `external` has the array buffers in it.
  return heapUsed + external
}
