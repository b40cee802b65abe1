import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { openTv } from '../support/tv'
import { openWay } from '../support/way'

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

it('a proxy that cuts idle connections after 30 s: events stay, what was cut is opened anew without a word', async () => {
  const way = await openWay(porchlight.api, { idleMs: 30_000 })
  const tv = await openTv(browser, way.url, {
    language: 'en',
    prepare: (page) =>
      page.route('**/assertion*', async (route) => {
        const headers = { 'access-control-allow-origin': '*' }
        await route.fulfill({ headers, json: await (await fetch(route.request().url())).json() })
      }),
  })
  await tv.shows(/East Gate$/)
  await tv.page.waitForFunction('porchlight.services.events.connected')
  const streams = way.asked('/v1/events')
  while (way.cut() === 0) await tv.page.evaluate('new Promise(requestAnimationFrame)')
  // The stream is older than what was cut, and lives.
  expect(await tv.page.evaluate('porchlight.services.events.connected')).toBe(true)
  expect(way.asked('/v1/events')).toBe(streams)
  await tv.press('ok')
  await tv.plays(1)
  await porchlight.operator('POST', '/v1/operator/cameras/east-gate/suspension', { reason: 'seen over the stream' })
  await tv.shows(/seen over the stream/)
  expect(way.asked('/v1/events')).toBe(streams)
  await porchlight.operator('DELETE', '/v1/operator/cameras/east-gate/suspension')
  expect(tv.errors).toEqual([])
  await tv.close()
  await way.close()
})
