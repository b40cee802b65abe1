import { describe, expect, it } from 'vitest'
import { placeOf, resolveIn } from './addresses'
import { codecName, NoRendition, rewriteMultivariant, sift, type Wanted } from './multivariant'
import { kindOf, PlaylistFault, type Reading, rewriteMedia } from './playlist'

const root = 'http://camera.example/gate/index.m3u8'
const place = placeOf(root)
function reading(path: string, also: Partial<Reading> = {}): Reading {
  return { place, self: resolveIn(place, root, path)!, barred: () => false, offered: () => true, ...also }
}

const head = '#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7'

describe('a media playlist, line by line', () => {
  it.each([
    ['#EXTINF:2.0,\nseg7.ts', '#EXTINF:2.0,\nseg7.ts'],
    ['#EXTINF:2.0,a title with http://address\nseg7.ts', '#EXTINF:2.0,\nseg7.ts'],
    ['#EXTINF:2,\n/gate/low/seg7.ts', '#EXTINF:2,\nseg7.ts'],
    ['#EXTINF:2,\nhttp://camera.example/gate/low/seg7.ts?a=b', '#EXTINF:2,\nseg7.ts?a=b'],
    ['#EXTINF:2,\n../seg7.ts', '#EXTINF:2,\n../seg7.ts'],
    ['#EXT-X-MAP:URI="/gate/low/init.mp4",BYTERANGE="600@0"', '#EXT-X-MAP:URI="init.mp4",BYTERANGE="600@0"'],
    ['#EXT-X-KEY:METHOD=NONE', '#EXT-X-KEY:METHOD=NONE'],
    ['#EXT-X-KEY:METHOD=AES-128,URI="../k.key",IV=0x1', '#EXT-X-KEY:METHOD=AES-128,URI="../k.key",IV=0x1'],
    ['#EXT-X-PART:DURATION=0.2,URI="/gate/low/p1.m4s"', '#EXT-X-PART:DURATION=0.2,URI="p1.m4s"'],
    ['#EXT-X-PART:DURATION=0.2,URI="http://other.example/p1.m4s"', ''],
    ['#EXT-X-PRELOAD-HINT:TYPE=PART,URI="./p2.m4s"', '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p2.m4s"'],
    ['#EXT-X-PRELOAD-HINT:TYPE=PART,URI="../../p2.m4s"', ''],
    ['#EXT-X-RENDITION-REPORT:URI="/gate/b.m3u8",LAST-MSN=2', '#EXT-X-RENDITION-REPORT:URI="../b.m3u8",LAST-MSN=2'],
    [
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6.0',
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6.0',
    ],
    ['#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=NO', ''],
    ['#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12', '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES'],
    ['#EXT-X-PROGRAM-DATE-TIME:2026-11-23T12:00:00.000Z', '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T12:00:00.000Z'],
    ['#EXT-X-DEFINE:NAME="a",VALUE="../full"', ''],
    ['#EXT-X-DATERANGE:ID="a",X-ASSET-URI="http://other.example/"', ''],
    ['#EXT-X-CONTENT-STEERING:SERVER-URI="http://other.example/"', ''],
    ['# a comment with http://camera.example', ''],
    ['#EXT-X-SOMETHING:URI="http://other.example"', ''],
  ])('%s', (line, expected) => {
    // The tag of a multivariant playlist would make the text neither one nor the other.
    const { text } = rewriteMedia(`${head}\n${line}\n`, reading('low/index.m3u8'))
    expect(text).toBe(`${head}\n${expected}`.trimEnd().concat('\n'))
  })

  it.each([
    ['#EXTINF:2,\nhttp://other.example/seg.ts'],
    ['#EXTINF:2,\n../../yard/seg.ts'],
    ['#EXTINF:2,\n%2e%2e/full/seg.ts'],
    ['#EXTINF:2,\n..%2ffull/seg.ts'],
    ['#EXTINF:2,\n..\\full\\seg.ts'],
    ['#EXTINF:2,\n../full/seg.ts'],
    ['#EXT-X-MAP:URI="http://169.254.169.254/latest"'],
    ['#EXT-X-MAP:URI="../full/init.mp4"'],
    ['#EXT-X-MAP:BYTERANGE="1@0"'],
    ['#EXT-X-KEY:METHOD=AES-128,URI="http://other.example/key"'],
    ['#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x"'],
    ['#EXT-X-KEY:METHOD=AES-128,URI="../full/key"'],
  ])('is refused whole because of %s', (line) => {
    const barred = reading('low/index.m3u8', { barred: (found) => found.path.startsWith('full/') })
    expect(() => rewriteMedia(`${head}\n${line}\n`, barred)).toThrow(PlaylistFault)
  })

  // By a search whose steps grow with the square, one such line is half an hour's work, in which nothing else is done.
  it.each(['A', 'A=', 'A="', ',', '=', ' ', 'A,', 'A=A,', '"'])(
    'is read with a megabyte of %j in a line',
    (nonsense) => {
      const line = nonsense.repeat(1_000_000 / nonsense.length)
      const { newest } = rewriteMedia(`${head}\n#X:${line}\n#EXTINF:2,\nseg7.ts\n`, reading('index.m3u8'))
      expect(newest).toBe('seg7.ts')
    },
  )

  it('tells the files that may be served, and how new it is', () => {
    const media = rewriteMedia(
      `${head}\n#EXT-X-MAP:URI="i.mp4"\n#EXTINF:2,\na.m4s\n#EXTINF:2,\nb.m4s\n#EXT-X-PART:DURATION=1,URI="c.0.m4s"\n`,
      reading('low/index.m3u8'),
    )
    expect(media.files.map((file) => file.path)).toEqual(['low/i.mp4', 'low/a.m4s', 'low/b.m4s', 'low/c.0.m4s'])
    expect(media).toMatchObject({ target: 2, newest: 'low/b.m4s', sequence: 8, ended: false })
  })

  it.each([
    ['<html></html>', /begin/],
    ['', /begin/],
    ['\n#EXTM3U', /begin/],
    ['#EXTM3U8\n#EXTINF:1,\na.ts', /begin/],
    ['#EXTM3U\n#EXTINF:1,\na.ts', /TARGETDURATION/],
    ['#EXTM3U\n#EXT-X-TARGETDURATION:x\n#EXTINF:1,\na.ts', /TARGETDURATION/],
    ['#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:x\n#EXTINF:1,\na.ts', /MEDIA-SEQUENCE/],
  ])('%j is no media playlist', (text, why) => {
    expect(() => rewriteMedia(text, reading('index.m3u8'))).toThrow(why)
  })
})

