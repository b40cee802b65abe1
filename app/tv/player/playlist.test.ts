import { describe, expect, it } from 'vitest'
import { tokenOf, withToken } from './address'
import { firstRendition, newest, partHoldBack, since, withoutEnd } from './playlist'

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

const head = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n'
const started = '#EXT-X-MEDIA-SEQUENCE:8\n'
const time = '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T14:02:02.000Z\n'
const last = '#EXTINF:1.500,\na8.ts\n'

it.each([
  ['the time of what is left follows from what is gone', media, 8, head + started + time + last],
  ['nothing before it', media, 7, null],
  ['nothing from there on', media, 9, media],
  ['no programme time', media.replace(/#EXT-X-PROGRAM.*\n/, ''), 8, head + started + last],
  [
    'section and key hold on, breaks are counted',
    media.replace('#EXTINF:2', '#EXT-X-DISCONTINUITY\n#EXT-X-KEY:METHOD=NONE\n#EXT-X-MAP:URI="i.mp4"\n#EXTINF:2'),
    8,
    `${head}${started}#EXT-X-DISCONTINUITY-SEQUENCE:1\n#EXT-X-MAP:URI="i.mp4"\n#EXT-X-KEY:METHOD=NONE\n${time}${last}`,
  ],
  [
    'a break before what is left is its own',
    media.replace('#EXTINF:1', '#EXT-X-DISCONTINUITY\n#EXTINF:1'),
    8,
    `${head}${started}${time}#EXT-X-DISCONTINUITY\n${last}`,
  ],
  ['parts of files', media.replace('#EXTINF:1', '#EXT-X-BYTERANGE:9\n#EXTINF:1'), 8, null],
  ["windows' line ends", media.replace(/\n/g, '\r\n'), 8, head + started + time + last],
])('leaves out what is older: %s', (_name, text, from, expected) => {
  const left = since(text, from)
  if (expected !== null) expect(left).toBe(expected)
  expect(newest(left)).toEqual(newest(text))
})

describe('a playlist with parts', () => {
  const text = `#EXTM3U
#EXT-X-TARGETDURATION:1
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.75
#EXT-X-PART-INF:PART-TARGET=0.5
#EXT-X-MEDIA-SEQUENCE:7
#EXTINF:1,
7.m4s
#EXT-X-PART:DURATION=0.5,URI="8.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.5,URI="8.1.m4s"
#EXTINF:1,
8.m4s
#EXT-X-PART:DURATION=0.5,URI="9.0.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="9.1.m4s"
`

  it('is joined at its newest whole segment, and goes on in parts', () => {
    const lines = since(text, 8).trimEnd().split('\n')
    expect(lines.filter((line) => line.indexOf('8.') >= 0)).toEqual(['8.m4s'])
    // Without it a player cannot count the parts that come.
    expect(lines).toContain('#EXT-X-PART-INF:PART-TARGET=0.5')
    expect(lines.slice(-2)).toEqual([
      '#EXT-X-PART:DURATION=0.5,URI="9.0.m4s",INDEPENDENT=YES',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="9.1.m4s"',
    ])
  })

  it.each([
    [text, 0.75],
    [text.replace(/#EXT-X-PART:.*/g, ''), null],
    [text.replace(/,PART-HOLD.*/, ''), null],
  ])('says how near its end it may be played (%#)', (given, held) => expect(partHoldBack(given)).toBe(held))
})
