import { barcodeIn, visibleTexts } from '../support/tv'
import type { Driver, Key } from './driver'

/** A box with its remote: what a resident can do and see, in whatever engine. */
export interface Box {
  driver: Driver
  press(...keys: Key[]): Promise<void>
  /** Holds a key until the screen shows something. */
  hold(key: Key, until: RegExp): Promise<void>
  texts(): Promise<string[]>
  /** Waits until a text is on the screen, and gives it. */
  shows(what: RegExp): Promise<string>
  /** Waits until this camera's picture is painted and moves. */
  plays(camera: number): Promise<void>
  /** The camera whose picture is painted now. */
  painted(): Promise<number | null>
}

/** So long may anything take that a test waits for. */
const patienceMs = 30_000

/** Opens the TV app as a box of the demo, in English, at a hash. */
export async function openBox(driver: Driver, api: string, serial: string, hash = ''): Promise<Box> {
  // The language is this box's own setting: put there from a page of the same origin that is not the app.
  await driver.open(`${api}/static/fonts/OFL.txt`)
  await driver.run(`void localStorage.setItem('porchlight.1.${serial}.language', '"en"')`)
  // Every engine is driven by a PC's keyboard, whatever box it is taken for.
  await driver.run(`void localStorage.setItem('porchlight.1.${serial}.keyProfile', '"pc"')`)
  await driver.open(`${api}/?box=${serial}${hash}`)
  const box = boxOf(driver)
  await until(
    () => driver.run<boolean>('"porchlight" in window').catch(() => false),
    async () => `the app does not start: ${await driver.run('document.body.innerText').catch(String)}`,
  )
  return box
}

function boxOf(driver: Driver): Box {
  const texts = () => driver.run<string[]>(visibleTexts)
  const painted = async () => (await barcodeIn(await driver.screenshot()))?.camera ?? null
  const shows = async (what: RegExp) => {
    let found: string | undefined
    await until(
      async () => {
        found = (await texts()).find((text) => what.test(text))
        return found !== undefined
      },
      async () => `the screen does not show ${what}; it shows: ${(await texts()).join(' | ')}`,
    )
    return found ?? ''
  }
  return {
    driver,
    texts,
    painted,
    shows,
    async press(...keys) {
      for (const key of keys) await driver.key(key)
    },
    async hold(key, what) {
      await driver.key(key, 'down')
      await shows(what)
      await driver.key(key, 'up')
    },
    async plays(camera) {
      let first: number | null = null
      await until(
        async () => {
          const seen = await barcodeIn(await driver.screenshot())
          if (seen?.camera !== camera) return false
          first ??= seen.frame
          return seen.frame !== first
        },
        async () => `camera ${camera} is not seen moving; the screen shows: ${(await texts()).join(' | ')}`,
      )
    },
  }
}

/** Waits for a state; `why` says what was instead. */
export async function until(holds: () => Promise<boolean>, why: () => Promise<string>): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(await why())
    await new Promise((again) => setTimeout(again, 50))
  }
}
