import { execFileSync } from 'node:child_process'
import type { Driver } from '../../tests/engines/driver'
import { type Engine, engines } from '../../tests/engines/engines'
import { zoneAtNoon } from '../../tests/support/day'
import { type Porchlight, startPorchlight } from '../../tests/support/porchlight'
import { type Measured, type Row, summary } from '../measure'
import { milestone, setHidden, zap } from './drive'
import { webMemory } from './memory'

const box = 'DEMO-008'
/** The oldest Chromium that plays H.264, and the engine of RDK boxes. */
const tried = { wpe: 'WPE WebKit 2.38', chromium76: 'Chromium 76' } as const
type Tried = keyof typeof tried
/** After this nothing of a start, of a key or of what was let go is still under way. */
const settleMs = 6_000
const rest = (ms: number) => new Promise((done) => setTimeout(done, ms))

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
    for (const name of Object.keys(tried) as Tried[]) {
      const engine = engines.find((one) => one.name === tried[name])
      const got = await engine?.get()
      if (!engine || !got || 'reason' in got) {
        console.log(`${tried[name]} is not measured: ${got && 'reason' in got ? got.reason : 'not known'}`)
        continue
      }
      const figures = await measure(engine, got.path, porchlight, quick ? [4, 40] : [20, 1_000])
      for (const [metric, values] of Object.entries(figures))
        rows.push({
          case: tried[name],
          variant: 'ours',
          metric,
          unit: / s$/.test(metric) ? 's' : 'MB',
          ...summary(values),
        })
      const over = (metric: string) => summary(figures[metric] ?? []).median - summary(figures.blank ?? []).median
      Object.assign(ratios, {
        [`${name}_list_s`]: percentile(figures['list s'] ?? [], 0.95),
        [`${name}_picture_s`]: percentile(figures['picture s'] ?? [], 0.95),
        [`${name}_memory_over_blank_mb`]: Math.max(over('with list'), over('with picture')),
        [`${name}_background_over_blank_mb`]: over('in background'),
        [`${name}_zapped_over_blank_mb`]: over('after zaps'),
        [`${name}_zapped_background_over_blank_mb`]: over('after zaps, in background'),
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
  for (let n = 0; n < runs; n++) {
    await inEngine(async (driver) => {
      await driver.open('about:blank')
      await memory('blank')
      await driver.open(`${api}/?box=${box}`)
      add('list s', (await milestone(driver, 'list')) / 1_000)
      await memory('with list')
    })
    await inEngine(async (driver) => {
      await driver.open(`${api}/?box=${box}#/camera/1`)
      add('picture s', (await milestone(driver, 'picture')) / 1_000)
      await memory('with picture')
      await setHidden(driver, true)
      await memory('in background')
      if (n > 0) return
      await setHidden(driver, false)
      await zap(driver, zaps)
      await memory('after zaps')
      await setHidden(driver, true)
      await memory('after zaps, in background')
    })
  }
  return figures
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
