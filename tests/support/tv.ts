import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { onTestFinished, TestRunner } from 'vitest'
import { type Barcode, readBarcode } from '../../app/demo/barcode'

/** The PC's keys for those of the remote (docs/keys.md). */
export const keys = {
  up: 'ArrowUp',
  down: 'ArrowDown',
  left: 'ArrowLeft',
  right: 'ArrowRight',
  ok: 'Enter',
  back: 'Backspace',
  channelUp: 'PageUp',
  channelDown: 'PageDown',
  red: 'F1',
  green: 'F2',
  yellow: 'F3',
  blue: 'F4',
} as const

/** How long a text, a picture or an answer of the page may take, ms: on a machine with eight times as much to do. */
const patience = 60_000

export interface Tv {
  page: Page
  context: BrowserContext
  /** errors that nobody handled */
  errors: string[]
  press(...names: (keyof typeof keys | `${number}`)[]): Promise<void>
  /** Every text on the screen now, in drawing order. */
  texts(): Promise<string[]>
  /** Waits until a text is on the screen, and gives it. */
  shows(what: RegExp): Promise<string>
  /** Waits until no text on the screen is like this. */
  hides(what: RegExp): Promise<void>
  /** Names of the components from the shell to what has the focus. */
  focusPath(): Promise<string[]>
  /** Camera and frame in the painted pixels of the screen. */
  painted(): Promise<Barcode | null>
  /** Waits until this camera's picture is painted and moves; gives two different frames of it. */
  plays(camera: number): Promise<[number, number]>
  close(): Promise<void>
}

export interface TvOptions {
  /** the box, by its serial; the demo's first without it */
  box?: string
  language?: 'zh-CN' | 'en'
  size?: { width: number; height: number }
  /** Before the page is opened: to put faults between the box and the service. */
  prepare?: (page: Page) => Promise<unknown>
  hash?: string
  /** Shows the undertaking of a first start; without it, as if it were accepted long ago. */
  firstStart?: boolean
}

/** Opens the TV app as a box would, in a browser context of its own. */
export async function openTv(browser: Browser, url: string, options: TvOptions = {}): Promise<Tv> {
  const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 720 } })
  // A test that failed leaves no box behind that goes on watching, or that a second try with its serial would unpair.
  if (TestRunner.getCurrentTest()) onTestFinished(() => context.close())
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  if (options.language !== undefined) {
    const name = `porchlight.1.${options.box ?? 'box'}.language`
    await page.addInitScript(
      `try { localStorage.setItem(${JSON.stringify(name)}, ${JSON.stringify(JSON.stringify(options.language))}) } catch {}`,
    )
  }
  if (!options.firstStart)
    await page.route('**/v1/undertaking', (route) =>
      route.fulfill({ json: { version: '1', text_zh: '', text_en: '', accepted: true } }),
    )
  await options.prepare?.(page)
  const query = options.box === undefined ? '' : `?box=${options.box}`
  await page.goto(`${url}/${query}${options.hash ?? ''}`)
  await page.waitForFunction('"porchlight" in window')

  const texts = () => page.evaluate<string[]>(visibleTexts)
  const painted = async () => barcodeIn(await page.screenshot())
  return {
    page,
    context,
    errors,
    texts,
    painted,
    async press(...names) {
      for (const name of names) await page.keyboard.press(name in keys ? keys[name as keyof typeof keys] : name)
    },
    async shows(what) {
      await page
        .waitForFunction(`(${visibleTexts}).some((text) => ${what}.test(text))`, undefined, { timeout: patience })
        .catch(async () => {
          throw new Error(`the screen does not show ${what}; it shows: ${(await texts()).join(' | ')}`)
        })
      return (await texts()).find((text) => what.test(text)) ?? ''
    },
    async hides(what) {
      await page.waitForFunction(`!(${visibleTexts}).some((text) => ${what}.test(text))`, undefined, {
        timeout: patience,
      })
    },
    focusPath: () =>
      page.evaluate<string[]>(
        'porchlight.stage.application.focusPath.map((each) => each.ref || each.constructor.name)',
      ),
    async plays(camera) {
      let first: number | null = null
      // By time, not by tries: a fast machine looks often in the seconds that a live picture needs to come.
      for (const end = Date.now() + patience; Date.now() < end; ) {
        const seen = await painted()
        if (seen?.camera === camera) {
          if (first !== null && seen.frame !== first) return [first, seen.frame]
          first ??= seen.frame
        }
        await page.evaluate('new Promise(requestAnimationFrame)')
      }
      throw new Error(`camera ${camera} is not seen moving; the screen shows: ${(await texts()).join(' | ')}`)
    },
    close: () => context.close(),
  }
}

/** Camera and frame in the pixels of a screenshot. */
export async function barcodeIn(png: Buffer): Promise<Barcode | null> {
  const image = await loadImage(png)
  const canvas = createCanvas(image.width, image.height).getContext('2d')
  canvas.drawImage(image, 0, 0)
  return readBarcode(canvas.getImageData(0, 0, image.width, image.height).data, image.width, image.height)
}

/** What a person can read: texts whose whole line of parents is visible and on the screen. */
export const visibleTexts = `(() => {
  const found = []
  const look = (element) => {
    if (!element.visible || element.alpha < 0.05) return
    const text = element.text && element.text.text
    if (text && element.core._renderContext.alpha > 0.05) found.push(String(text))
    for (const child of element.children) look(child)
  }
  look(porchlight.stage.root)
  return found
})()`
