import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBarcode } from './barcode'
import { boxAt } from './boxes'
import { demoCameras } from './cameras'
import { readClip } from './clip'
import { ffmpeg } from './clips/ffmpeg.mjs'
import { createOrigin } from './origin'

const clips = fileURLToPath(new URL('clips', import.meta.url))
const start = Date.UTC(2026, 10, 23, 14, 2, 11, 300)
let now = start
let server: Server
let origin: string

beforeAll(async () => {
  const handle = createOrigin(demoCameras, clips, () => now)
  server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(404).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const bytes = async (path: string) => Buffer.from(await (await fetch(origin + path)).arrayBuffer())
const text = async (path: string) => (await fetch(origin + path)).text()
const status = async (path: string) => (await fetch(origin + path)).status
const segmentsOf = (playlist: string) =>
  [...playlist.matchAll(/^(full|low)\/(\d+)\.m4s$/gm)].map((match) => Number(match[2]))

/** Decode time of the first frame and of the one after the last, and the fragment's number. */
function times(segment: Buffer): { from: bigint; until: bigint; sequence: number } {
  const tfdt = boxAt(segment, ['moof', 'traf', 'tfdt'])
  const tfhd = boxAt(segment, ['moof', 'traf', 'tfhd'])
  const trun = boxAt(segment, ['moof', 'traf', 'trun'])
  const flags = segment.readUInt32BE(tfhd.body) & 0xffffff
  // default_sample_duration comes after the optional base offset and sample description index
  const durationAt = tfhd.body + 8 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0)
  const from = segment.readBigUInt64BE(tfdt.body + 4)
  const length = segment.readUInt32BE(durationAt) * segment.readUInt32BE(trun.body + 4)
  return {
    from,
    until: from + BigInt(length),
    sequence: segment.readUInt32BE(boxAt(segment, ['moof', 'mfhd']).body + 4),
  }
}

describe('origin', () => {
  it('offers both renditions with what a player must know to choose', async () => {
    const playlist = await text('/east-gate/index.m3u8')
    expect(playlist).toMatch(/BANDWIDTH=\d+.*CODECS="avc1\.[0-9a-f]{6}".*RESOLUTION=1280x720.*\nfull\.m3u8\n/)
    expect(playlist).toMatch(/BANDWIDTH=\d+.*CODECS="avc1\.[0-9a-f]{6}".*RESOLUTION=640x360.*\nlow\.m3u8\n/)
  })

  it('publishes a segment when its second has passed, and not before', async () => {
    now = start
    const [newest = 0] = segmentsOf(await text('/square/full.m3u8')).slice(-1)
    expect(newest).toBe(Math.floor(start / 1000) - 1)
    expect(await status(`/square/full/${newest}.m4s`)).toBe(200)
    expect(await status(`/square/full/${newest + 1}.m4s`)).toBe(404)
    now = start + 1000
    expect(await status(`/square/full/${newest + 1}.m4s`)).toBe(200)
  })

  it.each(['full', 'low'])('has decode times without a break over two loops (%s)', async (rendition) => {
    let before: { until: bigint; sequence: number } | undefined
    for (let second = 0; second < 40; second++) {
      now = start + second * 1000
      const [newest] = segmentsOf(await text(`/parking/${rendition}.m3u8`)).slice(-1)
      const here = times(await bytes(`/parking/${rendition}/${newest}.m4s`))
      if (before) {
        expect(here.from).toBe(before.until)
        expect(here.sequence).toBe(before.sequence + 1)
      }
      before = here
    }
  })

  it('keeps a hanging camera still and then brings it to the present', async () => {
    const newest = async (at: number) => {
      now = at
      return segmentsOf(await text('/bus-stop/low.m3u8')).at(-1)
    }
    const cycle = Math.ceil(start / 180_000) * 180_000
    expect(await newest(cycle + 150_000)).toBe(await newest(cycle + 179_000))
    expect(await newest(cycle + 182_000)).toBe(cycle / 1000 + 181)
  })

  it.each(['index.m3u8', 'full.m3u8', 'low/init.mp4'])('has nothing of the offline camera: %s', async (file) => {
    expect(await status(`/ferry-landing/${file}`)).toBe(503)
  })

  it.each([
    '/nowhere/index.m3u8',
    '/square/other.m3u8',
    '/square/full/',
    '/square/full/abc.m4s',
    '/square/..%2fx',
    '/',
  ])('knows nothing at %s', async (path) => expect(await status(path)).toBe(404))

  it('lets any page read it, for tests in browsers', async () => {
    expect((await fetch(`${origin}/square/full.m3u8`)).headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('clips', () => {
  it('are together smaller than 10 MB', () => {
    const sizes = readdirSync(clips).map((name) => (name.endsWith('.mp4') ? statSync(`${clips}/${name}`).size : 0))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(10_000_000)
  })

  const cases = demoCameras
    .filter(({ trouble }) => trouble !== 'offline')
    .flatMap(({ id, number }, index) => [
      { id, number, rendition: 'full', second: index },
      { id, number, rendition: 'low', second: index + 7 },
    ])
  it.each(cases)('show camera and frame in $id $rendition', async ({ id, number, rendition, second }) => {
    now = start + second * 1000
    const segment = segmentsOf(await text(`/${id}/${rendition}.m3u8`)).at(-1) ?? 0
    const init = await bytes(`/${id}/${rendition}/init.mp4`)
    const file = Buffer.concat([init, await bytes(`/${id}/${rendition}/${segment}.m4s`)])
    const { width, height, framesPerSecond } = readClip(file)
    const raw = execFileSync(ffmpeg(), '-v error -i - -f rawvideo -pix_fmt rgba -vsync passthrough -'.split(' '), {
      input: file,
      maxBuffer: 2 ** 28,
    })
    const size = width * height * 4
    const seen = Array.from({ length: raw.length / size }, (_, frame) =>
      readBarcode(raw.subarray(frame * size, (frame + 1) * size), width, height),
    )
    const seconds = 16
    expect(seen).toEqual(
      Array.from({ length: framesPerSecond }, (_, frame) => ({
        camera: number,
        frame: (segment % seconds) * framesPerSecond + frame,
      })),
    )
  })
})
