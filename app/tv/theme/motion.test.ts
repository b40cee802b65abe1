import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BoxStore } from '../service/store'
import { readLook } from './look'
import { thereAndBack, useReducedMotion } from './motion'

afterEach(() => {
  useReducedMotion(false)
  vi.unstubAllGlobals()
})

/** The longest that a text is on its way between two places, in seconds of a round. */
function gliding(distance: number): number {
  const { duration, places } = thereAndBack(distance)
  const stops = Object.entries(places).map(([share, place]) => ({
    at: Number(share) * duration,
    x: typeof place === 'number' ? place : (place as { v: number }).v,
  }))
  const ways = stops.slice(1).map(({ at, x }, before) => (x === stops[before]!.x ? 0 : at - stops[before]!.at))
  expect(new Set(stops.map(({ x }) => x))).toEqual(new Set([0, -distance]))
  return Math.max(...ways)
}

describe('a name that is longer than its tile', () => {
  it('glides, and rests at both ends', () => {
    expect(gliding(180)).toBeCloseTo(2)
    expect(thereAndBack(180).duration).toBeCloseTo(2 * (1.2 + 2))
  })

  it('shows its beginning and its end in turn with reduced motion', () => {
    useReducedMotion(true)
    // Less than a frame.
    expect(gliding(180)).toBeLessThan(0.016)
    expect(thereAndBack(180).duration).toBeCloseTo(2.4)
  })
})

describe('reduced motion', () => {
  it.each([
    [undefined, false, 'normal'],
    [undefined, true, 'reduced'],
    ['nonsense', true, 'reduced'],
    ['reduced', false, 'reduced'],
    // Chosen here, whatever the box is set to.
    ['normal', true, 'normal'],
  ] as const)('chosen here %s, on the box %s: %s', (motion, matches, is) => {
    vi.stubGlobal('matchMedia', () => ({ matches }))
    expect(readLook({ read: () => ({ motion }) } as unknown as BoxStore).motion).toBe(is)
  })
})
