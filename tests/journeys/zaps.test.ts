import type { Browser } from 'playwright-core'
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { openTv, type Tv } from '../support/tv'

let porchlight: Porchlight
let browser: Browser
// For each try: what the one before left is none of its business.
beforeEach(async () => {
  porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon() })
  browser = await launch(inject('chromium'))
})
afterEach(async () => {
  await browser.close()
  await porchlight.stop()
})

/** Camera numbers in the household's own log, oldest first. */
const logged = (tv: Tv) =>
  tv.page.evaluate<number[]>(`porchlight.services.session.call({ method: 'GET', path: '/v1/viewings' })
    .then(({ data }) => data.viewings.map(({ camera }) => camera.number).reverse())`)

/** Where the focus of watching stands: the camera whose address the app shows. */
const at = (tv: Tv) => tv.page.evaluate<number>('Number(location.hash.split("/")[2])')

it('each camera that was shown is one line in the log, those that a held key ran over are none', async () => {
  const tv = await openTv(browser, porchlight.api, { language: 'en', hash: '#/camera/1' })
  await tv.plays(1)
  const watched = [1]
  for (let zap = 0; zap < 4; zap++) {
    await tv.press('channelUp')
    await vi.waitFor(async () => expect(await at(tv)).not.toBe(watched.at(-1)), { timeout: 60_000 })
    const now = await at(tv)
    await tv.plays(now)
    watched.push(now)
  }
  await tv.press('channelDown')
  watched.push(watched.at(-2)!)
  await tv.plays(watched.at(-1)!)
  expect(await logged(tv)).toEqual(watched)

  await tv.page.keyboard.down('PageUp')
  for (let repeats = 0; repeats < 6; repeats++) await tv.page.keyboard.down('PageUp')
  await tv.page.keyboard.up('PageUp')
  // At rest: the picture that moves is the one whose name stands there.
  let rest = await at(tv)
  await vi.waitFor(
    async () => {
      rest = await at(tv)
      expect((await tv.painted())?.camera).toBe(rest)
      expect(rest).not.toBe(watched.at(-1))
    },
    { timeout: 60_000 },
  )
  const after = await logged(tv)
  expect(after.slice(0, watched.length)).toEqual(watched)
  // The first press of a key counts at once; what it ran over afterwards does not.
  expect(after.length - watched.length).toBeLessThanOrEqual(2)
  expect(after.at(-1)).toBe(rest)
  expect(tv.errors).toEqual([])
  await tv.close()
})
