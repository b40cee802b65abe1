import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { openTv, type Tv } from '../support/tv'

let porchlight: Porchlight
let browser: Browser
beforeAll(async () => {
  porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon() })
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser.close()
  await porchlight.stop()
})

/** The remote still works: red opens the alarm panel over whatever is there, Back leaves it. */
async function helpIsOneKeyAway(tv: Tv): Promise<void> {
  await tv.press('red')
  await tv.shows(/What has happened|What kind of help|Do you need help/i)
  await tv.press('back')
  await tv.hides(/What has happened|What kind of help|Do you need help/i)
}

const missing = (pattern: string) => (page: Page) => page.route(pattern, (route) => route.fulfill({ status: 404 }))
const broken = (pattern: string) => (page: Page) => page.route(pattern, (route) => route.abort('connectionrefused'))

describe('a start with something missing ends on a screen that says so', () => {
  it('the service is down', async () => {
    const tv = await openTv(browser, porchlight.api, {
      language: 'en',
      prepare: async (page) => {
        await broken('**/v1/**')(page)
        await broken('**/oauth/**')(page)
      },
    })
    await tv.shows(/cannot be reached|no connection|not answer/i)
    await helpIsOneKeyAway(tv)
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('the service is down, but the list of before is there with its time', async () => {
    const context = await openTv(browser, porchlight.api, { language: 'en' })
    await context.shows(/East Gate$/)
    await context.page.route('**/v1/**', (route) => route.abort('connectionrefused'))
    await context.page.reload()
    await context.page.waitForFunction('"porchlight" in window')
    await context.shows(/East Gate$/)
    await context.shows(/list of \d\d:\d\d/i)
    await helpIsOneKeyAway(context)
    await context.close()
  })

  it.each([
    ['settings.json is missing', missing('**/settings.json'), /settings/i],
    [
      'settings.json is not JSON',
      (page: Page) => page.route('**/settings.json', (route) => route.fulfill({ status: 200, body: '{"stage":' })),
      /settings/i,
    ],
    ['the font is missing', missing('**/fonts/*'), /font/i],
    ['the font never comes', broken('**/fonts/*'), /font/i],
  ])('%s', async (_what, prepare, words) => {
    const tv = await openTv(browser, porchlight.api, {
      language: 'en',
      prepare: async (page) => {
        await prepare(page)
      },
    })
    await tv.shows(words)
    await helpIsOneKeyAway(tv)
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('every image is missing', async () => {
    const tv = await openTv(browser, porchlight.api, {
      language: 'en',
      prepare: (page) => page.route(/\.(png|jpe?g|svg|webp|gif)(\?|$)/, (route) => route.fulfill({ status: 404 })),
    })
    await tv.shows(/East Gate$/)
    await helpIsOneKeyAway(tv)
    await tv.press('ok')
    await tv.plays(1)
    await tv.close()
  })

  it('the box forbids storage', async () => {
    const tv = await openTv(browser, porchlight.api, {
      prepare: (page) =>
        page.addInitScript(
          `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })`,
        ),
    })
    await tv.shows(/东门/)
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('the box has no WebGL', async () => {
    const tv = await openTv(browser, porchlight.api, {
      language: 'en',
      prepare: (page) =>
        page.addInitScript(
          `const real = HTMLCanvasElement.prototype.getContext
           HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
             return /webgl/.test(kind) ? null : real.call(this, kind, ...rest)
           }`,
        ),
    })
    await tv.shows(/East Gate$/)
    await tv.press('ok')
    await tv.plays(1)
    await tv.close()
  })
})
