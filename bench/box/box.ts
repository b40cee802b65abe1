import { execFileSync } from 'node:child_process'
import type { Driver } from '../../tests/engines/driver'
import { type Engine, engines } from '../../tests/engines/engines'
import { zoneAtNoon } from '../../tests/support/day'
import { type Porchlight, startPorchlight } from '../../tests/support/porchlight'
import { type Measured, type Row, summary } from '../measure'
import { lowCamera, milestone, setHidden, zap } from './drive'
import { webMemory } from './memory'

const box = 'DEMO-008'
/** After this nothing of a start, of a key or of what was let go is still under way. */
const settleMs = 4_000
const rest = (ms: number) => new Promise((done) => setTimeout(done, ms))

/**
 * The engine of RDK boxes, as Debian starts it and with the allocator set as docs/boxes.md asks of whoever starts it on
 * a box; and the oldest Chromium that plays H.264. In Chromium the graphics have a process of their own.
 */
const tried: { key: string; engine: string; variant: string; env: Record<string, string> }[] = [
  {
    key: 'wpe',
    engine: 'WPE WebKit 2.38',
    variant: 'one arena',
    env: { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' },
  },
  { key: 'wpe_plain', engine: 'WPE WebKit 2.38', variant: 'as Debian starts it', env: {} },
  { key: 'chromium76', engine: 'Chromium 76', variant: 'renderer', env: {} },
]

/**
 * The start, and the memory of the web process over that of an empty page in the same engine and run: with the list,
 * with a live picture, in the background, and after many zaps. Every run has a browser of its own, nothing stored.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  execFileSync(process.execPath, ['build/build.mjs', '--stale'], { stdio: 'inherit' })
  const porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon() })
  const rows: Row[] = []
  const ratios: Record<string, number> = {}
  try {
    for (const { key, engine: name, variant, env } of tried) {
      const engine = engines.find((one) => one.name === name)
      const got = await engine?.get()
      if (!engine || !got || 'reason' in got) {
        console.log(`${name} is not measured: ${got && 'reason' in got ? got.reason : 'not known'}`)
        continue
      }
      Object.assign(process.env, env)
      const figures = await measure(engine, got.path, porchlight, quick ? [2, 15] : [20, 1_000])
      for (const set of Object.keys(env)) delete process.env[set]
      for (const [metric, values] of Object.entries(figures)) {
        const unit = metric.startsWith('until') ? 's' : 'MB'
        rows.push({ case: name, variant, metric, unit, ...summary(values) })
      }
      const over = (metric: string) =>
        summary(figures[metric] ?? []).median - summary(figures['empty page'] ?? []).median
      Object.assign(ratios, {
        [`${key}_list_s`]: percentile(figures['until list'] ?? [], 0.95),
        [`${key}_picture_s`]: percentile(figures['until picture'] ?? [], 0.95),
        [`${key}_list_over_blank_mb`]: over('list'),
        [`${key}_memory_over_blank_mb`]: over('picture'),
        [`${key}_low_picture_over_blank_mb`]: over('picture, low'),
        [`${key}_background_over_blank_mb`]: over('background'),
        [`${key}_zapped_over_blank_mb`]: over('after zaps'),
        [`${key}_zapped_background_over_blank_mb`]: over('after zaps, background'),
      })
    }
  } finally {
    await porchlight.stop()
  }
  return { rows, ratios }
}

async function measure(engine: Engine, path: string, { api }: Porchlight, [runs, zaps]: [number, number]) {
  const figures: Record<string, number[]> = {}
  const add = (metric: string, value: number) => {
    figures[metric] = [...(figures[metric] ?? []), value]
  }
  const memory = async (metric: string) => {
    await rest(settleMs)
    add(metric, webMemory())
  }
  const inEngine = async (act: (driver: Driver) => Promise<void>) => {
    const driver = await engine.open(path)
    try {
      await act(driver)
    } finally {
      await driver.close()
    }
  }
  let low = 1
  for (let n = 0; n < runs; n++) {
    await inEngine(async (driver) => {
      await driver.open('about:blank')
      await memory('empty page')
      await driver.open(`${api}/?box=${box}`)
      add('until list', (await milestone(driver, 'list')) / 1_000)
      await memory('list')
      low = await lowCamera(driver)
    })
    await inEngine(async (driver) => {
      await driver.open(`${api}/?box=${box}#/camera/1`)
      add('until picture', (await milestone(driver, 'picture')) / 1_000)
      await memory('picture')
      await setHidden(driver, true)
      await memory('background')
      if (n > 0) return
      await setHidden(driver, false)
      await zap(driver, zaps)
      await memory('after zaps')
      await setHidden(driver, true)
      await memory('after zaps, background')
    })
    await inEngine(async (driver) => {
      await driver.open(`${api}/?box=${box}#/camera/${low}`)
      await milestone(driver, 'picture')
      await memory('picture, low')
    })
  }
  return figures
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
