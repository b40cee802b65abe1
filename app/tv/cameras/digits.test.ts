import { describe, expect, it } from 'vitest'
import { complete, type Digits, digitPauseMs, typed } from './digits'

const type = (keys: string): Digits | null =>
  [...keys].reduce<Digits | null>((digits, key, i) => typed(digits, Number(key), i * 100), null)

describe('digits as they are typed', () => {
  it.each([
    ['1', '1'],
    ['12', '12'],
    ['012', '12'],
    ['0', '0'],
    ['00', '0'],
    ['123456', '123456'],
    ['1234567', '7'],
  ])('%s reads %s', (keys, text) => {
    expect(type(keys)?.text).toBe(text)
  })

  it('wait anew after each', () => {
    expect(type('12')?.until).toBe(100 + digitPauseMs)
  })

  it.each([
    ['1', [1, 2, 3], true],
    ['1', [1, 12], false],
    ['12', [1, 12], true],
    ['9', [1, 12], false],
    ['1', [12], false],
  ])('%s among %o is complete: %s', (text, numbers, is) => {
    expect(complete({ text, until: 0 }, numbers)).toBe(is)
  })
})
