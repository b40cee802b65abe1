import { describe, expect, it } from 'vitest'
import { type ClockTrack, noteNewest, takenAt } from './age'

const base = Date.parse('2026-11-23T14:00:00Z')

/** Segments of one second that arrive one second after they were taken, by a camera whose clock is set during them. */
function track(clock: (second: number) => number, seconds: number): ClockTrack | null {
  let now: ClockTrack | null = null
  for (let second = 0; second < seconds; second++) {
    const segment = { sequence: 100 + second, takenUntil: base + second * 1_000 + clock(second), target: 1_000 }
    now = noteNewest(now, segment, base + second * 1_000 + 1_000)
  }
  return now
}

describe('the true age of a frame taken in second 8 and painted at second 10', () => {
  const painted = base + 10_000
  it.each([
    ['a clock that is right', () => 0, base + 8_000],
    ['a clock set back ten minutes on the way', (s: number) => (s < 5 ? 0 : -600_000), base + 8_000],
    ['a clock set ahead ten minutes on the way', (s: number) => (s < 5 ? 0 : 600_000), base + 8_000],
    ['a clock set back and right again', (s: number) => (s > 3 && s < 6 ? -600_000 : 0), base + 8_000],
    ['a clock that was late from the start: the picture counts as late', () => -60_000, base - 52_000],
    ['a clock that was ahead from the start: not known', () => 600_000, null],
  ])('%s', (_name, clock, expected) => {
    expect(takenAt(track(clock, 10), base + 8_000 + clock(8), 108, painted)).toBe(expected)
  })
})

it('does not take an outage for a clock that was set', () => {
  const before = track(() => 0, 5)
  // Six minutes later the old pictures come on: they are six minutes old.
  const after = noteNewest(before, { sequence: 105, takenUntil: base + 5_000, target: 1_000 }, base + 366_000)
  expect(takenAt(after, base + 4_500, 105, base + 366_000)).toBe(base + 4_500)
})

it('knows nothing without programme times', () => {
  expect(noteNewest(null, { sequence: 1, takenUntil: null, target: 1_000 }, base)).toBeNull()
})
