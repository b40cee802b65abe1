import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { findFfmpeg } from '../support/ffmpeg'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { freePorts } from '../support/ports'
import { openTv, type Tv } from '../support/tv'

let porchlight: Porchlight
let browser: Browser
let packager: ChildProcess | null = null
let port = 0
const ffmpeg = findFfmpeg()
const folder = mkdtempSync(join(tmpdir(), 'porchlight-source-'))
beforeAll(async () => {
  port = (await freePorts(1))[0]!
  const [demoPort] = await freePorts(1)
  porchlight = await startPorchlight({
    TIME_ZONE: zoneAtNoon(),
    DEMO_PORT: String(demoPort),
    CAMERA_ORIGINS: `http://127.0.0.1:${demoPort},http://127.0.0.1:${port}`,
  })
  browser = await launch(inject('chromium'))
})
afterAll(async () => {
  await browser.close()
  await porchlight.stop()
  rmSync(folder, { recursive: true, force: true })
})

it.each([
  ['H.264, copied', ['-c:v', 'libx264', '-g', '15', '-pix_fmt', 'yuv420p'], 'source.mp4', 'copying'],
  ['MPEG-4, encoded', ['-c:v', 'mpeg4', '-q:v', '3'], 'source.avi', 'encoding'],
])('a camera of a live ffmpeg (%s) is added by the script and plays on the TV', async (_what, codec, name, how) => {
  const source = join(folder, name)
  // Blue ground and a white square that wanders: told from the screen's own night blue, and seen to move.
  execFileSync(ffmpeg, [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'color=c=0x2060c0:s=640x360:r=15',
    '-f',
    'lavfi',
    '-i',
    'color=c=white:s=80x80:r=15',
    '-filter_complex',
    '[0][1]overlay=x=mod(n*8\\,560):y=140:shortest=1',
    '-t',
    '5',
    ...codec,
    source,
  ])

  packager = spawn(
    process.execPath,
    [
      'deploy/cameras/packager.mjs',
      '--source',
      source,
      '--id',
      'encoder-test',
      '--port',
      String(port),
      '--ffmpeg',
      ffmpeg,
      '--api',
      porchlight.api,
      '--number',
      '88',
      '--name',
      '北门 North Gate',
      '--area',
      'g-east-gate',
      '--approved-by',
      'Street office',
      '--approved-until',
      '2099-01-01',
      '--legal-basis',
      'Order 799, article 7',
      '--mask-attested-by',
      'Li',
    ],
    { env: { ...process.env, OPERATOR_KEY: porchlight.operatorKey }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const printed = await lines(packager, /is known to/)
  expect(printed).toContain(how)

  const tv = await openTv(browser, porchlight.api, { language: 'en', hash: '#/camera/88' })
  await tv.shows(/North Gate/)
  const places = await wandering(tv)
  expect(new Set(places).size).toBeGreaterThan(1)
  expect(tv.errors).toEqual([])
  await tv.close()
})
afterEach(async () => {
  if (packager === null || packager.exitCode !== null) return
  const ended = new Promise((done) => packager?.once('exit', done))
  packager.kill('SIGTERM')
  await ended
})

function lines(child: ChildProcess, until: RegExp): Promise<string> {
  let printed = ''
  return new Promise((done, fail) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (until.test(printed)) done(printed)
    })
    child.once('exit', (code) => fail(new Error(`the packager ended with ${code}: ${printed}`)))
  })
}

/** Where the white square stands in painted pixels over blue ground, at several times. */
async function wandering(tv: Tv): Promise<number[]> {
  const places: number[] = []
  for (const patience = Date.now() + 60_000; Date.now() < patience && places.length < 4; ) {
    const image = await loadImage(await tv.page.screenshot())
    const canvas = createCanvas(image.width, image.height).getContext('2d')
    canvas.drawImage(image, 0, 0)
    const { data } = canvas.getImageData(0, image.height / 2, image.width, 1)
    const isBlue = (x: number) => data[x * 4 + 2]! > 150 && data[x * 4]! < 90
    const isWhite = (x: number) => data[x * 4]! > 200 && data[x * 4 + 2]! > 200
    const columns = Array.from({ length: image.width }, (_, x) => x)
    const first = columns.find(isWhite)
    if (first !== undefined && columns.filter(isBlue).length > image.width / 2 && places.at(-1) !== first)
      places.push(first)
    await tv.page.evaluate('new Promise(requestAnimationFrame)')
  }
  return places
}
