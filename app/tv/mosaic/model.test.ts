import { describe, expect, it } from 'vitest'
import type { Phase } from '../player/model'
import type { Place } from '../watch/model'
import { around, boxesOf, decodersOf, stepFocus, turnWindow, windowFrom } from './model'
import { sizeOf } from './room'

const place = (number: number): Place =>
  ({ id: `c${Math.abs(number)}`, number: Math.abs(number), camera: number > 0 ? {} : null }) as Place
/** A negative number is a closed camera. */
const places = (...numbers: number[]) => numbers.map(place)

it.each([
  [1, 4, 1, 'service'],
  [2, 4, 2, 'service'],
  [3, 4, 2, 'service'],
  [4, 4, 4, 'service'],
  [4, 2, 2, 'box'],
  [4, 1, 1, 'box'],
])('with %i allowed and %i decoded there are %i, by the %s', (allowed, decodes, size, limit) => {
  expect(sizeOf(allowed, decodes)).toEqual({ size, limit })
})

describe('which cameras', () => {
  it.each([
    ['this one and the next in watching order', places(5, 1, 9, 3, 7), 1, 4, [1, 9, 3, 7]],
    ['round the end', places(5, 1, 9, 3, 7), 7, 2, [7, 5]],
    ['closed ones have no picture', places(5, -1, 9), 5, 2, [5, 9]],
    ['as many as there are, each once', places(5, 1, 9), 9, 4, [9, 5, 1]],
    ['from a closed one, from the beginning', places(5, -1, 9), 1, 2, [5, 9]],
    ['none', places(), 5, 4, []],
  ] as [string, Place[], number, 2 | 4, number[]][])('%s', (_name, all, number, size, shown) => {
    expect(windowFrom(all, `c${number}`, size).map((one) => one.number)).toEqual(shown)
  })

  it.each([
    ['the next ones', 5, 1, 9],
    ['those before, round the beginning', 5, -1, 3],
    ['its first camera is gone', 4, 1, 5],
  ] as [string, number, 1 | -1, number][])('%s', (_name, first, by, to) => {
    expect(turnWindow(places(5, 1, 9, 3, 7), `c${first}`, 2, by)).toBe(`c${to}`)
  })
  it('nowhere to turn to when all are shown', () => expect(turnWindow(places(5, 1), 'c5', 4, 1)).toBeNull())
})

describe('where', () => {
  it.each([2, 4] as const)('%i pictures are 16:9, apart, and within the margins', (size) => {
    const boxes = boxesOf(size, 54, 966)
    for (const { x, y, w, h } of boxes) {
      expect(Math.abs(w / h - 16 / 9)).toBeLessThan(0.01)
      expect(x).toBeGreaterThanOrEqual(96)
      expect(x + w).toBeLessThanOrEqual(1824)
      expect(y).toBeGreaterThanOrEqual(54)
      expect(y + h).toBeLessThanOrEqual(966)
    }
    const corners = new Set(boxes.map(({ x, y }) => `${x} ${y}`))
    expect(corners.size).toBe(size)
  })

  it.each([
    [4, 4],
    [4, 3],
    [2, 2],
    [2, 0],
  ] as const)('the ground covers all but the pictures, once: %i places, %i taken', (size, taken) => {
    const boxes = boxesOf(size, 54, 966).slice(0, taken)
    const area = (all: { w: number; h: number }[]) => all.reduce((sum, { w, h }) => sum + w * h, 0)
    expect(area(around(boxes)) + area(boxes)).toBe(1920 * 1080)
  })

  it.each([
    [0, 'right', 4, 1],
    [1, 'right', 4, 1],
    [1, 'left', 4, 0],
    [0, 'down', 4, 2],
    [3, 'up', 4, 1],
    [2, 'down', 4, 2],
    // Three of four places are taken: the focus goes to what is there.
    [1, 'down', 3, 2],
    [2, 'right', 3, 2],
    [0, 'down', 2, 0],
    [0, 'right', 1, 0],
  ] as const)('from picture %i %s of %i is %i', (focus, way, count, to) => {
    expect(stepFocus(focus, way, count)).toBe(to)
  })
})

describe('how many decoders', () => {
  const pictures = (...phases: (Phase | 'failed-offline')[]) =>
    phases.map((phase) =>
      phase === 'failed-offline'
        ? { phase: 'failed' as const, online: false }
        : { phase: phase as Phase, online: true },
    )
  it.each([
    ['all play', pictures('playing', 'playing'), null],
    ['some are on their way', pictures('playing', 'opening', 'slow', 'recovering'), null],
    ['a second one cannot be shown', pictures('playing', 'failed'), 1],
    ['two of four play', pictures('playing', 'playing', 'failed', 'failed'), 2],
    ['one of four plays', pictures('playing', 'failed', 'failed', 'opening'), 1],
    ['a camera that is broken for everybody', pictures('playing', 'failed-offline'), null],
    ['nothing plays: no word about decoders', pictures('failed', 'failed'), null],
    ['a kind of picture that this box cannot play at all', pictures('playing', 'unsupported'), null],
  ] as [string, { phase: Phase; online: boolean }[], number | null][])('%s', (_name, shown, holds) => {
    expect(decodersOf(shown)).toBe(holds)
  })
})
