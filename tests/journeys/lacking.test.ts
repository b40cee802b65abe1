import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBox } from '../engines/box'
import { engines } from '../engines/engines'
import { ours } from '../engines/journeys'
import { masks } from '../engines/masks'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { openTv } from '../support/tv'

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

const without =
  (...names: (keyof typeof masks)[]) =>
  async (page: Page) => {
    for (const name of names) await page.addInitScript(masks[name])
  }

describe('an engine that lacks something has its answer', () => {
  it('no H.264: says so, and calls for help all the same', async () => {
    const tv = await openTv(browser, porchlight.api, { box: ours, language: 'en', prepare: without('h264') })
    await tv.shows(/East Gate$/)
    await tv.press('ok')
    await tv.shows(/cannot play video/)
    await tv.press('red')
    await tv.shows(/Do you need help/)
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('no media sources: its own HLS player', async () => {
    const tv = await openTv(browser, porchlight.api, { language: 'en', prepare: without('mse') })
    await tv.shows(/East Gate$/)
    await tv.press('ok')
    await tv.plays(1)
    await tv.press('channelUp')
    await tv.plays(2)
    expect(await tv.page.evaluate('porchlight.services.video.src')).toMatch(/\/live\//)
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('no fetch, no speech, no cookies, no font faces: events by ticket, and the rest goes on', async () => {
    const tv = await openTv(browser, porchlight.api, {
      language: 'en',
      prepare: without('fetch', 'speech', 'cookies', 'fonts'),
    })
    await tv.shows(/font did not load/)
    await tv.shows(/East Gate$/)
    await tv.page.waitForFunction('porchlight.services.events.connected')
    await tv.press('ok')
    await tv.plays(1)
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('nothing younger than ES5: the build for old boxes, with a picture', async () => {
    const engine = engines.find(({ mask }) => mask === 'es5')
    const driver = await engine?.open(inject('chromium'))
    if (driver === undefined) throw new Error('there is no such engine')
    try {
      await driver.before?.(masks.es5)
      const box = await openBox(driver, porchlight.api, ours)
      await box.shows(/East Gate$/)
      expect(await driver.run('document.querySelectorAll("script[type=module]").length')).toBe(0)
      await box.press('Enter')
      await box.plays(1)
    } finally {
      await driver.close()
    }
  })

  // The last, because its call stays open.
  it('storage that is full: says that nothing is kept, and an alarm goes out', async () => {
    const tv = await openTv(browser, porchlight.api, { box: ours, prepare: without('full') })
    await tv.shows(/东门/)
    await tv.shows(/不允许保存/)
    await tv.press('red')
    await tv.shows(/要帮助吗/)
    await tv.page.keyboard.down('Enter')
    await tv.shows(/马上呼叫：求助/)
    await tv.page.keyboard.up('Enter')
    await tv.shows(/服务器已收到/)
    expect(tv.errors).toEqual([])
    await tv.close()
  })
})
