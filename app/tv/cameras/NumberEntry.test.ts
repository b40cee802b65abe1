import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NumberBox } from './NumberBox'
import { NumberEntry } from './NumberEntry'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', globalThis)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Digits on a screen with these cameras, and where they led. */
function entry(...numbers: number[]) {
  const gone: number[] = []
  const box = { show: () => undefined, hide: () => undefined } as unknown as NumberBox
  const digits = new NumberEntry(() => box, {
    numbers: () => numbers,
    nameOf: () => null,
    done: (number) => {
      gone.push(number)
      return numbers.indexOf(number) >= 0
    },
    restMs: 500,
  })
  const type = (text: string) => {
    for (const digit of text) digits.press({ key: 'Digit', digit: Number(digit), phase: 'press', at: Date.now() })
  }
  return { digits, gone, type }
}

describe('digits on a screen', () => {
  it.each<[string, string, number[], boolean]>([
    ['nothing typed', '', [], true],
    ['a camera', '12', [12], true],
    ['nobody’s', '99', [99], false],
  ])('finished by a key, %s', (_, text, gone, led) => {
    const screen = entry(1, 12)
    screen.type(text)
    expect(screen.digits.finish()).toBe(led)
    expect(screen.gone).toEqual(gone)
  })

  it('go by themselves, soon where nothing can follow', () => {
    const screen = entry(1, 2, 12)
    screen.type('2')
    vi.advanceTimersByTime(500)
    expect(screen.gone).toEqual([2])
    screen.type('1')
    vi.advanceTimersByTime(1_999)
    expect(screen.gone).toEqual([2])
    vi.advanceTimersByTime(1)
    expect(screen.gone).toEqual([2, 1])
  })

  it('lead nowhere once they are left', () => {
    const screen = entry(1, 2, 12)
    screen.type('1')
    screen.digits.cancel()
    vi.advanceTimersByTime(5_000)
    expect(screen.gone).toEqual([])
  })
})
