import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { openTv, type Tv } from '../support/tv'

let porchlight: Porchlight
let browser: Browser
let tv: Tv
beforeAll(async () => {
  porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon() })
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser.close()
  expect(await porchlight.stop()).toBe(0)
})
afterEach(async () => {
  expect(tv.errors).toEqual([])
  await tv.close()
})

async function watch(language: 'zh-CN' | 'en' = 'en') {
  tv = await openTv(browser, porchlight.api, { language, hash: '#/camera/1' })
  await tv.plays(1)
}

/** A launcher's key: it sets the hash of the app that runs. */
const setHash = (hash: string) => tv.page.evaluate(`location.hash = ${JSON.stringify(hash)}`)

/** The cameras that a picture is asked for from now on. */
function askedFor(): string[] {
  const asked: string[] = []
  tv.page.on('request', (request) => {
    if (request.url().endsWith('/v1/playbacks')) asked.push(request.postDataJSON().camera_id)
  })
  return asked
}

describe('every key of the watch screen', () => {
  it('the badge tells the age of a live picture, in the language of the household', async () => {
    await watch('zh-CN')
    expect(await tv.shows(/直播 · \d/)).toMatch(/\d\.\d 秒前/)
    // With the banner there, the key leads on to several pictures.
    await tv.hides(/声音已关/)
    await tv.press('right')
    await tv.shows(/声音已关/)
  })

  it('OK opens the list over the picture, which plays on; OK there watches, Back closes it', async () => {
    await watch()
    await tv.press('ok')
    await tv.shows(/^1 \/ \d+$/)
    await tv.press('down', 'down')
    await tv.shows(/^3 \/ \d+$/)
    await tv.shows(/LIVE · \d/)
    await tv.press('ok')
    await tv.plays(3)
    await tv.hides(/^3 \/ \d+$/)
    await tv.press('ok')
    await tv.shows(/^3 \/ \d+$/)
    await tv.press('back')
    await tv.hides(/^3 \/ \d+$/)
    await tv.plays(3)
  })

  it('Left goes to the camera before and back again', async () => {
    await watch()
    await tv.press('4')
    await tv.plays(4)
    await tv.press('left')
    await tv.plays(1)
    await tv.press('left')
    await tv.plays(4)
  })

  it('a zap names the camera with the key, while the service has not answered at all', async () => {
    await watch()
    await tv.press('channelUp')
    await tv.plays(2)
    await tv.page.route('**/v1/playbacks', () => {})
    await tv.press('channelDown')
    await tv.shows(/East Gate$/)
    await tv.shows(/^Opening$/)
    // The last picture of this camera may stand there, marked; the one of the other camera does not.
    expect((await tv.painted())?.camera).not.toBe(2)
  })

  it('a held key runs through the names and asks for the last camera alone', async () => {
    await watch()
    const asked = askedFor()
    await tv.page.keyboard.down('PageUp')
    for (let repeats = 0; repeats < 30; repeats++) await tv.page.keyboard.down('PageUp')
    await tv.page.keyboard.up('PageUp')
    const { number } = await tv.page.evaluate<{ number: number }>(
      `new Promise((done) => {
        const look = () => {
          const number = Number(location.hash.split('/')[2])
          if (number > 2) done({ number }); else requestAnimationFrame(look)
        }
        look()
      })`,
    )
    await tv.plays(number)
    expect(asked.length).toBeLessThanOrEqual(3)
  })

  it('yellow keeps a favourite, green turns the sound on, blue goes on tour and pauses', async () => {
    await watch()
    await tv.press('yellow')
    await tv.shows(/^Favourite: /)
    await tv.shows(/★ Favourite/)
    await tv.press('green')
    await tv.shows(/Sound on|no sound/)
    await tv.press('blue')
    await tv.shows(/Tour of all cameras/)
    await tv.press('blue')
    await tv.shows(/Tour paused/)
  })

  it('on a tour the key that answers "are you still watching?" does nothing else', async () => {
    tv = await openTv(browser, porchlight.api, {
      language: 'en',
      hash: '#/camera/1',
      prepare: (page) =>
        page.route('**/v1/me', async (route) => {
          const response = await route.fetch()
          if (response.status() !== 200) return route.fulfill({ response })
          const me = await response.json()
          // It is asked in the last minute.
          return route.fulfill({ response, json: { ...me, features: { ...me.features, watch_limit_s: 68 } } })
        }),
    })
    await tv.plays(1)
    await tv.press('blue')
    await tv.shows(/Are you still watching/)
    await tv.press('blue')
    await tv.hides(/Are you still watching/)
    expect(await tv.texts()).not.toContain('Tour paused.')
    await tv.press('blue')
    await tv.shows(/Tour paused/)
  })

  it('the banner goes by itself and comes with a key', async () => {
    await watch()
    await tv.hides(/residents of this grid/)
    await tv.press('right')
    await tv.shows(/residents of this grid/)
  })

  it('digits that are no camera are said so, and the picture stays', async () => {
    await watch()
    await tv.press('9', '9', '9')
    await tv.shows(/999_/)
    await tv.shows(/There is no camera 999$/)
    await tv.plays(1)
  })

  it('digits close the list: OK goes to the number, not to the row', async () => {
    await watch()
    await tv.press('ok')
    await tv.shows(/^1 \/ \d+$/)
    await tv.press('down', '3')
    await tv.hides(/^2 \/ \d+$/)
    await tv.press('ok')
    await tv.plays(3)
  })

  it('a PIN that is asked for during a call for help waits below it, over no old picture', async () => {
    await watch()
    await tv.press('channelUp')
    await tv.plays(2)
    let answer = () => {}
    const held = new Promise<void>((done) => {
      answer = done
    })
    await tv.page.route('**/v1/playbacks', async (route) => {
      await held
      await route.fulfill({ status: 403, json: { type: '/problems/pin-needed', title: '', status: 403 } })
    })
    await tv.press('channelDown')
    await tv.shows(/East Gate$/)
    await tv.press('red')
    await tv.shows(/Do you need help/)
    answer()
    await tv.shows(/Type the household PIN/)
    const texts = await tv.texts()
    const place = (what: RegExp) => texts.findIndex((text) => what.test(text))
    expect(place(/Do you need help/)).toBeGreaterThan(place(/Type the household PIN/))
    await tv.press('back')
    await tv.hides(/Do you need help/)
    expect(texts.filter((text) => /Picture of/.test(text))).toEqual([])
    expect(await tv.painted()).toBeNull()
  })

  it('loses the way to the service: says so, tries again, and plays', async () => {
    await watch()
    await tv.page.route('**/v1/playbacks', (route) => route.abort())
    await tv.press('channelUp')
    await tv.shows(/cannot be reached/)
    await tv.page.unroute('**/v1/playbacks')
    await tv.plays(2)
  })
})

