import { describe, expect, it } from 'vitest'
import { shareOf } from './shares'

const origins = Array.from({ length: 3000 }, (_, n) => `http://recorder-${n}.example:8080`)
const sharesOf = (processes: readonly string[]) =>
  processes.map((process) => origins.filter(shareOf(process, processes)))

describe('the processes share the cameras', () => {
  it.each([1, 2, 3, 35])('%i: each origin belongs to one, and nobody has much more than his part', (count) => {
    const shares = sharesOf(Array.from({ length: count }, (_, n) => `process-${n}`))
    expect(shares.flat().sort()).toEqual([...origins].sort())
    expect(Math.max(...shares.map((share) => share.length))).toBeLessThan((1.5 * origins.length) / count + 1)
  })

  it('one that goes leaves its share to the others, and nothing else moves', () => {
    const before = sharesOf(['one', 'two', 'three'])
    const after = sharesOf(['one', 'two'])
    for (const n of [0, 1]) expect(after[n]).toEqual(expect.arrayContaining(before[n] ?? []))
  })

  it('one that does not stand among those who are present looks beside them rather than not at all', () => {
    expect(origins.filter(shareOf('late', ['one'])).length).toBeGreaterThan(0)
  })

  it('two of one weight agree whose it is', () => {
    expect(sharesOf(['same', 'same']).map((share) => share.length)).toEqual([origins.length, origins.length])
  })
})
