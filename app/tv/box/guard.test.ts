import { describe, expect, it } from 'vitest'
import { answerTo, Health } from './guard'
import { recentRestarts } from './restarts'

describe('errors', () => {
  it.each<[string, number[], string | null]>([
    ['one', [0], null],
    ['four in a moment', [0, 1, 2, 3], null],
    ['five in ten seconds', [0, 2_000, 4_000, 6_000, 9_999], 'script'],
    ['five in an hour', [0, 900_000, 1_800_000, 2_700_000, 3_600_000], null],
    ['one in every frame', Array.from({ length: 60 }, (_, n) => n * 16), 'script'],
  ])('%s: %s', (_what, times, illness) => {
    const health = new Health()
    expect(times.map((at) => health.error(at)).pop()).toBe(illness)
  })
})

describe('the screen', () => {
  /** Frames and whether the engine drew, every five seconds. */
  const looks = (seen: [frames: number, draws: boolean][]) => {
    const health = new Health()
    return seen.map(([frames, draws], n) => health.look(frames, draws, n * 5_000)).pop()
  }
  it.each<[string, [number, boolean][], string | null]>([
    ['is drawn', [1, 2, 3, 4].map((n) => [n * 150, true]), null],
    ['stands while the engine draws', [1, 2, 3, 4].map(() => [150, true]), 'loop'],
    ['stands for one look', [[1, true], [1, true], [2, true], [2, true]], null], // biome-ignore format: a row
    ['is not drawn by the engine: another app is in front', [1, 2, 3, 4].map(() => [150, false]), null],
    ['comes back', [[1, true], [1, true], [1, false], [1, true]], null], // biome-ignore format: a row
  ])('%s: %s', (_what, seen, illness) => expect(looks(seen)).toBe(illness))

  it('after a rest nothing counts from before', () => {
    const health = new Health()
    for (const at of [0, 5_000]) health.look(7, true, at)
    health.rested()
    expect([10_000, 15_000].map((at) => health.look(7, true, at))).toEqual([null, null])
  })

  it('whose graphics are gone gets a while to come back', () => {
    const health = new Health()
    expect(health.graphicsGone).toBe(false)
    health.graphicsLost(1_000)
    expect(health.graphicsGone).toBe(true)
    expect([2_000, 6_000].map((at) => health.look(at, true, at))).toEqual([null, 'webgl'])
  })
})

describe('restarts', () => {
  const restart = (at: number) => ({ at, why: 'script' as const, told: true })
  it.each<[string, unknown, number]>([
    ['nothing stored', null, 0],
    ['nonsense', [1, null, { at: 'x' }, { why: 'loop' }], 0],
    ['within ten minutes', [restart(1_000_000), restart(1_500_000)], 2],
    ['long ago', [restart(0), restart(1_500_000)], 1],
    ['a clock that was set back', [restart(9_000_000)], 1],
  ])('%s: %s', (_what, stored, count) => expect(recentRestarts(stored, 1_590_000)).toHaveLength(count))

  it.each<[number, boolean, string]>([
    [0, false, 'restart'],
    [2, false, 'restart'],
    [3, false, 'tell'],
    [0, true, 'wait'],
    [3, true, 'wait'],
  ])('after %i restarts, a call that would be lost: %s → %s', (count, losable, answer) => {
    const recent = Array.from({ length: count }, (_, n) => restart(n))
    expect(answerTo(recent, { losable })).toBe(answer)
  })
})
