import { build } from 'esbuild'
import type { CDPSession, Page } from 'playwright-core'
import { findChromium, launch } from '../../tests/support/browser'
import { startPorchlight } from '../../tests/support/porchlight'
import { type Measured, type Row, summary } from '../measure'
import { openApp } from './app'

/** The hardest row: the processor slowed to a quarter, 40 ms and 8 Mbit/s. */
const conditions = {
  free: { cpu: 1, latency: 0, bytesPerSecond: -1 },
  throttled: { cpu: 4, latency: 40, bytesPerSecond: 1_000_000 },
} as const

/** What a zap is measured with; those on the plain page are given addresses, the app asks for its own. */
const plain = ['bare', 'stock', 'one instance', 'shaka', 'videoJs', 'native'] as const
const ours = ['ours, neighbour', 'ours, any camera', 'ours, parts'] as const
type Variant = (typeof plain)[number] | (typeof ours)[number]

/** Two cameras of the demo that are neighbours in watching order. */
const cameras = [
  { number: 1, id: 'east-gate' },
  { number: 2, id: 'playground' },
] as const
/** Two neighbours that publish each second in parts. */
const withParts = [
  { number: 6, id: 'square' },
  { number: 7, id: 'river-path' },
] as const
const pairOf = (variant: Variant) => (variant === 'ours, parts' ? withParts : cameras)
const framesPerSecond = 12
const loopFrames = 192
const dwellMs = 400

/**
 * From the key to the first painted frame of the camera asked for, read from the picture's own pixels. All players
 * take turns on the same streams through the same gate; ours asks for its playback within the time.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const porchlight = await startPorchlight()
  try {
    return await measure(
      porchlight.api,
      `${porchlight.demo}/assertion`,
      porchlight.boxes.map(({ serial }) => serial),
      quick,
    )
  } finally {
    await porchlight.stop()
  }
}

interface Figures {
  ms: number[]
  age: number[]
}

async function measure(api: string, assertions: string, boxes: string[], quick: boolean): Promise<Measured> {
  const scripts = { app: await pageScript('page'), plain: await pageScript('page-players') }
  // A browser each: a page that is not in front draws nothing.
  const chromium = await findChromium()
  const browsers = [await launch(chromium), await launch(chromium)] as const
  const rows: Row[] = []
  const ratios: Record<string, number> = {}
  try {
    for (const [name, condition] of Object.entries(conditions)) {
      const app = await openApp(browsers[0], api, boxes[0] ?? '', scripts.app)
      const page = await browsers[1].newPage({ viewport: { width: 1280, height: 720 } })
      await page.route('**/zap.html', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: '<body style="margin:0">',
        }),
      )
      await page.goto(`${api}/zap.html`)
      await page.unroute('**/zap.html')
      await page.addScriptTag({ content: scripts.plain })
      const withNative = await page.evaluate<boolean>('window.playsNatively()')
      if (!withNative) console.log('  this browser has no HLS of its own')
      const sessions = await Promise.all([app, page].map((each) => slowed(each, condition)))
      const ask = () =>
        Promise.all(cameras.map(({ id }, index) => mediaPlaylistOf(api, assertions, boxes[index + 1] ?? '', id)))
      const players = plain.filter((player) => player !== 'native' || withNative)
      const figures = await inTurns(app, page, [...players, ...ours], ask, quick ? (condition.cpu > 1 ? 2 : 1) : 6)
      for (const [variant, { ms, age }] of figures) {
        rows.push({ case: name, variant, metric: 'key to first frame', unit: 'ms', ...summary(ms) })
        rows.push({ case: name, variant, metric: 'age of the picture', unit: 's', ...summary(age) })
      }
      if (condition.cpu > 1) Object.assign(ratios, ratiosOf(figures))
      await Promise.all(sessions.map((session) => session.detach()))
      await app.close()
      await page.close()
    }
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()))
  }
  return { rows, ratios }
}

