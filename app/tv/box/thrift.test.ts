import { expect, it } from 'vitest'
import { linesOf, thriftOf } from './thrift'

it.each<[string, number | undefined, boolean]>([
  ['', undefined, false],
  ['', 1, false],
  ['', 0.5, true],
  ['low', 8, true],
  ['normal', 0.25, false],
  ['nonsense', 0.25, true],
])('memory "%s" on a box that tells %s: thrifty is %s', (wanted, device, thrifty) => {
  const thrift = thriftOf(wanted, 10_000_000, device)
  expect(thrift).toEqual(
    thrifty
      ? { textures: 5_000_000, previews: 1, shortBuffers: true, lines: 720 }
      : { textures: 10_000_000, previews: 24, shortBuffers: false, lines: 1080 },
  )
})

it('allows no more than the deployment does', () => expect(thriftOf('low', 3_000_000, 8).textures).toBe(3_000_000))

it.each<[number, number, 720 | 1080, number]>([
  [0, 720, 1080, 720],
  [0, 1080, 1080, 1080],
  [0, 2160, 1080, 1080],
  [0, 0, 1080, 720],
  [0, 1080, 720, 720],
  [1080, 720, 720, 1080],
])('set to %i in a window of %i lines, at most %i: %i', (set, window, most, lines) =>
  expect(linesOf(set, window, most)).toBe(lines),
)
