import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { launch } from '../../support/browser'
import { zoneAtNoon } from '../../support/day'
import { type Porchlight, startPorchlight } from '../../support/porchlight'
import { keys, openTv, type Tv } from '../../support/tv'
import { until } from '../../support/watching'

interface Told {
  use?: string
  now?: string
  good?: string
  bad?: string
  tries?: number
}
interface Rollout {
  newest: { release: string; fared: { failed: number } }
  before: { release: string }
}

let browser: Browser
let folder: string
beforeAll(async () => {
  browser = await launch(inject('chromium'))
  folder = mkdtempSync(join(tmpdir(), 'porchlight-bundles-'))
})
afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

type Kind = 'good' | 'broken' | 'falling'

/**
 * The built app as another bundle, which says so in its page. A broken one never comes to its first screen; a falling one
 * comes to it, and then errs without end.
 */
function bundle(name: string, kind: Kind = 'good'): string {
  const made = join(folder, name)
  cpSync('dist/tv', made, { recursive: true })
  const page = join(made, 'index.html')
  let text = readFileSync(page, 'utf8').replace('<title>', `<meta name="bundle" content="${name}" /><title>`)
  if (kind === 'falling') {
    writeFileSync(join(made, 'assets/falls.js'), 'setInterval(() => { throw new Error("this bundle falls") }, 500)')
    text = text.replace('</body>', '<script src="./assets/falls.js"></script></body>')
  }
  if (kind === 'broken') {
    const start = readdirSync(join(made, 'assets')).find((file) => file.startsWith('start-')) ?? ''
    writeFileSync(join(made, 'assets/start-broken00.js'), 'throw new Error("this bundle is broken")')
    text = text.replace(start, 'start-broken00.js')
  }
  writeFileSync(page, text)
  return made
}

const told = (tv: Tv) => tv.page.evaluate<Told>("JSON.parse(localStorage.getItem('porchlight.release'))")
const runs = (tv: Tv) => tv.page.evaluate<string | null>("document.querySelector('meta[name=bundle]')?.content ?? null")
async function restart(tv: Tv): Promise<void> {
  await tv.page.reload()
  await tv.page.waitForFunction('"porchlight" in window')
}

describe.each<Kind>(['broken', 'falling', 'good'])('a new bundle that is %s', (name) => {
  let porchlight: Porchlight
  let newest: string
  let before: string
  const opened: Tv[] = []
  beforeEach(async () => {
    const env = { TV_DIR: bundle(name, name), TV_PREVIOUS_DIR: bundle(`before-${name}`), TIME_ZONE: zoneAtNoon() }
    porchlight = await startPorchlight(env)
    const rollout = (await (await porchlight.operator('GET', '/v1/operator/rollout')).json()) as Rollout
    newest = rollout.newest.release
    before = rollout.before.release
  })
  afterEach(async () => {
    for (const tv of opened.splice(0)) await tv.close()
    await porchlight.stop()
  })
  async function open(box: string): Promise<Tv> {
    const tv = await openTv(browser, porchlight.api, { box, language: 'en' })
    opened.push(tv)
    await tv.shows(/East Gate$/)
    expect([await runs(tv), (await told(tv)).good]).toEqual([`before-${name}`, before])
    return tv
  }
  const roll = async (percent: number, models: string[] = []) =>
    expect((await porchlight.operator('PUT', '/v1/operator/rollout', { percent, models })).status).toBe(200)

  const failures = async () =>
    ((await (await porchlight.operator('GET', '/v1/operator/rollout')).json()) as Rollout).newest.fared.failed

  if (name === 'falling')
    it('gives way too, when it had to restart itself twice', async () => {
      const tv = await open('DEMO-001')
      await roll(100)
      await until(async () => (await told(tv)).use === newest)
      await tv.page.reload()
      await tv.page.waitForFunction(`JSON.parse(localStorage.getItem('porchlight.release')).bad === '${newest}'`)
      await tv.page.waitForFunction(
        '"porchlight" in window && document.querySelector("meta[name=bundle]").content === "before-falling"',
      )
      await tv.shows(/East Gate$/)
      await until(async () => (await failures()) === 2)
    })
  else if (name === 'broken')
    it('reaches the model it is for, is begun twice, and gives way to the one before', async () => {
      const [tv, other] = [await open('DEMO-001'), await open('DEMO-002')]
      const report = (await (await porchlight.operator('GET', '/v1/operator/boxes/DEMO-001')).json()) as {
        model: string
      }
      await roll(100, [report.model])
      // Each hears of its release with its first report, a minute after its start.
      await until(async () => (await told(tv)).use === newest)
      await until(async () => (await told(other)).use === before)
      expect(await runs(tv)).toBe(`before-${name}`)
      for (const tries of [1, 2]) {
        await tv.page.reload()
        await tv.page.waitForFunction(`JSON.parse(localStorage.getItem('porchlight.release')).tries === ${tries}`)
        expect([(await told(tv)).now, await runs(tv)]).toEqual([newest, name])
      }
      expect(tv.errors.some((error) => error.includes('this bundle is broken'))).toBe(true)
      await restart(tv)
      await tv.shows(/East Gate$/)
      expect(await told(tv)).toMatchObject({ now: before, good: before, bad: newest, tries: 0 })
      // It is told the same release again, and does not fall for it.
      await restart(tv)
      expect(await runs(tv)).toBe(`before-${name}`)
      await restart(other)
      expect(await runs(other)).toBe(`before-${name}`)
      // Nor when it is what every box runs; and the service hears which release it was that failed.
      await roll(100)
      await restart(tv)
      expect(await runs(tv)).toBe(`before-${name}`)
      await roll(100, [report.model])
      await until(async () => (await failures()) === 2)
      const { boxes } = (await (await porchlight.operator('GET', '/v1/operator/box-reports')).json()) as {
        boxes: { serial: string; version: string | null }[]
      }
      expect(boxes.find(({ serial }) => serial === 'DEMO-001')?.version).toMatch(/^\d+\.\d+\.\d+(\+[0-9a-f]{12})?$/)
    })
  else
    it('lands at the next start, not during a call for help, and is switched back from afar', async () => {
      const [tv, calling] = [await open('DEMO-001'), await open('DEMO-002')]
      await calling.press('red')
      await calling.shows(/Do you need help/)
      await calling.page.keyboard.down(keys.ok)
      await calling.shows(/About to call: Help/)
      await calling.page.keyboard.up(keys.ok)
      await calling.shows(/The server has it/)
      await roll(100)
      expect([await runs(tv), await runs(calling)]).toEqual([`before-${name}`, `before-${name}`])
      await restart(tv)
      await tv.shows(/East Gate$/)
      expect([await runs(tv), (await told(tv)).good]).toEqual([name, newest])
      await restart(calling)
      await calling.shows(/^You called$/)
      expect(await runs(calling)).toBe(`before-${name}`)
      await roll(0)
      await restart(tv)
      await tv.shows(/East Gate$/)
      expect(await runs(tv)).toBe(`before-${name}`)
    })
})
