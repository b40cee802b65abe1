import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFfmpeg } from '../../../tests/support/ffmpeg'
import { fc, runs } from '../../../tests/support/properties'
import { type CodedPicture, type Segment, SegmentFault } from './coded'
import { readFragments } from './fragments'
import { soundnessIn, soundnessOf } from './soundness'
import { readTransport } from './transport'

const segment = (pictures: CodedPicture[], change: Partial<Segment> = {}): Segment => ({
  ...{ codec: 'h264', pictures, blocks: 920, seconds: pictures.length / 25 },
  ...change,
})
const run = (key: number, ...others: number[]): CodedPicture[] => [
  { key: true, bytes: key },
  ...others.map((bytes) => ({ key: false, bytes })),
]
const tens = (bytes: number) => Array<number>(10).fill(bytes)

it.each<[string, Segment, string | null]>([
  ['pictures of a street', segment(run(9000, ...tens(500))), 'sound'],
  ['pictures without change', segment(run(9000, ...tens(15))), 'still'],
  [
    'pictures that settle and then do not change',
    segment(run(9000, 600, 300, 200, 100, 50, ...tens(15).slice(5))),
    'still',
  ],
  ['a clock in a picture that changes nowhere else', segment(run(9000, ...tens(15).slice(1), 90)), 'sound'],
  ['a stop behind a key picture that moves', segment([...run(9000, ...tens(500)), ...run(9000, ...tens(15))]), 'sound'],
  ['pictures with nothing in them', segment(run(700, ...tens(15))), 'flat'],
  ['the same, twice as large', segment(run(1400, ...tens(15)), { blocks: 3680 }), 'flat'],
  ['a codec that is not read', segment([], { codec: null }), null],
  ['no picture at all', segment([]), 'unreadable'],
  ['a size that is not told', segment(run(9000, ...tens(500)), { blocks: null }), null],
  ['key pictures alone', segment([...run(9000), ...run(9000)]), null],
  ['no time', segment(run(9000, ...tens(500)), { seconds: null }), 'sound'],
  ['a trickle', segment(run(950, ...tens(60)), { seconds: 11 }), 'bit_rate'],
  ['a picture in two seconds', segment(run(9000, ...tens(5000)), { seconds: 22 }), 'bit_rate'],
  ['a flood', segment(run(900_000, ...tens(900_000))), 'bit_rate'],
])('%s', (_name, of, found) => expect(soundnessOf(of)).toBe(found))

describe('the demo’s clips', () => {
  const clips = join(import.meta.dirname, '../../demo/clips')
  const names = readdirSync(clips).filter((name) => name.endsWith('.mp4'))
  it.each(names)('%s is sound, and no picture any more when it is cut', (name) => {
    const file = readFileSync(join(clips, name))
    const { codec, seconds, pictures } = readFragments(file, file)
    expect([codec, seconds, pictures.length]).toEqual(['h264', 16, 192])
    expect(soundnessIn(file, file)).toBe('sound')
    expect(soundnessIn(file, file.subarray(0, file.length - 1000))).toBe('unreadable')
    expect(soundnessIn(null, file.subarray(file.indexOf('moof') - 4))).toBe('unreadable')
  })
})

describe('what encoders send', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-segments-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const moving = 'testsrc2=s=640x360:r=25'
  const frozen = 'testsrc2=s=640x360:r=25,loop=loop=-1:size=1:start=0'
  const black = 'color=black:s=640x360:r=25'
  const noise = 'testsrc2=s=640x360:r=25,noise=alls=60:allf=t'
  const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25']
  const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:keyint=25']
  const asMp4 = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4']
  function encoded(source: string, coder: readonly string[], format: readonly string[]): Buffer {
    const path = join(folder, 'segment')
    const out = ['-pix_fmt', 'yuv420p', '-t', '2', '-an', '-threads', '1', ...coder, ...format, path]
    execFileSync(findFfmpeg(), ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...out], { stdio: 'pipe' })
    return readFileSync(path)
  }

  it.each<[string, string, readonly string[], readonly string[], string]>([
    ['a moving picture', moving, x264, ['-f', 'mpegts'], 'sound'],
    ['a moving picture in MP4', moving, x264, asMp4, 'sound'],
    ['a moving picture in H.265', moving, x265, ['-f', 'mpegts'], 'sound'],
    ['a moving picture in H.265 and MP4', moving, x265, asMp4, 'sound'],
    ['noise', noise, x264, ['-f', 'mpegts'], 'sound'],
    ['a frozen picture', frozen, x264, ['-f', 'mpegts'], 'still'],
    ['a frozen picture in MP4', frozen, x264, asMp4, 'still'],
    [
      'a frozen picture in the baseline profile',
      frozen,
      [...x264, '-profile:v', 'baseline'],
      ['-f', 'mpegts'],
      'still',
    ],
    ['a frozen picture in H.265', frozen, x265, ['-f', 'mpegts'], 'still'],
    ['a black picture', black, x264, ['-f', 'mpegts'], 'flat'],
    ['a black picture in MP4', black, x264, asMp4, 'flat'],
    ['a black picture in the baseline profile', black, [...x264, '-profile:v', 'baseline'], ['-f', 'mpegts'], 'flat'],
    ['a blue picture', black.replace('black', 'blue'), x264, ['-f', 'mpegts'], 'flat'],
    ['a black picture in H.265', black, x265, ['-f', 'mpegts'], 'flat'],
    ['another codec', moving, ['-c:v', 'mpeg2video'], ['-f', 'mpegts'], 'null'],
  ])('%s', (_name, source, coder, format, found) => {
    const bytes = encoded(source, coder, format)
    expect(String(soundnessIn(null, bytes))).toBe(found)
  })

  it('tells size, length and kind of pictures', () => {
    const { codec, blocks, seconds, pictures } = readTransport(encoded(moving, x264, ['-f', 'mpegts']))
    expect([codec, blocks, seconds, pictures.length]).toEqual(['h264', 40 * 23, 2, 50])
    expect(pictures.flatMap(({ key }, at) => (key ? [at] : []))).toEqual([0, 25])
  })

  it('never fails in another way than by its own words, whatever the bytes are', () => {
    const good = [encoded(moving, x264, ['-f', 'mpegts']), encoded(moving, x264, asMp4)]
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        fc.array(fc.tuple(fc.nat(20_000), fc.nat(255)), { maxLength: 30 }),
        fc.nat(40_000),
        (bytes, changes, end) => {
          const damaged = Buffer.from(bytes.subarray(0, end))
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value
          soundnessIn(null, damaged)
        },
      ),
      { numRuns: runs(300) },
    )
    expect(soundnessIn(null, Buffer.from('<html>not found</html>'))).toBe('unreadable')
    expect(soundnessIn(null, Buffer.alloc(0))).toBe('unreadable')
    expect(() => readTransport(Buffer.alloc(376, 0x47))).toThrow(SegmentFault)
  })
})