describe('digits on the list of cameras', () => {
  it('OK after a number that is nobody’s says so and opens nothing', async () => {
    tv = await openTv(browser, porchlight.api, { language: 'en' })
    await tv.shows(/East Gate$/)
    await tv.press('9', '9', 'ok')
    await tv.shows(/^There is no camera 99$/)
    expect(await tv.page.evaluate('location.hash')).toBe('#/cameras')
  })

  it('are left by a turned page: OK opens what has the focus then', async () => {
    tv = await openTv(browser, porchlight.api, { language: 'en' })
    await tv.shows(/East Gate$/)
    await tv.press('9', '9', 'channelDown', 'ok')
    await tv.page.waitForFunction("location.hash.startsWith('#/camera/')")
    expect((await tv.texts()).filter((text) => /camera 99/.test(text))).toEqual([])
  })
})

describe('what a launcher asks of the app that runs', () => {
  it('its key for help opens the panel each time', async () => {
    tv = await openTv(browser, porchlight.api, { language: 'en' })
    await tv.shows(/East Gate$/)
    for (let time = 0; time < 2; time++) {
      await setHash('#/alarm')
      await tv.shows(/Do you need help/)
      await tv.press('back')
      await tv.hides(/Do you need help/)
    }
  })

  it('after its key for the list the next key is the list’s', async () => {
    await watch()
    const asked = askedFor()
    await setHash('#/cameras')
    await tv.shows(/Our grid/)
    // Down from what was watched recently to the row of the grid.
    await tv.press('down', 'right', 'ok')
    await tv.plays(2)
    expect(asked).toHaveLength(1)
  })
})
