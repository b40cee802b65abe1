import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { suspendForTest } from '../support/suspension'
import { openTv } from '../support/tv'

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

describe('watching with the remote alone', () => {
  it('moves through the list, opens a camera, zaps, and comes back to where it was', async () => {
    const tv = await openTv(browser, porchlight.api, { language: 'en' })
    await tv.shows(/East Gate$/)
    await tv.shows(/Online/i)
    // The neighbourhood's time, whatever zone the box has.
    await tv.shows(/^1[23]:\d\d$/)
    await tv.press('ok')
    await tv.plays(1)

    await tv.press('channelUp')
    // The number and the name are there with the key, before the picture.
    await tv.shows(/Playground/)
    await tv.plays(2)
    await tv.press('channelDown')
    await tv.plays(1)
    await tv.press('3')
    await tv.plays(3)

    await tv.press('back')
    await tv.shows(/Our grid/)
    expect(await tv.painted()).toBeNull()
    expect(tv.errors).toEqual([])
    await tv.close()
  })

  it('opens a camera by its address', async () => {
    const tv = await openTv(browser, porchlight.api, { language: 'en', hash: '#/camera/6' })
    await tv.plays(6)
    await tv.close()
  })

  it('ends a picture at once when the camera is suspended, and says who and why', async () => {
    const tv = await openTv(browser, porchlight.api, { language: 'en', hash: '#/camera/7' })
    await tv.plays(7)
    await suspendForTest(porchlight, 'river-path', 'a window came into view')
    await tv.shows(/a window came into view/)
    expect(await tv.painted()).toBeNull()
    await tv.close()
  })
})
