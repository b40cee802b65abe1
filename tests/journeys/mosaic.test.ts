import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { readBarcode } from '../../app/demo/barcode'
import { boxesOf } from '../../app/tv/mosaic/model'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { suspendForTest } from '../support/suspension'
import { openTv, type Tv } from '../support/tv'

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

/** Where the four pictures stand, in pixels of the page. */
const places = boxesOf(4, 54, 966)

/** Camera and frame of each of the four pictures, from painted pixels. */
async function painted(tv: Tv): Promise<({ camera: number; frame: number } | null)[]> {
  const image = await loadImage(await tv.page.screenshot())
  const scale = image.width / 1920
  return places.map(({ x, y, w, h }) => {
    const [width, height] = [Math.round(w * scale), Math.round(h * scale)]
    const canvas = createCanvas(width, height).getContext('2d')
    canvas.drawImage(image, x * scale, y * scale, width, height, 0, 0, width, height)
    return readBarcode(canvas.getImageData(0, 0, width, height).data, width, height)
  })
}

/** Waits until these cameras are all painted and every one of them has moved. */
async function plays(tv: Tv, cameras: readonly number[]): Promise<void> {
  const first = cameras.map(() => -1)
  const moved = cameras.map(() => false)
  for (const patience = Date.now() + 60_000; Date.now() < patience; ) {
    const seen = await painted(tv)
    cameras.forEach((camera, at) => {
      const one = seen[at]
      if (one?.camera !== camera) return
      if (first[at] === -1) first[at] = one.frame
      else if (one.frame !== first[at]) moved[at] = true
    })
    if (moved.every((each) => each)) return
    await tv.page.evaluate('new Promise(requestAnimationFrame)')
  }
  throw new Error(`only ${JSON.stringify(moved)} move; the screen shows: ${(await tv.texts()).join(' | ')}`)
}

describe('several pictures', () => {
  it('are opened from the camera that is watched, each by its number, and left by Back', async () => {
    const asked: unknown[] = []
    const prepare = (page: Tv['page']) =>
      page.route('**/v1/playbacks', (route) => {
        asked.push(route.request().postDataJSON()?.clarity)
        return route.continue()
      })
    const tv = await openTv(browser, porchlight.api, { language: 'en', hash: '#/camera/1', prepare })
    await tv.plays(1)
    // The first press brings the banner back, which says what a further one does.
    await tv.hides(/several/)
    await tv.press('right')
    await tv.shows(/several/)
    asked.length = 0
    await tv.press('right')
    await plays(tv, [1, 2, 3, 4])
    expect(asked).toEqual(['low', 'low', 'low', 'low'])
    expect(await tv.page.evaluate('[...document.querySelectorAll("video.tile")].every((each) => each.muted)')).toBe(
      true,
    )
    expect((await tv.texts()).filter((text) => /LIVE/.test(text))).toHaveLength(4)

    // Other cameras on the same screen: Back leaves it at once, however often they were turned.
    await tv.press('channelUp')
    await tv.hides(/^1$/)
    await tv.press('channelDown')
    await plays(tv, [1, 2, 3, 4])

    await tv.press('right', 'down', 'ok')
    await tv.plays(4)
    await tv.press('back')
    await plays(tv, [1, 2, 3, 4])

    await suspendForTest(porchlight, 'parking', 'mended')
    await tv.shows(/This camera is suspended/)
    await tv.press('back')
    await tv.plays(1)
    expect(tv.errors).toEqual([])
    await tv.close()
  })
})
