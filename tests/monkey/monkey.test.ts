import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { keys, openTv, type Tv } from '../support/tv'

const presses = 5000
const seed = Number(process.env.MONKEY_SEED ?? 1)
/** Between two looks at the screen. */
const stride = 20

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

/** Numbers in 0..1 that are the same for a seed. */
function dice(from: number): () => number {
  let state = from
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

type Fault = (route: Route) => Promise<void>
const status =
  (code: number): Fault =>
  (route) =>
    route.fulfill({ status: code, contentType: 'application/problem+json', body: '{"type":"/problems/internal"}' })
const nonsense: Fault = (route) => route.fulfill({ status: 200, contentType: 'application/json', body: '{"cameras":' })
const cut: Fault = (route) => route.abort('connectionreset')
const slow: Fault = async (route) => {
  await new Promise((later) => setTimeout(later, 1500))
  await route.continue()
}
/** What may go wrong, with what: of the service, and on the way of the pictures. */
const faults: readonly { api?: Fault; pictures?: Fault }[] = [
  {},
  {},
  {},
  { api: cut },
  { api: status(500) },
  { api: status(503) },
  { api: nonsense },
  { api: slow },
  { pictures: cut },
  { pictures: status(404) },
  { pictures: status(403) },
  { pictures: slow },
  { api: cut, pictures: cut },
]

/** The keys of a hand that does not know what it does: arrows and OK most of all. */
const hand = [
  ...Array(4).fill(keys.up),
  ...Array(6).fill(keys.down),
  ...Array(4).fill(keys.left),
  ...Array(4).fill(keys.right),
  ...Array(8).fill(keys.ok),
  ...Array(5).fill(keys.back),
  ...Array(3).fill(keys.channelUp),
  ...Array(3).fill(keys.channelDown),
  ...[keys.red, keys.green, keys.yellow, keys.blue],
  ...['0', '1', '2', '7', 'F10', 'PageUp', 'x'],
] as const

it(`${presses} random keys under random faults: never black, never without focus, no unhandled error, heap flat`, async () => {
  const roll = dice(seed)
  const one = <T>(of: readonly T[]) => of[Math.floor(roll() * of.length)] as T
  let fault: (typeof faults)[number] = {}
  const through = (of: 'api' | 'pictures') => (route: Route) => {
    const act = fault[of]
    // What was under way when the page went on to something else is nobody's error.
    return (act === undefined ? route.continue() : act(route)).catch(() => undefined)
  }
  const tv = await openTv(browser, porchlight.api, {
    language: 'en',
    prepare: async (page) => {
      await page.route('**/v1/**', through('api'))
      await page.route('**/oauth/**', through('api'))
      await page.route('**/live/**', through('pictures'))
    },
  })
  await tv.shows(/East Gate$/)
  console.log(`seed ${seed}`)
  const heaps: number[] = []
  const log: string[] = []
  for (let n = 0; n < presses; n++) {
    if (n % 50 === 0) {
      fault = one(faults)
      log.push(`[${Object.keys(fault).join('+') || 'well'}]`)
    }
    const key = one(hand)
    log.push(key)
    if (roll() < 0.04) await hold(tv.page, key, Math.floor(roll() * 25))
    else await tv.page.keyboard.press(key)
    // The hand's own rhythm, not a wait for anything.
    if (roll() < 0.2) await tv.page.waitForTimeout(roll() * 150)
    if (n % stride === 0) await expectAlive(tv, log.slice(-60))
    if ((n + 1) % 1000 === 0) heaps.push(await heapAtHome(tv, () => (fault = {})))
  }
  console.log(`heap after each 1,000 keys: ${heaps.map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`).join(', ')}`)
  // The first thousand loads what comes late: screens, words, hls.js.
  expect(heaps.at(-1)! - heaps[0]!).toBeLessThan(3 * 2 ** 20)
  await tv.close()
}, 3_600_000)

/** A key that is held sends itself again and again, every 30 ms. */
async function hold(page: Page, key: string, repeats: number): Promise<void> {
  await page.keyboard.down(key)
  for (let n = 0; n < repeats; n++) {
    await page.keyboard.down(key)
    await page.waitForTimeout(30)
  }
  await page.keyboard.up(key)
}

async function expectAlive(tv: Tv, log: readonly string[]): Promise<void> {
  const about = `after ${log.join(' ')}`
  expect(tv.errors, about).toEqual([])
  const state = await tv.page.evaluate<{ focus: string[]; seen: boolean }>(`(async () => {
    // What was opened by the last key is on the screen with the next frame.
    for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame)
    const path = porchlight.stage.application.focusPath
    const last = path[path.length - 1]
    return {
      focus: path.map((each) => each.ref || each.constructor.name),
      seen: path.length > 1 && last.attached && last.active,
    }
  })()`)
  const texts = await tv.texts()
  expect(texts.length, about).toBeGreaterThan(0)
  expect(state, `${about}; focus ${state.focus.join(' > ')}; screen ${texts.join(' | ')}`).toMatchObject({ seen: true })
  // A screen that fades in is dark for some frames; one that stays dark is black.
  let bright = await lit(tv.page)
  for (let frames = 0; frames < 90 && bright < 0.002; frames += 15) {
    await tv.page.evaluate(`(async () => { for (let n = 0; n < 15; n++) await new Promise(requestAnimationFrame) })()`)
    bright = await lit(tv.page)
  }
  expect(bright, `${about}; screen ${texts.join(' | ')}`).toBeGreaterThan(0.002)
}

/** The share of the screen that is not dark. */
async function lit(page: Page): Promise<number> {
  const image = await loadImage(await page.screenshot())
  const canvas = createCanvas(image.width, image.height).getContext('2d')
  canvas.drawImage(image, 0, 0)
  const { data } = canvas.getImageData(0, 0, image.width, image.height)
  let bright = 0
  for (let at = 0; at < data.length; at += 4) if (Math.max(data[at]!, data[at + 1]!, data[at + 2]!) > 90) bright++
  return bright / (data.length / 4)
}

/** Bytes of live JavaScript objects on the list of cameras, everything else left. */
async function heapAtHome(tv: Tv, mend: () => void): Promise<number> {
  mend()
  for (let tries = 0; tries < 12; tries++) await tv.press('back')
  expect(new URL(tv.page.url()).hash, (await tv.texts()).join(' | ')).toBe('#/cameras')
  const session = await tv.context.newCDPSession(tv.page)
  // What was under way lets go of its own: until one more collection finds next to nothing.
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    if (Math.abs(before - usedSize) < 64 * 1024) {
      await session.detach()
      return usedSize
    }
    before = usedSize
    await tv.page.evaluate(`(async () => { for (let n = 0; n < 60; n++) await new Promise(requestAnimationFrame) })()`)
  }
}