/** Blocks of five zaps and one to warm up, each variant once per round, so that a drift of the machine hits all. */
async function inTurns(
  app: Page,
  page: Page,
  variants: readonly Variant[],
  ask: () => Promise<string[]>,
  rounds: number,
): Promise<Map<Variant, Figures>> {
  const figures = new Map<Variant, Figures>(variants.map((variant) => [variant, { ms: [], age: [] }]))
  for (let round = 0; round < rounds; round++)
    for (const [variant, { ms, age }] of figures) {
      const isApp = (ours as readonly string[]).includes(variant)
      const front = isApp ? app : page
      // Anew for each block: a token lives five minutes.
      const addresses = isApp ? [] : await ask()
      if (isApp) await openFirst(app, pairOf(variant))
      else await page.evaluate(`window.use('${variant}')`)
      for (let zap = 0; zap <= 5; zap++) {
        const at = 1 - (zap % 2)
        const took = isApp ? await appZap(app, variant, at) : await plainZap(page, at, addresses)
        await front.waitForTimeout(dwellMs)
        if (zap === 0) continue
        ms.push(took)
        age.push(await ageOf(front))
      }
      // Nobody's picture runs while another is measured.
      if (isApp) await app.keyboard.press('Backspace')
      else await page.evaluate('window.free()')
    }
  return figures
}

/** Goes to the first camera by way of the second, so that the last-camera key knows it. */
async function openFirst(app: Page, [first, second]: ReturnType<typeof pairOf>): Promise<void> {
  const painted = (number: number) =>
    app.waitForFunction(`window.painted().then((read) => read?.camera === ${number})`, undefined, { timeout: 60_000 })
  await app.evaluate(`location.hash = '#/camera/${first.number}'`)
  await painted(first.number)
  await app.keyboard.press('PageUp')
  await painted(second.number)
  await app.keyboard.press('PageDown')
  await painted(first.number)
}

/** Channel keys lead to the neighbour, Left to the camera before: any other, as far as the player knows. */
async function appZap(app: Page, variant: Variant, at: number): Promise<number> {
  await app.evaluate(`window.listen(${pairOf(variant)[at]?.number})`)
  await app.keyboard.press(variant === 'ours, any camera' ? 'ArrowLeft' : at === 1 ? 'PageUp' : 'PageDown')
  return app.evaluate<number>('window.measured()')
}

function plainZap(page: Page, at: number, addresses: string[]): Promise<number> {
  return page.evaluate<number>(`window.zap('${addresses[at]}', ${cameras[at]?.number})`)
}

/** Seconds between the taking of the painted frame and now, by the frame's number and the clock that it came from. */
async function ageOf(page: Page): Promise<number> {
  const read = await page.evaluate<{ frame: number; now: number } | null>(
    'window.painted().then((read) => read && { frame: read.frame, now: Date.now() })',
  )
  if (read === null) return Number.NaN
  return (
    (((((read.now / 1_000) * framesPerSecond - read.frame) % loopFrames) + loopFrames) % loopFrames) / framesPerSecond
  )
}

function ratiosOf(figures: Map<Variant, Figures>): Record<string, number> {
  const median = (variant: Variant) => summary(figures.get(variant)?.ms ?? []).median
  const age = (variant: Variant) =>
    summary(figures.get(variant)?.age.filter((each) => !Number.isNaN(each)) ?? []).median
  return {
    neighbour_to_floor: median('ours, neighbour') / median('bare'),
    arbitrary_to_floor: median('ours, any camera') / median('bare'),
    neighbour_to_stock: median('ours, neighbour') / median('stock'),
    picture_age_s: age('ours, any camera'),
    picture_age_parts_s: age('ours, parts'),
  }
}

async function slowed(
  page: Page,
  { cpu, latency, bytesPerSecond }: (typeof conditions)[keyof typeof conditions],
): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpu })
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  })
  return session
}

/** The headers of a box that its operator vouches for. */
async function signedIn(api: string, assertions: string, serial: string): Promise<Record<string, string>> {
  const { assertion } = (await (await fetch(`${assertions}?box=${serial}`)).json()) as { assertion: string }
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
  const answer = await fetch(`${api}/oauth/token`, { method: 'POST', body })
  const { access_token } = (await answer.json()) as { access_token: string }
  return { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
}

/** The media playlist of a camera for a box of its own, so that the players beside ours need not ask within the time. */
async function mediaPlaylistOf(api: string, assertions: string, serial: string, camera: string): Promise<string> {
  const answer = await fetch(`${api}/v1/playbacks`, {
    method: 'POST',
    headers: await signedIn(api, assertions, serial),
    body: JSON.stringify({ camera_id: camera, codecs: ['avc1'] }),
  })
  const playback = (await answer.json()) as { url: string; playlist_url?: string }
  return new URL(playback.playlist_url ?? playback.url, api).href
}

async function pageScript(name: 'page' | 'page-players'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`bench/zap/${name}.ts`],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    minify: true,
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}
