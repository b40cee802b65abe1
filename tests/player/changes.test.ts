import { describe, expect, it } from 'vitest'
import type { FaultOrigin, Restart } from '../support/fault-origin'
import type { Rendition } from '../support/feeds'
import { type PlayerPage, playerForEachTest, takenTimes } from '../support/player-page'

let origin: FaultOrigin
let tv: PlayerPage
playerForEachTest(['east-gate', 'playground'], (...given) => {
  ;[origin, tv] = given
})

const phases = async () => (await tv.told()).phases.filter((phase) => phase !== 'slow').join(' ')

/**
 * From the change on: through these states, with no gap of two seconds or more, and nothing old shown again. The box's
 * own player begins some segments back and may fail on the change again as long as it is listed.
 */
async function liveAfter(change: string, since: number, engine: 'mse' | 'native') {
  await tv.takenAfter('east-gate', since + 6)
  const { painted } = await tv.told()
  const taken = takenTimes(painted, origin, 'east-gate', since)
  const gaps = taken.slice(1).map((each, index) => each - (taken[index] ?? 0))
  console.log(`${change}: ${await phases()}; the largest gap is ${Math.max(...gaps).toFixed(2)} s`)
  expect(await phases()).toMatch(engine === 'mse' ? steady : patient)
  if (engine === 'mse') expect(Math.max(...gaps)).toBeLessThan(2)
  // A frame's time is known to a frame; the box's own player joins at a segment's beginning.
  expect(gaps.filter((gap) => gap < (engine === 'mse' ? -0.1 : -1.1))).toEqual([])
}

const second = () => Math.floor(Date.now() / 1_000)
/** `offline`: what was asked for of the old encoder is gone, before the new one's playlist came. */
const steady = /^opening playing(( offline)? recovering playing)?$/
const patient = /^opening playing( (frozen |offline |recovering |failed )+playing)*$/

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
    await liveAfter(`${engine}, ${name}`, since, engine)
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
    await liveAfter(`${engine}, ${name}`, since, engine)
  })

  it.each([-600_000, 600_000])("the camera's clock jumps by %i ms", async (by) => {
    await tv.show('east-gate', 'good', engine)
    await tv.live('east-gate', 12)
    const since = second()
    origin.setClock('east-gate', by)
    await liveAfter(`${engine}, clock ${by}`, since, engine)
    const age = await tv.page.evaluate<number | null>('player.view().takenAt && serverNow() - player.view().takenAt')
    if (age !== null) expect(age).toBeGreaterThan(0)
    if (age !== null) expect(age).toBeLessThan(10_000)
  })

  it.each([-86_400_000, 86_400_000])("the box's clock is wrong by %i ms: the picture and its age stay", async (by) => {
    await tv.turnClock(by)
    await tv.show('east-gate', 'good', engine)
    await tv.live('east-gate', 12)
    const since = second()
    await tv.turnClock(0)
    await liveAfter(`${engine}, box's clock ${by}`, since, engine)
    expect(await phases()).toBe('opening playing')
    const age = await tv.page.evaluate<number | null>('player.view().takenAt && serverNow() - player.view().takenAt')
    if (engine === 'mse') expect(age).toBeGreaterThan(0)
    if (age !== null) expect(age).toBeLessThan(10_000)
  })

  it('the token ends while the box sleeps: renewed, it is live', async () => {
    await tv.show('east-gate', 'first', engine)
    await tv.live('east-gate', 12)
    await tv.sleep(true)
    await tv.until('playing', 'idle')
    const asked = origin.asked('first')
    origin.refuse('first', 401)
    await tv.sleep(false)
    await tv.until('idle', 'opening', 'denied')
    expect(origin.asked('first')).toBeGreaterThan(asked)
    expect((await tv.told()).refused).toBe(1)
    expect(await tv.painted()).toBeNull()
    const since = second()
    await tv.renew('east-gate', 'second')
    await tv.until('denied', 'recovering', 'playing')
    await tv.takenAfter('east-gate', since)
  })

  it('H.265 on an engine without it: said, and not asked for again', async () => {
    await tv.show('east-gate', 'good', engine)
    await tv.live('east-gate', 12)
    origin.send('playground', 'hevc', 'beginning')
    await tv.show('playground', 'good', engine)
    await tv.page.waitForFunction("told.phases[told.phases.length - 1] === 'unsupported'")
    expect(await tv.painted()).toBeNull()
    await tv.show('east-gate', 'good', engine)
    await tv.live('east-gate', 12)
  })
})