it.each([
  ['#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8', 'multivariant'],
  ['#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\na.ts', 'media'],
  ['#EXTM3U\n#EXTINF:1,\na.ts\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8', null],
  ['#EXTM3U\n', null],
])('%j is %s', (text, kind) => {
  if (kind === null) expect(() => kindOf(text)).toThrow(PlaylistFault)
  else expect(kindOf(text)).toBe(kind)
})

describe('a multivariant playlist', () => {
  const full =
    '#EXT-X-STREAM-INF:BANDWIDTH=3000,RESOLUTION=1920x1080,CODECS="avc1.64,mp4a.40.2",AUDIO="hi"\nfull/i.m3u8'
  const low = '#EXT-X-STREAM-INF:BANDWIDTH=500,RESOLUTION=854x480,CODECS="avc1.4d,mp4a.40.2",AUDIO="lo"\nlow/i.m3u8'
  const hevc = '#EXT-X-STREAM-INF:BANDWIDTH=400,RESOLUTION=640x360,CODECS="hev1.1.6"\nhevc/i.m3u8'
  const unsaid = '#EXT-X-STREAM-INF:BANDWIDTH=900\nunsaid/i.m3u8'
  const outside = '#EXT-X-STREAM-INF:BANDWIDTH=100,RESOLUTION=640x360\nhttp://other.example/i.m3u8'
  const hi = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="hi",NAME="a",URI="hi.m3u8"'
  const lo = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="lo",NAME="a",URI="lo.m3u8"'
  const far = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="lo",NAME="b",URI="http://other.example/lo.m3u8"'
  const angle = '#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="v",NAME="a",URI="angle.m3u8"'
  const lowWithAngle = '#EXT-X-STREAM-INF:BANDWIDTH=500,RESOLUTION=854x480,VIDEO="v"\nlow/i.m3u8'
  const frames = '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90,RESOLUTION=1920x1080,URI="iframes.m3u8"'
  const lowFrames = '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90,RESOLUTION=640x360,URI="lowframes.m3u8"'
  const bare = '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90,URI="bare.m3u8"'
  const session =
    '#EXT-X-SESSION-KEY:METHOD=AES-128,URI="http://other.example/k"\n#EXT-X-SESSION-DATA:DATA-ID="x",URI="d.json"'
  const steering = '#EXT-X-CONTENT-STEERING:SERVER-URI="http://other.example/"'

  const rows: [string, string[], Wanted['low'], string[], string[] | string][] = [
    ['full: everything', [full, low, hi, lo], null, [], ['hi.m3u8', 'lo.m3u8', 'full/i.m3u8', 'low/i.m3u8']],
    ['low: at most 480 lines, and its groups', [full, low, hi, lo], 'stated', [], ['lo.m3u8', 'low/i.m3u8']],
    ['low: no lines said is not low', [full, unsaid], 'stated', [], 'no-low-rendition'],
    ['low of a low address: no lines said is believed', [full, unsaid], 'trusted', [], ['unsaid/i.m3u8']],
    ['low: only a full one', [full], 'stated', [], 'no-low-rendition'],
    ['low of a low address: only a full one', [full], 'trusted', [], 'no-low-rendition'],
    ['frames go with their size', [low, frames, lowFrames, bare], 'stated', [], ['lowframes.m3u8', 'low/i.m3u8']],
    ['full frames stay', [full, frames, bare], null, [], ['iframes.m3u8', 'bare.m3u8', 'full/i.m3u8']],
    ['other angles go when low', [full, lowWithAngle, angle], 'stated', [], ['low/i.m3u8']],
    ['other angles stay when full', [lowWithAngle, angle], null, [], ['angle.m3u8', 'low/i.m3u8']],
    ['what lies outside is left out', [low, outside, lo, far], null, [], ['lo.m3u8', 'low/i.m3u8']],
    ['sessions and steering are left out', [low, session, steering], null, [], ['low/i.m3u8']],
    ['codecs: only what the box plays', [full, low, hevc], null, ['avc1'], ['full/i.m3u8', 'low/i.m3u8']],
    ['codecs: hev1 and hvc1 are one', [full, hevc], null, ['hvc1'], ['hevc/i.m3u8']],
    ['codecs: none said is believed', [unsaid, hevc], null, ['avc1'], ['unsaid/i.m3u8']],
    ['codecs: nothing left', [hevc], null, ['avc1'], 'unsupported-codec'],
    ['codecs: nothing low left', [full, hevc], 'stated', ['avc1'], 'unsupported-codec'],
  ]
  it.each(rows)('%s', (_name, lines, wantedLow, codecs, expected) => {
    const text = ['#EXTM3U', ...lines].join('\n')
    const make = () => rewriteMultivariant(text, reading('index.m3u8'), { low: wantedLow, codecs })
    if (typeof expected === 'string') expect(make).toThrow(new NoRendition(expected as 'no-low-rendition'))
    else {
      const made = make()
      expect(made.renditions.map((rendition) => rendition.path)).toEqual(expected)
      expect(made.text).not.toContain('other.example')
      const named = [...made.text.matchAll(/^([^#\s].*)$|URI="([^"]*)"/gm)].map((found) => found[1] ?? found[2])
      expect(named).toEqual(expected)
    }
  })

  it('takes away the name of a group that was left out, else a player would refuse the rendition', () => {
    const { text } = rewriteMultivariant(`#EXTM3U\n${far}\n${low}\n`, reading('index.m3u8'), { low: null, codecs: [] })
    expect(text).not.toContain('AUDIO=')
  })

  it('names the sharpest rendition', () => {
    const text = ['#EXTM3U', low, full].join('\n')
    expect(rewriteMultivariant(text, reading('index.m3u8'), { low: null, codecs: [] }).best.path).toBe('full/i.m3u8')
    expect(rewriteMultivariant(text, reading('index.m3u8'), { low: 'stated', codecs: [] }).best.path).toBe('low/i.m3u8')
  })

  it('sifts what low may reach from what it may not', () => {
    const text = ['#EXTM3U', full, low, hi, lo, frames, angle].join('\n')
    const { kept, dropped } = sift(text, place, reading('index.m3u8').self, 'stated')
    expect(kept.map((one) => one.path)).toEqual(['low/i.m3u8', 'lo.m3u8'])
    expect(dropped.map((one) => one.path)).toEqual(['full/i.m3u8', 'iframes.m3u8', 'angle.m3u8'])
  })
})

it.each([
  ['avc1.64001f', 'avc1'],
  ['AVC3', 'avc1'],
  ['hev1.1.6.L93', 'hvc1'],
  ['a|b', null],
  ['', null],
])('codec %s is %s', (codec, name) => expect(codecName(codec)).toBe(name))
