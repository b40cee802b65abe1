import type { Driver } from '../../tests/engines/driver'

const patienceMs = 60_000
const rest = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** Milliseconds from navigation until the app came so far, by the page's own marks. */
export async function milestone(driver: Driver, what: 'list' | 'picture'): Promise<number> {
  for (const end = performance.now() + patienceMs; performance.now() < end; await rest(100)) {
    const at = await driver
      .run<number | null>(`(performance.getEntriesByName('porchlight ${what}')[0] || { startTime: null }).startTime`)
      .catch(() => null)
    if (at !== null) return at
  }
  throw new Error(`${driver.version} came to no ${what}`)
}

/** As a box's middleware hides the page and shows it again. */
export const setHidden = (driver: Driver, hidden: boolean): Promise<unknown> =>
  driver.run(`(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${hidden ? 'hidden' : 'visible'}' })
    document.dispatchEvent(new Event('visibilitychange'))
  })()`)

/** Longer than any motion of the list, so that a key's frame is its own. */
const betweenKeysMs = 400

/**
 * Milliseconds from a key's event to the end of drawing the frame that answers it, as the page's own clock has them; the
 * way there and back again through the first row.
 */
export async function pressKeys(driver: Driver, times: number): Promise<number[]> {
  await driver.run(`(() => {
    const { platform } = porchlight.stage
    const drawn = platform.nextFrame
    let pressed = null
    window.benchKeys = []
    addEventListener('keydown', () => { pressed = performance.now() }, true)
    platform.nextFrame = function (changed) {
      drawn.apply(this, arguments)
      if (!changed || pressed === null) return
      benchKeys.push(performance.now() - pressed)
      pressed = null
    }
  })()`)
  for (let n = 0; n < times; n++) {
    await driver.key(n % 6 < 3 ? 'ArrowRight' : 'ArrowLeft')
    await rest(betweenKeysMs)
  }
  return driver.run<number[]>('benchKeys')
}

/** Milliseconds from OK on a camera of the list to its first painted frame. */
export async function openPictures(driver: Driver, times: number): Promise<number[]> {
  await driver.run(`(() => {
    let pressed = null
    window.benchPictures = []
    addEventListener('keydown', ({ key }) => { if (key === 'Enter') pressed = performance.now() }, true)
    porchlight.services.player.listen({
      changed() {},
      refused() {},
      firstFrame() {
        if (pressed !== null) benchPictures.push(performance.now() - pressed)
        pressed = null
      },
    })
  })()`)
  for (let n = 0; n < times; n++) {
    await driver.key('Enter')
    await inPage(driver, 'view.pictured')
    await driver.key('Backspace')
    await inPage(driver, "view.phase === 'idle'")
    await rest(betweenKeysMs)
  }
  return driver.run<number[]>('benchPictures')
}

/** Zaps with the remote's key, each when the picture of the one before is there. */
export async function zap(driver: Driver, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const before = JSON.stringify(await driver.run<string>('porchlight.services.player.view().cameraId'))
    await driver.key('PageUp')
    // A camera without a picture, such as the demo's broken one, is gone on from.
    await inPage(driver, `view.cameraId !== ${before} && (view.pictured || !/opening|slow|playing/.test(view.phase))`)
  }
}

/** Waits in the page until this holds of what the player shows, five seconds at most. */
const inPage = (driver: Driver, holds: string): Promise<unknown> =>
  driver.run(`new Promise((done) => {
    const since = performance.now()
    const look = () => {
      const view = porchlight.services.player.view()
      if ((${holds}) || performance.now() - since > 5000) done()
      else setTimeout(look, 20)
    }
    look()
  })`)

/** The number of a camera that this household sees in its low rendition only. */
export const lowCamera = (driver: Driver): Promise<number> =>
  driver.run(`porchlight.services.cameras.value.cameras
    .filter(({ clarity, status }) => clarity === 'low' && status !== 'offline')[0].number`)
