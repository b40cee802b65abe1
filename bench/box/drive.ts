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

/** Zaps with the remote's key, each when the picture of the one before is there. */
export async function zap(driver: Driver, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const before = await driver.run<string>('porchlight.services.player.view().cameraId')
    await driver.key('PageUp')
    // A camera without a picture, such as the demo's broken one, is gone on from.
    await driver.run(`new Promise((done) => {
      const since = performance.now()
      const look = () => {
        const view = porchlight.services.player.view()
        if ((view.pictured && view.cameraId !== ${JSON.stringify(before)}) || performance.now() - since > 5000) done()
        else setTimeout(look, 20)
      }
      look()
    })`)
  }
}

/** The number of a camera that this household sees in its low rendition only. */
export const lowCamera = (driver: Driver): Promise<number> =>
  driver.run(`porchlight.services.cameras.value.cameras
    .filter(({ clarity, status }) => clarity === 'low' && status !== 'offline')[0].number`)
