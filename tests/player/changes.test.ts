import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { type FaultOrigin, type Restart, startFaultOrigin } from '../support/fault-origin'
import type { Rendition } from '../support/feeds'
import { openPlayerPage, type PlayerPage, playerPages, takenTimes } from '../support/player-page'

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
  origin = await startFaultOrigin(['east-gate'], pages)
  tv = await openPlayerPage(browser, origin)
})
afterEach(async () => {
  expect((await tv.told()).errors).toEqual([])
  await tv.page.close()
  await origin.close()
})

const phases = async () => (await tv.told()).phases.filter((phase) => phase !== 'slow').join(' ')

/** From the change on: live within so many seconds, and nothing old shown again. */
async function liveAfter(change: string, since: number, passes: RegExp) {
  await tv.takenAfter('east-gate', since + 6)
  const { painted } = await tv.told()
  const taken = takenTimes(painted, origin, 'east-gate', since)
  const gaps = taken.slice(1).map((each, index) => each - (taken[index] ?? 0))
  console.log(`${change}: ${await phases()}; the largest gap is ${Math.max(...gaps).toFixed(2)} s`)
  expect(await phases()).toMatch(passes)
  expect(gaps.filter((gap) => gap < -0.1)).toEqual([])
}

const second = () => Math.floor(Date.now() / 1_000)
const steady = /^opening playing( (frozen )?recovering playing)?$/

describe.each(['mse', 'native'] as const)('the %s engine goes on by itself', (engine) => {
  it.each<[string, Restart]>([
    ['the sequence from 0, nothing said', 'unsaid'],
    ['the sequence from 0 after a discontinuity', 'discontinuity'],
    ['the sequence goes on after a discontinuity', 'continued'],
  ])('the encoder begins anew: %s', async (name, how) => {
    await tv.show('east-gate', 'good', engine)
    await tv.live('east-gate', 12)
    const since = second()
    origin.restart('east-gate', how)
    await liveAfter(`${engine}, ${name}`, since, steady)
  })

  it.each<[string, Rendition, Rendition]>([
    ['another resolution', 'full', 'low'],
    ['sound appears', 'full', 'sound'],
    ['sound goes missing', 'sound', 'full'],
    ['sound appears in a transport stream', 'ts', 'ts-sound'],
    ['sound goes missing in a transport stream', 'ts-sound', 'ts'],
  ])('%s', async (name, before, after) => {
    origin.send('east-gate', before, 'beginning')
    await tv.show('east-gate', 'good', engine)
    await tv.live('east-gate', 12)
    const since = second()
    origin.send('east-gate', after)
    await liveAfter(`${engine}, ${name}`, since, steady)
  })
})
