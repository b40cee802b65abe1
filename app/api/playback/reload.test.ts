import { describe, expect, it } from 'vitest'
import { ProblemError } from '../problems'
import type { MediaPlaylist } from './playlist'
import { comes, has, makeWaiting, reloadOf, waitMs, withReload } from './reload'

describe('what an address asks a playlist to have', () => {
  it.each([
    ['low/i.m3u8', 'low/i.m3u8', null],
    ['low/i.m3u8?_HLS_msn=7', 'low/i.m3u8', { msn: 7, part: null }],
    ['low/i.m3u8?_HLS_msn=7&_HLS_part=2', 'low/i.m3u8', { msn: 7, part: 2 }],
    ['i.m3u8?a=1&_HLS_msn=7&b=2', 'i.m3u8?a=1&b=2', { msn: 7, part: null }],
    // What is no directive belongs to the path, and no playlist listed that.
    ['i.m3u8?_HLS_msn=-1', 'i.m3u8?_HLS_msn=-1', null],
    ['i.m3u8?_HLS_msn=7&_HLS_msn=8', 'i.m3u8?_HLS_msn=8', { msn: 7, part: null }],
    ['i.m3u8?_HLS_msn=7&_HLS_skip=YES', 'i.m3u8?_HLS_skip=YES', { msn: 7, part: null }],
    ['i.m3u8?_HLS_msn=9999999999999999', 'i.m3u8?_HLS_msn=9999999999999999', null],
  ])('%s', (address, path, reload) => expect(reloadOf(address)).toEqual({ path, reload }))

  it('a part of no segment is refused', () => expect(() => reloadOf('i.m3u8?_HLS_part=1')).toThrow(ProblemError))

  it.each([
    ['http://camera/i.m3u8', { msn: 7, part: null }, 'http://camera/i.m3u8?_HLS_msn=7'],
    ['http://camera/i.m3u8?a=1', { msn: 7, part: 0 }, 'http://camera/i.m3u8?a=1&_HLS_msn=7&_HLS_part=0'],
  ])('%s asks the camera the same', (href, reload, asked) => expect(withReload(href, reload)).toBe(asked))
})

const media = { sequence: 10, parts: 2, blocks: true, ended: false, target: 1 } as MediaPlaylist

describe('a playlist up to segment 10 and two parts of the next', () => {
  it.each([
    ['an old segment', { msn: 9, part: null }, true],
    ['the newest whole one', { msn: 10, part: null }, true],
    ['a part of it', { msn: 10, part: 3 }, true],
    ['a part that is there', { msn: 11, part: 1 }, true],
    ['the next part', { msn: 11, part: 2 }, false],
    ['the next segment', { msn: 11, part: null }, false],
  ])('%s', (_, reload, there) => {
    expect(has(media, reload)).toBe(there)
    expect(comes(media, reload)).toBe(!there)
  })

  it('is not waited for where its origin cannot wait, or when it has ended', () => {
    const next = { msn: 11, part: null }
    expect(comes({ ...media, blocks: false }, next)).toBe(false)
    expect(comes({ ...media, ended: true }, next)).toBe(false)
  })

  it('what is too far ahead is refused', () => expect(() => comes(media, { msn: 13, part: 0 })).toThrow(ProblemError))

  it.each([
    [1, 3000],
    [2, 6000],
    [10, 6000],
  ])('a target of %i s is waited for %i ms at most', (target, ms) => expect(waitMs({ target })).toBe(ms))
})

it('few wait at once, and who leaves makes room', () => {
  const waiting = makeWaiting()
  const leave = waiting.enter('a', 2)
  expect(waiting.enter('a', 2)).not.toBeNull()
  expect(waiting.enter('a', 2)).toBeNull()
  expect(waiting.enter('b', 2)).not.toBeNull()
  leave?.()
  expect(waiting.enter('a', 2)).not.toBeNull()
})
