import { describe, expect, it } from 'vitest'
import { freeFrom, type KeyStanding, knownAfterMs, retiringFault, standings } from './rules'

const now = 1_764_000_000_000
const hour = 3600_000
const key = (id: string, age: number) => ({ id, created_at: now - age })

describe('how signing keys stand', () => {
  it.each([
    ['the first one signs at once', [key('a', 0)], 'a signs'],
    ['a new one waits until every process knows it', [key('a', hour), key('b', knownAfterMs - 1)], 'a signs, b coming'],
    ['then it signs, and the former checks', [key('a', hour), key('b', knownAfterMs)], 'a checks, b signs'],
    [
      'one that was overtaken at once signs for a moment only',
      [key('a', hour), key('b', knownAfterMs + 5), key('c', knownAfterMs)],
      'a checks, b checks, c signs',
    ],
    ['two new ones wait both', [key('a', hour), key('b', 2), key('c', 1)], 'a signs, b coming, c coming'],
    ['of a young deployment the oldest signs', [key('a', 5), key('b', 1)], 'a signs, b coming'],
  ])('%s', (_what, keys, expected) => {
    const shown = standings(keys, now).map(({ id, state }) => `${id} ${state}`)
    expect(shown.join(', ')).toBe(expected)
  })
})

describe('retiring a key', () => {
  const life = { longestTokenMs: hour, atOnce: false }
  const [former, signer, coming] = standings([key('a', 9 * hour), key('b', 2 * hour), key('c', 0)], now) as [
    KeyStanding,
    KeyStanding,
    KeyStanding,
  ]
  const free = freeFrom(former, hour)!

  it.each([
    ['the one that signs is refused', signer, now, life, /"b" signs\. Make a new one first/],
    ['the one that will sign is refused', coming, now, life, /"c" will sign from/],
    ['the one that signs is refused also at once', signer, now, { ...life, atOnce: true }, /"b" signs/],
    ['a former one is refused while its tokens live', former, free - 1, life, /may be alive until 20/],
    ['a former one goes when they have ended', former, free, life, null],
    ['a former one goes at once where that is meant', former, free - 1, { ...life, atOnce: true }, null],
  ])('%s', (_what, standing, at, how, sentence) => {
    const fault = retiringFault(standing, at, how)
    if (sentence === null) expect(fault).toBeNull()
    else expect(fault).toMatch(sentence)
  })

  it('is free of living tokens when the last that it signed has ended', () => {
    expect(free).toBe(former.replacedAt! + hour + knownAfterMs)
    expect(freeFrom(signer, hour)).toBeNull()
  })
})
