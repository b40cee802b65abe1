import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { type Box, openBox } from './box'
import { type Engine, engines } from './engines'
import { hide, hideOwnCall, journeys, ours } from './journeys'
import { masks } from './masks'
import { type Row, traitsOf, writeReport } from './report'

/** `ENGINES=WPE,Firefox` tries those only, and writes no document. */
const wanted = process.env.ENGINES?.split(',')
const chosen = engines.filter(({ name }) => wanted === undefined || wanted.some((part) => name.includes(part)))
const rows: Row[] = []
const columns = ['start', ...journeys.map(({ name }) => name), 'reload']

afterAll(() => {
  if (wanted === undefined) writeReport(rows, columns)
})

describe.each(chosen)('$name', (engine) => {
  const row: Row = { engine, cells: new Map() }
  rows.push(row)
  let porchlight: Porchlight
  let box: Box | undefined
  let folder: string
  /** A step whose outcome goes into the table, whatever it is. */
  const step = (name: string, go: () => Promise<string | undefined>) =>
    it(name, async () => {
      if (row.reason !== undefined) return console.log(`${engine.name} is not tried: ${row.reason}`)
      row.cells.set(name, '**fails**')
      row.cells.set(name, (await go()) ?? '✓')
    })
  const opened = () => {
    if (box === undefined) throw new Error('the app did not start')
    return box
  }

  beforeAll(async () => {
    const got = await engine.get()
    if ('reason' in got) {
      row.reason = got.reason
      return
    }
    // Until it says itself: an engine that does not even start has a row of its own.
    row.version = engine.name
    folder = mkdtempSync(join(tmpdir(), 'porchlight-masked-'))
    // The shortest life of a token, so that one is renewed while the test watches.
    const env = { TIME_ZONE: zoneAtNoon(), PLAYBACK_TOKEN_S: '20', ...maskedBuild(engine, folder) }
    porchlight = await startPorchlight(env)
    const driver = await engine.open(got.path)
    row.version = driver.version
    if (driver.before && engine.mask) await driver.before(masks[engine.mask])
    box = { ...(await openBox(driver, porchlight.api, ours)) }
    row.traits = await traitsOf(driver)
  }, 600_000)
  afterAll(async () => {
    await box?.driver.close()
    await porchlight?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  step('start', async () => {
    const { build, player } = row.traits ?? {}
    opened()
    expect({ build, player }).toEqual({ build: engine.build, player: engine.player ?? 'none' })
    return undefined
  })
  for (const { name, go } of journeys) step(name, () => go(opened(), porchlight, engine))
  step('reload', async () => {
    box = await openBox(opened().driver, porchlight.api, ours, '#/camera/2')
    await box.shows(/^You called$/)
    await hideOwnCall(box)
    await box.shows(/3-1-101 calls for help/)
    // A neighbour's call covers the picture until it is answered or hidden.
    await hide(box, /^I am going$/)
    if (engine.player !== null) await box.plays(2)
    return undefined
  })
})

/** WebDriver has nothing that runs before a page: there the mask goes into a copy of the build's first script. */
function maskedBuild(engine: Engine, folder: string): Record<string, string> {
  if (engine.mask === undefined || engine.player !== 'native') return {}
  cpSync('dist/tv', folder, { recursive: true })
  const start = readdirSync(join(folder, 'assets')).find((name) => name.startsWith('start-')) ?? ''
  const file = join(folder, 'assets', start)
  writeFileSync(file, `${masks[engine.mask]};${readFileSync(file, 'utf8')}`)
  return { TV_DIR: folder }
}
