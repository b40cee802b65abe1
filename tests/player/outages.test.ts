import { describe, expect, it } from 'vitest'
import type { Fault, FaultOrigin } from '../support/fault-origin'
import { type PlayerPage, playerForEachTest, takenTimes } from '../support/player-page'

let origin: FaultOrigin
let tv: PlayerPage
playerForEachTest(['east-gate'], (...given) => {
  ;[origin, tv] = given
})

/** The states passed through, without the one that only a slow machine sees. */
const phases = async () => (await tv.told()).phases.filter((phase) => phase !== 'slow').join(' ')

const gone = /^opening playing (frozen )?offline recovering playing$/
const still = /^opening playing (offline )?frozen recovering playing$/
const refused = /^opening playing (frozen )?denied recovering playing$/

/** How long it takes from a cause's end to the live picture: two seconds, or a segment where that is longer. */
const within = 2

describe.each(['mse', 'native'] as const)('the %s engine comes back to the live picture by itself', (engine) => {
  it.each<[string, Fault, number, RegExp]>([
    ['connections are cut', 'down', 10, gone],
    ['503', 'unavailable', 10, gone],
    ['the playlist is 404', 'playlist-404', 8, gone],
    ['the playlist is 403', 'refused', 8, refused],
    ['the segments are 404', 'segments-404', 10, gone],
    ['the playlist stands still', 'stands', 10, still],
    ['the playlist is empty', 'empty', 10, still],
  ])('%s for a while', async (name, fault, seconds, passes) => {
    await tv.show('east-gate', 'good', engine)
    await tv.live('east-gate', 12)
    origin.set('east-gate', fault, seconds)
    const end = origin.endOf('east-gate')
    await tv.takenAfter('east-gate', end)
    expect(await phases()).toMatch(passes)
    const { painted } = await tv.told()
    const taken = takenTimes(painted, origin, 'east-gate')
    // Nothing old was shown again; a frame's time is known to a frame.
    expect(taken.filter((each, index) => each < (taken[index - 1] ?? 0) - 0.1)).toEqual([])
    // What was painted first after the cause's end was taken no later than so long after it.
    const back = takenTimes(painted, origin, 'east-gate', end)[0] ?? Number.NaN
    const paintedAt = (painted.find(({ at }) => at / 1_000 >= end)?.at ?? Number.NaN) / 1_000
    console.log(
      `${engine}, ${name}: back after ${(paintedAt - end).toFixed(2)} s, ${(paintedAt - back).toFixed(2)} s old`,
    )
    expect(back - end).toBeLessThan(within)
  })
})
