import { describe, expect, it } from 'vitest'
import { isOnOffer, listed, mediaPlaylist, newestSegment } from './playlists'

const second = 1_795_449_000
const tag = (playlist: string, name: string) =>
  playlist
    .split('\n')
    .filter((line) => line.startsWith(`#${name}:`))
    .map((line) => line.slice(name.length + 2))

describe('newestSegment', () => {
  it.each([
    ['in the middle of a second', second * 1000 + 500, second - 1],
    ['as a second begins, the one before is whole', second * 1000, second - 1],
    ['one millisecond before, it is not', second * 1000 - 1, second - 2],
  ])('%s', (_, now, expected) => expect(newestSegment(now)).toBe(expected))

  it('of a hanging camera stands still for 40 of every 180 s, then jumps to the present', () => {
    const start = Math.ceil(second / 180) * 180
    const seen = Array.from({ length: 180 }, (_, s) =>
      newestSegment((start + s + 1) * 1000, { every: 180, standsFor: 40 }),
    )
    expect(seen.slice(0, 141)).toEqual(Array.from({ length: 141 }, (_, s) => start + s))
    expect(new Set(seen.slice(140))).toEqual(new Set([start + 140]))
    expect(newestSegment((start + 181) * 1000, { every: 180, standsFor: 40 })).toBe(start + 180)
  })

  it('never goes back', () => {
    let last = 0
    for (let now = second * 1000; now < (second + 600) * 1000; now += 250) {
      const newest = newestSegment(now, { every: 180, standsFor: 40 })
      expect(newest).toBeGreaterThanOrEqual(last)
      last = newest
    }
  })
})

describe('mediaPlaylist', () => {
  it('keeps to RFC 8216: no segment is longer than the target, and numbers name the same seconds for ever', () => {
    const playlist = mediaPlaylist('full', second)
    expect(playlist.startsWith('#EXTM3U\n')).toBe(true)
    const [target] = tag(playlist, 'EXT-X-TARGETDURATION').map(Number)
    for (const length of tag(playlist, 'EXTINF'))
      expect(Math.round(Number.parseFloat(length))).toBeLessThanOrEqual(target ?? 0)
    const sequence = Number(tag(playlist, 'EXT-X-MEDIA-SEQUENCE')[0])
    const uris = playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(uris).toEqual(Array.from({ length: listed }, (_, index) => `full/${sequence + index}.m4s`))
    expect(playlist).not.toContain('#EXT-X-ENDLIST')
    expect(tag(playlist, 'EXT-X-MAP')).toEqual(['URI="full/init.mp4"'])
  })

  it('dates each segment with the second in which its first frame was taken', () => {
    const dates = tag(mediaPlaylist('low', second), 'EXT-X-PROGRAM-DATE-TIME')
    expect(dates.map((date) => Date.parse(date) / 1000)).toEqual(
      Array.from({ length: listed }, (_, index) => second - listed + 1 + index),
    )
  })

  it('moves on by one when a second has passed', () => {
    const numbers = [0, 1, 2].map((s) => Number(tag(mediaPlaylist('full', second + s), 'EXT-X-MEDIA-SEQUENCE')[0]))
    expect(numbers.map((number) => number - (numbers[0] ?? 0))).toEqual([0, 1, 2])
  })
})

describe('isOnOffer', () => {
  it.each([
    ['the newest', second, true],
    ['the oldest listed', second - listed + 1, true],
    ['one that an older playlist named', second - listed - 10, true],
    ['one that is not whole yet', second + 1, false],
    ['one long gone', second - 60, false],
  ])('%s', (_, segment, expected) => expect(isOnOffer(segment, second)).toBe(expected))
})
