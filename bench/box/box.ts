import { execFileSync } from 'node:child_process'
import type { Driver } from '../../tests/engines/driver'
import { type Engine, engines } from '../../tests/engines/engines'
import { zoneAtNoon } from '../../tests/support/day'
import { startPorchlight } from '../../tests/support/porchlight'
import { type Measured, percentile, type Row, summary } from '../measure'
import { lowCamera, milestone, openPictures, pressKeys, setHidden, zap } from './drive'
import { webMemory } from './memory'

const box = 'DEMO-008'
/** After this nothing of a start, of a key or of what was let go is still under way. */
const settleMs = 4_000
/** A box in the background stays there; engines give memory back some while after it is let go. */
const hiddenMs = 15_000
const rest = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** WPE stands first: what is promised is promised of it. In Chromium the graphics have a process of their own. */
const subjects: Subject[] = [
  {
    key: 'wpe',
    engine: 'WPE WebKit 2.38',
    variant: 'allocator as docs/boxes.md asks',
    env: { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' },
  },
  { key: 'chromium76', engine: 'Chromium 76', variant: 'renderer', env: {} },
  { key: 'chromium', engine: 'Chromium of today', variant: 'renderer', env: {} },
  { key: 'wpe_plain', engine: 'WPE WebKit 2.38', variant: 'as Debian starts it', env: {} },
]
interface Subject {
  key: string
  engine: string
  variant: string
  env: Record<string, string>
}

/** How often each is looked at. A cold start of the slowest engine takes five seconds, a look at its memory a minute. */
interface Turns {
  starts: number
  memory: number
  keys: number
  pictures: number
  zaps: number
  /** at the memory, on the way of the zaps: what an engine gave before it died counts */
  looks: number
}
const full: Turns = { starts: 12, memory: 3, keys: 60, pictures: 20, zaps: 1_000, looks: 10 }
const few: Turns = { starts: 3, memory: 1, keys: 20, pictures: 5, zaps: 30, looks: 3 }
/** Those of which something is promised; more would not be within five minutes. */
const fewSubjects = ['wpe', 'chromium76']

/**
 * Start, keys, the picture after OK, and the memory of the web process over that of an empty page in the same engine and
 * run: with the list, with a live picture, in the background, and over many zaps. What fails in one engine is told in
 * the results and costs no other engine its figures. `BOX_ENGINES=wpe,chromium` takes some only.
 */
export async function run({ quick, keep }: { quick: boolean; keep(so: Measured): void }): Promise<Measured> {
  execFileSync(process.execPath, ['build/build.mjs', '--stale'], { stdio: 'inherit' })
  const wanted = process.env.BOX_ENGINES?.split(',') ?? (quick ? fewSubjects : subjects.map(({ key }) => key))
  const porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon() })
  const measured: Measured = { rows: [], ratios: {}, failures: [] }
  try {
    for (const subject of subjects.filter(({ key }) => wanted.includes(key))) {
      const figures = new Figures(subject)
      await inTurn(subject, figures, porchlight.api, quick ? few : full)
      measured.rows.push(...figures.rows())
      Object.assign(measured.ratios, figures.ratios())
      measured.failures?.push(...figures.failures)
      keep(measured)
    }
  } finally {
    await porchlight.stop()
  }
  return measured
}

/** What one engine gave, and what it did not. */
class Figures {
  private readonly values: Record<string, number[]> = {}
  readonly failures: string[] = []
  sessions = 0

  constructor(private readonly subject: Subject) {}

  add(metric: string, ...values: number[]): void {
    this.values[metric] = [...(this.values[metric] ?? []), ...values]
  }

  failed(what: string, error: unknown): void {
    const why = `${this.subject.engine}, ${this.subject.variant}: ${what}: ${error instanceof Error ? error.message.split('\n')[0] : error}`
    this.failures.push(why)
    console.log(`  ${why}`)
  }

  rows(): Row[] {
    return Object.entries(this.values).map(([metric, values]) => ({
      case: this.subject.engine,
      variant: this.subject.variant,
      metric,
      unit: metric.startsWith('start') ? 's' : metric.startsWith('from') ? 'ms' : 'MB',
      ...summary(values),
    }))
  }

