import { findChromium, launch } from '../../tests/support/browser'
import { startPorchlight } from '../../tests/support/porchlight'
import { type Row, summary } from '../measure'
import { openApp } from '../zap/app'

/** So many at each end are compared: what a collection leaves differs a little each time. */
const atEachEnd = 5
const dwellMs = 500

/**
 * The JS heap of the app on live pictures, after a collection each time: while one plays for ten minutes, and over a
 * thousand zaps. Flat is an end like the beginning. What grows in the first minutes of play is compiled code: between
 * heap snapshots after one and eight minutes no kind of the app's own objects had become more.
 */
export async function heapOverTime(quick: boolean): Promise<{ rows: Row[]; ratios: Record<string, number> }> {
  const [playedMs, zaps] = quick ? [30_000, 60] : [600_000, 1_000]
  const porchlight = await startPorchlight()
  const browser = await launch(await findChromium())
  try {
    const app = await openApp(browser, porchlight.api, porchlight.boxes[0]?.serial ?? '', countPictures)
    const session = await app.context().newCDPSession(app)
    const pictures = () => app.evaluate<number>('pictures')
    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage')
      return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6
    }
    const samples = 20

    await app.evaluate("location.hash = '#/camera/1'")
    await app.waitForFunction('pictures > 0')
    // Everything that a first picture loads and compiles is there.
    await app.waitForTimeout(15_000)
    const playing: number[] = []
    for (let n = 0; n < samples; n++) {
      playing.push(await heap())
      await app.waitForTimeout(playedMs / samples)
    }
    const played = await app.evaluate<number>("document.querySelector('video').currentTime")
    if (played < 10) throw new Error('the picture did not play on')

    const before = await pictures()
    const zapping: number[] = []
    for (let n = 0; n < zaps; n++) {
      if (n % (zaps / samples) === 0) zapping.push(await heap())
      await app.keyboard.press('PageUp')
      await app.waitForTimeout(dwellMs)
    }
    zapping.push(await heap())
    const shown = (await pictures()) - before
    if (shown < zaps * 0.9) throw new Error(`of ${zaps} zaps ${shown} brought a picture`)

    const row = (name: string, values: number[]): Row => ({
      ...{ case: name, variant: 'ours', metric: 'JS heap', unit: 'MB' },
      ...summary(values),
    })
    return {
      rows: [row(`a picture plays for ${playedMs / 60_000} min`, playing), row(`${zaps} zaps`, zapping)],
      ratios: {
        heap_playing_end_to_start: endToStart(playing),
        heap_zapping_end_to_start: endToStart(zapping),
        heap_zapping_mb: summary(zapping).median,
      },
    }
  } finally {
    await browser.close()
    await porchlight.stop()
  }
}

/** Counts first frames: each camera begins with data of its own. */
const countPictures = `window.pictures = 0
document.addEventListener('loadeddata', () => { pictures++ }, true)`

function endToStart(values: readonly number[]): number {
  const median = (some: readonly number[]) => summary([...some]).median
  return median(values.slice(-atEachEnd)) / median(values.slice(0, atEachEnd))
}
