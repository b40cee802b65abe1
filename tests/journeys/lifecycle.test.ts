import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { bounceMs } from '../../app/tv/remote/normalise'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { callForHelp } from '../support/neighbour'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { openTv, type Tv, type TvOptions } from '../support/tv'

let porchlight: Porchlight
let browser: Browser
beforeAll(async () => {
  porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon() })
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser?.close()
  await porchlight?.stop()
})

const open = (box: string, hash: string, prepare: TvOptions['prepare'] = undefined) =>
  openTv(browser, porchlight.api, { box, language: 'en', hash, ...(prepare && { prepare }) })

/** As a box's middleware hides and shows a page. */
const hide = (tv: Tv, hidden: boolean) =>
  tv.page.evaluate(`
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${hidden ? 'hidden' : 'visible'}' })
    document.dispatchEvent(new Event('visibilitychange'))`)
const surrounded = (tv: Tv) => tv.page.waitForFunction('performance.getEntriesByName("porchlight around").length > 0')
const decoding = (tv: Tv) => tv.page.evaluate<boolean>('document.getElementById("live").readyState > 0')
/** How many of this household's looks go on, by its own log. */
const looking = (tv: Tv) =>
  tv.page.evaluate<number>(
    `porchlight.services.session.call({ method: 'GET', path: '/v1/viewings' })
       .then(({ data }) => data.viewings.filter(({ ended_at }) => ended_at === null).length)`,
  )
/** A thumb is lifted between two presses: on a box, the same key sooner than this is a bounce of one. */
const thumbLifted = (tv: Tv) => tv.page.evaluate(`new Promise((lifted) => setTimeout(lifted, ${2 * bounceMs}))`)
/** Waits until the log says so. */
const looks = async (tv: Tv, wanted: number) => {
  while ((await looking(tv)) !== wanted) await tv.page.evaluate('new Promise(requestAnimationFrame)')
}

describe('awake after standby', () => {
  it('a night in standby with the picture on: it is a new look, live', async () => {
    const tv = await open('DEMO-007', '#/camera/2')
    await tv.plays(2)
    await surrounded(tv)
    const playback = `performance.getEntriesByType('resource').map(({ name }) => (/live\\/([^/]+)/.exec(name) || [])[1]).filter(Boolean).pop()`
    const before = await tv.page.evaluate<string>(playback)
    await tv.page.evaluate(
      '{ const real = performance.now.bind(performance); performance.now = () => real() + 8 * 3600e3 }',
    )
    await tv.page.waitForFunction(`${playback} !== ${JSON.stringify(before)}`)
    await looks(tv, 1)
    await tv.plays(2)
    await tv.close()
  })
})

describe('on a box with Firebolt', () => {
  it('says that it is ready, rests and rises as it is told, and Back twice leads to television', async () => {
    const tv = await open('DEMO-006', '#/camera/1', (page) =>
      page.addInitScript(`
        window.firebolt = { sent: [] }
        window.__firebolt = { mockTransportLayer: true, testHarness: {
          initialize: (harness) => { window.firebolt.emit = harness.emit },
          onSend: (module, method, params) => window.firebolt.sent.push(module.toLowerCase() + '.' + method + (params.reason ? ' ' + params.reason : '')),
        } }`),
    )
    const tells = (state: string) =>
      tv.page.evaluate(`firebolt.emit('lifecycle', '${state}', { state: '${state}', previous: 'initializing' })`)
    const sent = (what: string) => tv.page.waitForFunction(`firebolt.sent.includes('${what}')`)
    await sent('lifecycle.ready')
    await tells('foreground')
    await tv.plays(1)
    await tells('inactive')
    await looks(tv, 0)
    expect(await decoding(tv)).toBe(false)
    await tells('foreground')
    await tv.plays(1)

    await tv.press('back')
    await tv.shows(/Our grid/)
    await thumbLifted(tv)
    await tv.press('back')
    await tv.shows(/once more for television/)
    await thumbLifted(tv)
    await tv.press('back')
    await sent('lifecycle.close userExit')
    await tells('unloading')
    await tv.page.evaluate('1')
    expect(tv.errors).toEqual([])
    await tv.close()
  })
})

describe('when only a restart helps', () => {
  const marked = (tv: Tv) => tv.page.evaluate('void (window.before = true)')
  const plain = (tv: Tv, words: RegExp) =>
    tv.page.waitForFunction(`${words}.test((document.getElementById("plain") || {}).textContent || "")`)
  const restarted = async (tv: Tv) => {
    await tv.page.waitForFunction('!window.before && "porchlight" in window')
    await surrounded(tv)
  }
  const storm = (tv: Tv) =>
    tv.page.evaluate('void [1,2,3,4,5].forEach((n) => setTimeout(() => { throw new Error("storm " + n) }))')

  it('graphics that were taken away: the same camera again', async () => {
    const tv = await open('DEMO-007', '#/camera/2')
    await tv.plays(2)
    await surrounded(tv)
    await marked(tv)
    // Taken away, and given back empty in the next task.
    await tv.page.evaluate(
      '{ const graphics = porchlight.stage.gl.getExtension("WEBGL_lose_context"); graphics.loseContext(); setTimeout(() => graphics.restoreContext()) }',
    )
    await restarted(tv)
    await tv.plays(2)
    await tv.close()
  })

  it('errors without end: three restarts into the last screen, then words and numbers, and red to help', async () => {
    const tv = await open('DEMO-007', '#/settings')
    await surrounded(tv)
    for (let n = 0; n < 3; n++) {
      await marked(tv)
      await storm(tv)
      await restarted(tv)
      expect(tv.page.url()).toContain('#/settings')
    }
    await storm(tv)
    await plain(tv, /110.*119.*120/)
    await marked(tv)
    await tv.press('red')
    await restarted(tv)
    await tv.shows(/Do you need help/)
    await tv.close()
  })

  it('a call that only this page holds is sent first', async () => {
    const tv = await open('DEMO-015', '', (page) =>
      page.addInitScript(
        `Storage.prototype.setItem = function () { throw new DOMException('full', 'QuotaExceededError') }`,
      ),
    )
    await surrounded(tv)
    let cut = true
    await tv.page.route('**/v1/alarms', (route) => (cut ? route.abort('connectionrefused') : route.continue()))
    await tv.press('red')
    await tv.shows(/Do you need help/)
    await tv.page.keyboard.down('Enter')
    await tv.shows(/About to call/)
    await tv.page.keyboard.up('Enter')
    await marked(tv)
    await storm(tv)
    await plain(tv, /sent first/)
    expect(await tv.page.evaluate('window.before')).toBe(true)
    cut = false
    await restarted(tv)
    await tv.shows(/The server has it/)
    await tv.close()
  })
})

// The last: from here on this group hears a call.
describe('in the background', () => {
  it('the look ends and the decoder is free; a neighbour’s call comes, and the picture by itself', async () => {
    const tv = await open('DEMO-008', '#/camera/1')
    await tv.plays(1)
    await surrounded(tv)
    await looks(tv, 1)
    await hide(tv, true)
    await looks(tv, 0)
    expect(await decoding(tv)).toBe(false)

    const hops = await callForHelp(porchlight, 'DEMO-001')
    await expect.poll(hops, { timeout: 60_000 }).toContain('box_reached')
    expect(await hops()).not.toContain('box_displayed')
    expect(await looking(tv)).toBe(0)

    await hide(tv, false)
    await tv.shows(/calls for help/)
    await expect.poll(hops, { timeout: 60_000 }).toContain('box_displayed')
    await looks(tv, 1)
    expect(tv.errors).toEqual([])
    await tv.close()
  })
})