  ratios(): Record<string, number> {
    const median = (metric: string) => summary(this.values[metric] ?? []).median
    const over = (metric: string) => median(metric) - median('empty page')
    const { key } = this.subject
    const all = {
      [`${key}_list_s`]: percentile(this.values['start until list'] ?? [], 0.95),
      [`${key}_picture_s`]: percentile(this.values['start until picture'] ?? [], 0.95),
      [`${key}_key_p50_ms`]: median('from key to frame'),
      [`${key}_key_p95_ms`]: percentile(this.values['from key to frame'] ?? [], 0.95),
      [`${key}_ok_to_picture_ms`]: median('from OK to picture'),
      [`${key}_list_over_blank_mb`]: over('list'),
      [`${key}_memory_over_blank_mb`]: over('picture'),
      [`${key}_low_picture_over_blank_mb`]: over('picture, low'),
      [`${key}_background_over_blank_mb`]: over('background'),
      [`${key}_background_mb`]: median('background'),
      [`${key}_zap_drift_mb`]: this.drift(),
      [`${key}_sessions_failed`]: this.sessions === 0 ? 1 : this.failures.length / this.sessions,
    }
    return Object.fromEntries(Object.entries(all).filter(([, value]) => Number.isFinite(value)))
  }

  /** From the first look on the way of the zaps to the last that was come to. */
  private drift(): number {
    const looks = Object.keys(this.values).filter((metric) => /^after \d+ zaps$/.test(metric))
    const at = (metric = '') => summary(this.values[metric] ?? []).median
    return at(looks[looks.length - 1]) - at(looks[0])
  }
}

/** All that is asked of one engine. Every session has a browser of its own, with nothing stored. */
async function inTurn(subject: Subject, figures: Figures, api: string, turns: Turns): Promise<void> {
  console.log(`${subject.engine}, ${subject.variant}`)
  const engine = engines.find(({ name }) => name === subject.engine)
  if (engine === undefined) return figures.failed('is not to be had', 'there is no such engine')
  const got = await Promise.resolve(engine.get()).catch(({ message }: Error) => ({ reason: message }))
  if ('reason' in got) return figures.failed('is not to be had', got.reason)

  // What fails is told, counted and tried once more: an engine that died once has its figures all the same.
  const session = async (what: string, act: (driver: Driver) => Promise<void>, again = true): Promise<void> => {
    figures.sessions++
    try {
      const driver = await opened(engine, got.path, subject.env)
      try {
        await act(driver)
      } finally {
        await driver.close()
      }
    } catch (error) {
      figures.failed(what, error)
      if (again) await session(what, act, false)
    }
  }
  const memory = async (metric: string, after = settleMs) => {
    await rest(after)
    figures.add(metric, webMemory())
  }
  const page = (hash = '') => `${api}/?box=${box}${hash}`

  for (let n = 0; n < turns.starts; n++) {
    await session('start with the list', async (driver) => {
      await driver.open(page())
      figures.add('start until list', (await milestone(driver, 'list')) / 1_000)
    })
    await session('start with a picture', async (driver) => {
      await driver.open(page('#/camera/1'))
      figures.add('start until picture', (await milestone(driver, 'picture')) / 1_000)
    })
  }
  await session('keys', async (driver) => {
    await driver.open(page())
    await milestone(driver, 'list')
    await rest(settleMs)
    figures.add('from key to frame', ...(await pressKeys(driver, turns.keys)))
    figures.add('from OK to picture', ...(await openPictures(driver, turns.pictures)))
  })
  for (let n = 0; n < turns.memory; n++) {
    let low = 1
    await session('memory with the list', async (driver) => {
      await driver.open('about:blank')
      await memory('empty page')
      await driver.open(page())
      await milestone(driver, 'list')
      await memory('list')
      low = await lowCamera(driver)
    })
    await session('memory with a picture', async (driver) => {
      await driver.open(page('#/camera/1'))
      await milestone(driver, 'picture')
      await memory('picture')
      await setHidden(driver, true)
      await memory('background', hiddenMs)
    })
    await session('memory with a low picture', async (driver) => {
      await driver.open(page(`#/camera/${low}`))
      await milestone(driver, 'picture')
      await memory('picture, low')
    })
  }
  await session(`${turns.zaps} zaps`, async (driver) => {
    await driver.open(page('#/camera/1'))
    await milestone(driver, 'picture')
    for (let n = 1; n <= turns.looks; n++) {
      await zap(driver, turns.zaps / turns.looks)
      await memory(`after ${(turns.zaps / turns.looks) * n} zaps`)
    }
    await setHidden(driver, true)
    await memory(`after ${turns.zaps} zaps, background`, hiddenMs)
  })
}

/** An engine, started with an environment of its own. */
async function opened(engine: Engine, path: string, env: Record<string, string>): Promise<Driver> {
  Object.assign(process.env, env)
  try {
    return await engine.open(path)
  } finally {
    for (const set of Object.keys(env)) delete process.env[set]
  }
}
