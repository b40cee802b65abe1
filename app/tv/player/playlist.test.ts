import { expect, it } from 'vitest'
import { tokenOf, withToken } from './address'
import { firstRendition, newest, withoutEnd } from './playlist'

const media = `#EXTM3U
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-PROGRAM-DATE-TIME:2026-11-23T14:02:00.000Z
#EXTINF:2.000,
a7.ts
#EXTINF:1.500,
a8.ts
`

it('finds what is newest, with the time until which it was taken', () => {
  const takenUntil = Date.parse('2026-11-23T14:02:03.500Z')
  expect(newest(media)).toEqual({ key: `8 a8.ts ${takenUntil}`, sequence: 8, uri: 'a8.ts', takenUntil, target: 2_000 })
})

it.each([
  ['no segment yet', '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n', null],
  ['not a playlist', 'camera is busy', null],
  [
    'no programme time',
    '#EXTM3U\n#EXTINF:1,\nx.ts\n',
    { key: '0 x.ts ', sequence: 0, takenUntil: null, target: 1_000 },
  ],
  ['windows line ends', media.replace(/\n/g, '\r\n'), { sequence: 8, uri: 'a8.ts', target: 2_000 }],
  [
    "ffmpeg's zone without a colon",
    media.replace('000Z', '000+0800'),
    { takenUntil: Date.parse('2026-11-23T06:02:03.500Z') },
  ],
])('reads a playlist: %s', (_name, text, expected) => {
  if (expected === null) expect(newest(text)).toBeNull()
  else expect(newest(text)).toMatchObject(expected)
})

it('tells a master playlist from a media playlist', () => {
  expect(firstRendition(media)).toBeNull()
  expect(
    firstRendition('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nfull.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\nlow.m3u8'),
  ).toBe('full.m3u8')
})

it('takes an end mark away, which would make an engine start with the oldest footage', () => {
  expect(withoutEnd(`${media}#EXT-X-ENDLIST\n`)).not.toContain('ENDLIST')
})

it('swaps the token in an address and nothing else', () => {
  const url = 'http://box.test/live/old-token/cam/seg1.m4s?x=/live/z/'
  expect(tokenOf(url)).toBe('old-token')
  expect(withToken(url, 'new')).toBe('http://box.test/live/new/cam/seg1.m4s?x=/live/z/')
  expect(withToken(url, null)).toBe(url)
  expect(withToken('http://box.test/other', 'new')).toBe('http://box.test/other')
})
