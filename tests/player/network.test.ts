import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { openTv, type Tv } from '../support/tv'
import { openWay } from '../support/way'

let porchlight: Porchlight
let browser: Browser
beforeAll(async () => {
  porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon() })
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser.close()
  expect(await porchlight.stop()).toBe(0)
})

/** The box's clock, wrong from the start. */
const clockOff = (page: Page, by: string) =>
  page.addInitScript(`(() => {
    const Real = Date, by = ${by}
    window.Date = class extends Real { constructor(...at) { if (at.length > 0) super(...at); else super(Real.now() + by) } }
    window.Date.now = () => Real.now() + by
  })()`)

async function slow(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const bytes = 2_500_000 / 8
  const conditions = { offline: false, latency: 300, downloadThroughput: bytes, uploadThroughput: bytes }
  await session.send('Network.emulateNetworkConditions', conditions)
}

/** The demo's middleware vouches for its own page only; here the page comes by another way. */
const vouched = (page: Page) =>
  page.route('**/assertion*', async (route) => {
    const headers = { 'access-control-allow-origin': '*' }
    await route.fulfill({ headers, json: await (await fetch(route.request().url())).json() })
  })

/** Watches and zaps, and the badge tells a true age. */
async function watches(tv: Tv) {
  await tv.shows(/East Gate$/)
  await tv.press('ok')
  await tv.plays(1)
  await tv.press('channelUp')
  await tv.shows(/Playground/)
  await tv.plays(2)
  expect(await tv.shows(/LIVE · \d/)).toMatch(/LIVE · \d\.\d/)
  expect(tv.errors).toEqual([])
}

describe('the network that a box lives in', () => {
  it('below a sub-path, with 300 ms and 2.5 Mbit/s, and nothing from anywhere else', async () => {
    const way = await openWay(porchlight.api, { path: '/tv/porchlight' })
    const hosts = new Set<string>()
    const tv = await openTv(browser, way.url, {
      language: 'en',
      prepare: async (page) => {
        page.on('request', (request) => hosts.add(new URL(request.url()).host))
        await vouched(page)
        await slow(page)
      },
    })
    await watches(tv)
    await tv.page.waitForFunction('porchlight.services.events.connected')
    // The second is the demo's middleware, which says who the box is.
    hosts.delete(new URL(porchlight.demo).host)
    expect([...hosts].filter((host) => host !== '')).toEqual([new URL(way.url).host])
    await tv.close()
    await way.close()
  })

  it.each([
    ['at 1970', '-Real.now()'],
    ['a day ahead', '86_400_000'],
    ['a day behind', '-86_400_000'],
  ])('a box whose clock is %s', async (_what, by) => {
    const tv = await openTv(browser, porchlight.api, { language: 'en', prepare: (page) => clockOff(page, by) })
    await watches(tv)
    const minute = await tv.page.evaluate<number>('new Date(porchlight.services.clock.now()).getMinutes()')
    await tv.press('back')
    // It is about noon where the cameras are, whatever the box takes itself for.
    const clock = `1[23]:(${[minute, (minute + 1) % 60].map((m) => String(m).padStart(2, '0')).join('|')})`
    await tv.shows(new RegExp(`^${clock}`))
    const off = Math.abs(Date.now() - (await tv.page.evaluate<number>('porchlight.services.clock.now()')))
    expect(off).toBeLessThan(60_000)
    await tv.close()
  })
})
