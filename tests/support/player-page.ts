import { createCanvas, loadImage } from '@napi-rs/canvas'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from 'vitest'
import { type Barcode, readBarcode } from '../../app/demo/barcode'
import { launch } from './browser'
import { type FaultOrigin, startFaultOrigin } from './fault-origin'

/**
 * Gives every test of a file an origin with these cameras and a page of the player, in one browser, and sees that none
 * ends with an unhandled error.
 */
export function playerForEachTest(cameras: string[], given: (origin: FaultOrigin, tv: PlayerPage) => void): void {
  let browser: Browser
  let pages: Record<string, string>
  let origin: FaultOrigin
  let tv: PlayerPage
  beforeAll(async () => {
    pages = await playerPages()
    browser = await launch(inject('chromium'))
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    origin = await startFaultOrigin(cameras, pages)
    tv = await openPlayerPage(browser, origin)
    given(origin, tv)
  })
  afterEach(async () => {
    expect((await tv.told()).errors).toEqual([])
    await tv.page.close()
    await origin.close()
  })
}

/** The page of `tests/pages/player.ts` as files that an origin serves. */
async function playerPages(): Promise<Record<string, string>> {
  const { outputFiles } = await build({
    entryPoints: ['tests/pages/player.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2020',
  })
  const style = 'body{margin:0;background:#000}video{display:block;width:640px;height:360px}'
  return {
    '/player.html': `<!doctype html><style>${style}</style><video playsinline muted></video><script type="module" src="/player.js"></script>`,
    '/player.js': outputFiles[0]?.text ?? '',
  }
}

/** A painted picture, as the page wrote it down. */
interface Painted {
  camera: number
  frame: number
  /** when it was painted, ms of the epoch by a clock that no test turns */
  at: number
}

/** When each painted picture of a camera was taken, in seconds of the epoch, told by its frame; `from` a moment on. */
export function takenTimes(painted: Painted[], origin: FaultOrigin, camera: string, from = 0): number[] {
  return painted
    .filter(({ at }) => at / 1_000 >= from)
    .map(({ frame, at }) => {
      const { frame: now, loop, perSecond } = origin.frameNow(camera, at / 1_000)
      return at / 1_000 - ((now - frame + loop) % loop) / perSecond
    })
}

/** What the player told so far. */
interface Told {
  phases: string[]
  painted: Painted[]
  refused: number
  firstFrames: string[]
  errors: string[]
}

export interface PlayerPage {
  page: Page
  show(camera: string, token?: string, engine?: 'mse' | 'native'): Promise<void>
  /** Shows a camera by an address, playlist and first picture that were fetched with another token before. */
  showWithPicture(camera: string, fetchedWith: string, token: string): Promise<void>
  renew(camera: string, token: string): Promise<void>
  /** Puts the box to sleep, or wakes it. */
  sleep(asleep: boolean): Promise<void>
  /** Sets the box's clock wrong by so many ms. */
  turnClock(by: number): Promise<void>
  told(): Promise<Told>
  /** Camera and frame in the painted pixels of the page; null for a picture without a strip. */
  painted(): Promise<Barcode | null>
  /** Waits until the origin was asked so many times more with a token. */
  asked(token: string, times: number): Promise<void>
  /** Waits until the phases told so far end with these. */
  until(...phases: string[]): Promise<void>
  /** Waits until a picture of this camera was painted that was taken at this second of the epoch or later. */
  takenAfter(camera: string, second: number): Promise<void>
  /** Waits until the painted picture is live: the origin's frame of now, less at most `behind` seconds. */
  live(camera: string, behind?: number): Promise<void>
}

async function openPlayerPage(browser: Browser, origin: FaultOrigin): Promise<PlayerPage> {
  const page = await browser.newPage({ viewport: { width: 640, height: 360 } })
  await page.goto(`${origin.url}/player.html`)
  await page.waitForFunction('"player" in window')
  const address = (camera: string, token: string) => `${origin.url}/live/${token}/${camera}/index.m3u8`
  const painted = async () => {
    const image = await loadImage(await page.screenshot())
    const canvas = createCanvas(image.width, image.height).getContext('2d')
    canvas.drawImage(image, 0, 0)
    return readBarcode(canvas.getImageData(0, 0, image.width, image.height).data, image.width, image.height)
  }
  const told = () => page.evaluate<Told>('told')
  return {
    page,
    painted,
    told,
    show: (cameraId, token = 'good', engine = 'mse') => {
      const target = { cameraId, engine, source: { url: address(cameraId, token) } }
      return page.evaluate(`player.show(${JSON.stringify(target)})`)
    },
    showWithPicture: (cameraId, fetchedWith, token) => {
      const [from, url] = [address(cameraId, fetchedWith), address(cameraId, token)].map((each) => JSON.stringify(each))
      return page.evaluate(`(async () => {
        const playlist = await (await fetch(${from})).text()
        const names = [/URI="([^"]+)"/.exec(playlist)[1], playlist.trim().split('\\n').pop()]
        const files = {}
        for (const name of names) {
          files[new URL(name, ${url}).href] = await (await fetch(new URL(name, ${from}))).arrayBuffer()
        }
        const source = { url: ${url}, playlist, playlistUrl: ${url}, files }
        player.show({ cameraId: ${JSON.stringify(cameraId)}, engine: 'mse', source })
      })()`)
    },
    renew: (camera, token) => page.evaluate(`player.renew(${JSON.stringify(address(camera, token))})`),
    sleep: (asleep) => page.evaluate(`sleep(${asleep})`),
    turnClock: (by) => page.evaluate(`turnClock(${by})`),
    asked: async (token, times) => {
      const before = origin.asked(token)
      while (origin.asked(token) < before + times) await page.evaluate('new Promise(requestAnimationFrame)')
    },
    until: async (...phases) => {
      const ended = `told.phases.join(' ').endsWith(${JSON.stringify(phases.join(' '))})`
      await page.waitForFunction(ended, undefined, { timeout: 60_000 })
    },
    takenAfter: async (camera, second) => {
      while (!takenTimes((await told()).painted.slice(-40), origin, camera).some((taken) => taken >= second))
        await page.evaluate('new Promise(requestAnimationFrame)')
    },
    live: async (camera, behind = 4) => {
      for (;;) {
        const read = await painted()
        const { frame, loop, perSecond } = origin.frameNow(camera)
        if (read !== null && (frame - read.frame + loop) % loop <= behind * perSecond) return
      }
    },
  }
}
