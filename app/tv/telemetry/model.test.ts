import { describe, expect, it } from 'vitest'
import { engineFrom, Tally } from './model'

describe('the tally', () => {
  it('measures from the key to the picture, and counts what stood still', () => {
    const tally = new Tally()
    tally.started(1234.4, 2)
    tally.phase('opening', 1000)
    tally.phase('slow', 3100)
    tally.firstFrame(3420)
    tally.phase('playing', 3420)
    tally.phase('frozen', 9000)
    tally.phase('offline', 9900)
    tally.phase('recovering', 12_000)
    tally.phase('playing', 13_000)
    tally.phase('opening', 20_000)
    tally.firstFrame(20_300)
    tally.phase('idle', 30_000)
    expect(tally.take()).toEqual({
      ...{ starts: 1, failed_starts: 2, pictures: 2, stalls: 1, errors: [] },
      times: [
        { what: 'start', ms: 1234 },
        { what: 'first_picture', ms: 2420 },
        { what: 'zap', ms: 300 },
      ],
    })
    expect(tally.empty).toBe(true)
  })
  it('is no stall when the picture never came', () => {
    const tally = new Tally()
    tally.phase('opening', 0)
    tally.phase('offline', 10)
    expect(tally.take().stalls).toBe(0)
  })
  it('stays small whatever happens', () => {
    const tally = new Tally()
    for (let n = 0; n < 500; n++) {
      tally.phase('opening', n)
      tally.firstFrame(n + 1)
      tally.error(`kind${n}`)
    }
    const { times, errors, pictures } = tally.take()
    expect([times.length, errors.length, pictures]).toEqual([64, 16, 500])
  })
  it('loses nothing when a report does not arrive', () => {
    const tally = new Tally()
    tally.started(10, 0)
    tally.error('script')
    const taken = tally.take()
    tally.error('script')
    tally.giveBack(taken)
    expect(tally.take()).toMatchObject({ starts: 1, errors: [{ kind: 'script', n: 2 }] })
  })
})

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/76.0.3809.0 Safari/537.36',
    'chromium',
    76,
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Safari/605.1.15',
    'webkit',
    16,
  ],
  ['Mozilla/5.0 (Linux) AppleWebKit/605.1.15 (KHTML, like Gecko) WPE', 'webkit', 0],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'firefox', 128],
  ['iPanel', 'other', 0],
])('tells the engine of %s', (userAgent, engine, engine_version) =>
  expect(engineFrom(userAgent)).toEqual({ engine, engine_version }),
)
