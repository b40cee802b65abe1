import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestStore } from '../../../tests/support/stores'
import { boxToken, emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import {
  type Answer,
  addCamera,
  type FakeOrigin,
  fakeOrigin,
  mediaPlaylist,
  openWatching,
  redirectTo,
  segment,
  setCamera,
  type Watching,
} from '../../../tests/support/watching'
import { sign } from '../tokens/compact'

let origin: FakeOrigin
let inner: FakeOrigin
let store: TestStore
let clock: HandClock
let at: Watching

beforeAll(async () => {
  clock = handClock()
  origin = await fakeOrigin()
  inner = await fakeOrigin()
  store = await emptyStreet('libsql', clock)
  at = await openWatching(store, clock, { CAMERA_ORIGINS: origin.url, HOUSEHOLD_PLAYBACKS: '64' })
})
afterAll(async () => {
  await at.close()
  await store.close()
  await origin.close()
  await inner.close()
})
beforeEach(async () => {
  clock.advance(60_000)
  origin.files.clear()
  origin.asked.length = 0
  inner.asked.length = 0
  addCamera(origin, 'yard')
  addCamera(origin, 'gate')
  await setCamera(at, 'cam3', { hls_url: `${origin.url}/yard/index.m3u8`, hls_url_low: null, resident_clarity: 'low' })
  await setCamera(at, 'cam1', { hls_url: `${origin.url}/gate/index.m3u8`, resident_clarity: 'full' })
})

/** The token's part of an address, with a slash at its end. */
const below = (url: string) => /^\/live\/[^/]+\//.exec(url)![0]
const typeOf = async (path: string) => (await at.get(path)).json().type

describe('a picture', () => {
  it('comes as filtered playlist, media playlist and segment, under headers that keep it private', async () => {
    const { url, clarity } = await at.watch('box1', 'cam3')
    expect(clarity).toBe('low')
    const first = await at.get(url)
    expect(first.statusCode).toBe(200)
    expect(first.body).toContain('low/i.m3u8')
    expect(first.body).not.toContain('full')
    expect(first.headers).toMatchObject({
      'content-type': 'application/vnd.apple.mpegurl',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    const media = await at.get(`${below(url)}low/i.m3u8`)
    expect(media.body).toBe(mediaPlaylist(10))
    const picture = await at.get(`${below(url)}low/seg12.ts`)
    expect(picture.statusCode).toBe(200)
    expect(picture.body).toContain('low segment 12')
    // The origin said text/html: a page must not come of a segment.
    expect(picture.headers['content-type']).toBe('video/mp2t')
  })

  it('is full where the rule says full', async () => {
    const { url } = await at.watch('box1', 'cam1')
    expect((await at.get(url)).body).toContain('full/i.m3u8')
    await at.get(`${below(url)}full/i.m3u8`)
    expect((await at.get(`${below(url)}full/seg10.ts`)).body).toContain('full segment 10')
  })

  it('answers ranges from memory, and HEAD', async () => {
    const { url } = await at.watch('box1', 'cam1')
    const path = `${below(url)}full/seg10.ts`
    const part = await at.get(path, { range: 'bytes=1-4' })
    expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, 'full', 'bytes 1-4/188'])
    expect((await at.get(path, { range: 'bytes=-3' })).body).toBe('...')
    expect((await at.get(path, { range: 'bytes=188-' })).statusCode).toBe(416)
    expect((await at.get(path, { range: 'bytes=0-1,5-6' })).statusCode).toBe(200)
    const head = await at.app.inject({ method: 'HEAD', url: path })
    expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', '188'])
    expect(origin.count('/gate/full/seg10.ts')).toBe(1)
  })

  it('is served by a process that has seen no playlist of it yet', async () => {
    const { url } = await at.watch('box1', 'cam3')
    const other = await openWatching(store, clock, { CAMERA_ORIGINS: origin.url })
    try {
      const response = await other.get(`${below(url)}low/seg11.ts`)
      expect(response.body).toContain('low segment 11')
      expect((await other.get(`${below(url)}full/seg11.ts`)).statusCode).toBe(404)
    } finally {
      await other.close()
    }
  })
})

describe('a token', () => {
  const path = 'index.m3u8'
  const ticket = (kind: 'playback' | 'prepare' | 'box', over: Partial<{ camera: string; clarity: string }> = {}) => ({
    kind,
    expiresAt: clock.now() + 60_000,
    subject: 'p1',
    rest: [over.camera ?? 'cam3', over.clarity ?? 'l', 'box1', 'home1', 'm', 'pairing-box1', ''],
  })
  const key = () => at.service.keys.current()

  it('that is forged, of another kind or torn gets nothing', async () => {
    const good = sign(ticket('playback'), key())
    expect((await at.get(`/live/${good}/${path}`)).statusCode).toBe(200)
    const forged = [
      sign(ticket('playback'), { id: key().id, secret: Buffer.alloc(32) }),
      sign(ticket('playback'), { id: 'nobody', secret: key().secret }),
      sign(ticket('box'), key()),
      boxToken(at.service, 'box1'),
      `${good}x`,
      good.slice(0, -1),
      good.replace(/^[^.]+/, ''),
      'x',
      'a.b.c',
      encodeURIComponent(good).replace('.', '%2e'),
      'a'.repeat(2000),
    ]
    for (const token of forged) {
      const response = await at.get(`/live/${token}/${path}`)
      expect([token.slice(0, 20), response.statusCode]).toEqual([token.slice(0, 20), 401])
      expect(response.json().type).toBe('/problems/token-invalid')
    }
  })

  it('that has ended gets nothing', async () => {
    const { url } = await at.watch('box1', 'cam3')
    clock.advance(300_000)
    const response = await at.get(url)
    expect([response.statusCode, response.json().type]).toEqual([401, '/problems/token-expired'])
    expect(response.headers['content-type']).toContain('application/problem+json')
  })

  it('of one camera does not open another, also in the same folder', async () => {
    origin.files.set('/shared/a.m3u8', mediaPlaylist(1))
    origin.files.set('/shared/b.m3u8', mediaPlaylist(50))
    origin.files.set('/shared/seg50.ts', segment('other', 50))
    await setCamera(at, 'cam1', { hls_url: `${origin.url}/shared/a.m3u8` })
    await setCamera(at, 'cam2', { hls_url: `${origin.url}/shared/b.m3u8`, resident_clarity: 'full' })
    const { url } = await at.watch('box1', 'cam1')
    const other = await at.watch('box2', 'cam2')
    await at.get(other.url)
    for (const tried of ['b.m3u8', 'seg50.ts', '../gate/index.m3u8', 'gate/index.m3u8', ''])
      expect([tried, (await at.raw(`${below(url)}${tried}`)).status]).toEqual([tried, 404])
    expect(origin.asked.filter((one) => one.includes('gate'))).toEqual([])
  })

  it('does not help to see what the rules do not allow', async () => {
    for (const over of [{ camera: 'cam9' }, { camera: 'nowhere' }, { clarity: 'f' }]) {
      const token = sign({ ...ticket('playback', over), subject: JSON.stringify(over) }, key())
      const response = await at.get(`/live/${token}/${path}`)
      expect([response.statusCode, response.json().type]).toEqual([403, '/problems/playback-revoked'])
    }
  })

  it('stands in no log line', async () => {
    const { url } = await at.watch('box1', 'cam3')
    await at.get(url)
    await at.get(`${below(url)}nothing.ts`)
    expect(at.logged()).toContain('/live/*')
    expect(at.logged()).not.toContain(below(url).slice(6, 40))
    expect(at.logged()).not.toContain('home1')
  })
})

describe('a low token never reaches the full rendition', () => {
  it.each([
    'full/i.m3u8',
    'full/seg10.ts',
    './full/i.m3u8',
    'low/../full/i.m3u8',
    'low/%2e%2e/full/i.m3u8',
    'low/%2E%2E/full/seg10.ts',
    'low/..%2ffull/i.m3u8',
    'low/..%5cfull%5ci.m3u8',
    'low\\..\\full\\i.m3u8',
    'full%2fi.m3u8',
    '%66ull/i.m3u8',
    'full//i.m3u8',
    '/full/i.m3u8',
    'full/i.m3u8?x=1',
    'low/i.m3u8?../full/i.m3u8',
    'low/i.m3u8/../../full/i.m3u8',
    'low/i.m3u8;/../full/i.m3u8',
    'index.m3u8?',
    'index.m3u8?clarity=full',
    'yard/full/i.m3u8',
    '../yard/full/i.m3u8',
    '%2e%2e/yard/full/i.m3u8',
    'http://127.0.0.1/yard/full/i.m3u8',
    '//127.0.0.1/yard/full/i.m3u8',
  ])('by asking for %s', async (path) => {
    const { url } = await at.watch('box1', 'cam3')
    await at.get(url)
    await at.get(`${below(url)}low/i.m3u8`)
    const response = await at.raw(`${below(url)}${path}`)
    expect(response.status).toBe(404)
    expect(response.body).not.toContain('full segment')
    expect(origin.asked.filter((one) => one.includes('full'))).toEqual([])
  })

  it.each([
    ['a segment', '#EXTINF:1,\n../full/seg10.ts'],
    ['an absolute segment', () => `#EXTINF:1,\n${origin.url}/yard/full/seg10.ts`],
    ['a root-relative segment', '#EXTINF:1,\n/yard/full/seg10.ts'],
    ['a segment with a query', '#EXTINF:1,\n../full/seg10.ts?x'],
    ['encoded dots', '#EXTINF:1,\n%2e%2e/full/seg10.ts'],
    ['an encoded slash', '#EXTINF:1,\n..%2ffull/seg10.ts'],
    ['backslashes', '#EXTINF:1,\n..\\full\\seg10.ts'],
    ['a variable', '#EXT-X-DEFINE:NAME="f",VALUE="full"\n#EXTINF:1,\n../{$f}/seg10.ts'],
    ['EXT-X-MAP', '#EXT-X-MAP:URI="../full/seg10.ts"'],
    ['EXT-X-KEY', '#EXT-X-KEY:METHOD=AES-128,URI="../full/seg10.ts"'],
    ['the playlist as a segment', '#EXTINF:1,\n../full/i.m3u8'],
  ] as [string, string | (() => string)][])('by its own playlist naming it in %s', async (_name, line) => {
    const lines = typeof line === 'string' ? line : line()
    origin.files.set('/yard/low/i.m3u8', mediaPlaylist(10, 3, [lines]))
    const { url } = await at.watch('box1', 'cam3')
    await at.get(url)
    const response = await at.get(`${below(url)}low/i.m3u8`)
    expect([response.statusCode, response.json().type]).toEqual([502, '/problems/camera-unreachable'])
    expect((await at.get(`${below(url)}full/seg10.ts`)).statusCode).toBe(404)
  })

  it.each([
    ['EXT-X-PART', '#EXT-X-PART:DURATION=0.5,URI="../full/seg10.ts"'],
    ['EXT-X-PRELOAD-HINT', '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="../full/seg10.ts"'],
    ['EXT-X-RENDITION-REPORT', '#EXT-X-RENDITION-REPORT:URI="../full/i.m3u8"'],
  ])('by its own playlist naming it in %s, which is left out', async (_name, line) => {
    origin.files.set('/yard/low/i.m3u8', mediaPlaylist(10, 3, [line]))
    const { url } = await at.watch('box1', 'cam3')
    await at.get(url)
    expect((await at.get(`${below(url)}low/i.m3u8`)).body).toBe(mediaPlaylist(10))
    expect((await at.get(`${below(url)}full/seg10.ts`)).statusCode).toBe(404)
  })

  it.each([
    ['as sound', '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a",URI="full/i.m3u8"', ',AUDIO="a"'],
    ['as another angle', '#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="a",NAME="a",URI="angle/i.m3u8"', ',VIDEO="a"'],
    ['as key frames', '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="full/i.m3u8"', ''],
    ['as small', '#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360\nfull/i.m3u8?small', ''],
  ])('by the first playlist naming it %s', async (_name, line, attribute) => {
    const text = String(origin.files.get('/yard/index.m3u8')).replace('854x480', `854x480${attribute}`)
    origin.files.set('/yard/index.m3u8', `${text}${line}\n`)
    origin.files.set('/yard/angle/i.m3u8', mediaPlaylist(1))
    const { url } = await at.watch('box1', 'cam3')
    const first = await at.get(url)
    expect(first.body).not.toMatch(/full|angle/)
    for (const path of ['full/i.m3u8', 'full/i.m3u8?small', 'angle/i.m3u8', 'full/seg10.ts'])
      expect([path, (await at.get(`${below(url)}${path}`)).statusCode]).toEqual([path, 404])
  })

  it('by a redirect of its playlist or segment', async () => {
    origin.files.set('/yard/low/seg10.ts', redirectTo('../full/seg10.ts'))
    const { url } = await at.watch('box1', 'cam3')
    await at.get(url)
    await at.get(`${below(url)}low/i.m3u8`)
    expect(await typeOf(`${below(url)}low/seg10.ts`)).toBe('/problems/camera-unreachable')
    origin.files.set('/yard/low/i.m3u8', redirectTo(`${origin.url}/yard/full/i.m3u8`))
    clock.advance(1000)
    expect(await typeOf(`${below(url)}low/i.m3u8`)).toBe('/problems/camera-unreachable')
    expect(origin.asked.filter((one) => one.includes('full'))).toEqual([])
  })

  it('by a rendition that lists renditions', async () => {
    origin.files.set('/yard/low/i.m3u8', String(origin.files.get('/yard/index.m3u8')).replaceAll('low/', '../full/'))
    const { url } = await at.watch('box1', 'cam3')
    await at.get(url)
    expect(await typeOf(`${below(url)}low/i.m3u8`)).toBe('/problems/camera-unreachable')
  })

  it('when the low picture has an address of its own', async () => {
    await setCamera(at, 'cam3', { hls_url_low: `${origin.url}/yard/low/i.m3u8` })
    const { url } = await at.watch('box1', 'cam3')
    expect(url).toMatch(/\/i\.m3u8$/)
    expect((await at.get(url)).body).toBe(mediaPlaylist(10))
    expect((await at.get(`${below(url)}seg10.ts`)).body).toContain('low segment')
    for (const path of ['../full/i.m3u8', '../index.m3u8', 'index.m3u8', 'low/i.m3u8', 'full/seg10.ts'])
      expect([path, (await at.raw(`${below(url)}${path}`)).status]).toEqual([path, 404])
    // A low address in the same folder as the sharp one.
    origin.files.set('/flat/low.m3u8', mediaPlaylist(1, 1, ['#EXTINF:1,\nfull.m3u8']))
    origin.files.set('/flat/full.m3u8', mediaPlaylist(90))
    await setCamera(at, 'cam3', { hls_url: `${origin.url}/flat/full.m3u8`, hls_url_low: `${origin.url}/flat/low.m3u8` })
    const flat = await at.watch('box1', 'cam3')
    expect(await typeOf(flat.url)).toBe('/problems/camera-unreachable')
    expect((await at.get(`${below(flat.url)}full.m3u8`)).statusCode).toBe(404)
    origin.files.set('/flat/low.m3u8', redirectTo('full.m3u8'))
    clock.advance(1000)
    expect(await typeOf(flat.url)).toBe('/problems/camera-unreachable')
  })
})

describe("a camera's origin cannot lead the gate elsewhere", () => {
  it.each([
    ['a segment', () => redirectTo(`${inner.url}/secret`), 'full/seg10.ts'],
    ['a playlist', () => redirectTo(`${inner.url}/secret`), 'full/i.m3u8'],
    ['a first playlist', () => redirectTo(`${inner.url}/secret`, 307), 'index.m3u8'],
    ['another folder', () => redirectTo('/yard/index.m3u8'), 'index.m3u8'],
    ['metadata', () => redirectTo('http://169.254.169.254/latest/'), 'index.m3u8'],
    ['a file', () => redirectTo('file:///etc/passwd'), 'index.m3u8'],
    ['a loop', () => redirectTo('index.m3u8'), 'index.m3u8'],
  ] as const)('by a redirect of %s', async (_name, answer, path) => {
    const { url } = await at.watch('box1', 'cam1')
    await at.get(url)
    await at.get(`${below(url)}full/i.m3u8`)
    origin.files.set(`/gate/${path}`, answer())
    clock.advance(1000)
    expect(await typeOf(`${below(url)}${path}`)).toBe('/problems/camera-unreachable')
    expect(inner.asked).toEqual([])
  })

  it('but may redirect within its own place', async () => {
    origin.files.set('/gate/index.m3u8', redirectTo('index.m3u8?session=1'))
    origin.files.set('/gate/index.m3u8?session=1', mediaPlaylist(10, 3, []))
    const { url } = await at.watch('box1', 'cam1')
    expect((await at.get(url)).body).toBe(mediaPlaylist(10))
  })

  it.each([
    ['a page', '<html>hello</html>'],
    ['nothing', ''],
    ['too much', `#EXTM3U\n${'#'.repeat(1024 * 1024)}`],
    ['no playlist of ours', '#EXTM3U\n'],
    ['an error', (_request, response) => response.writeHead(500).end()],
    ['half', (_request, response) => response.writeHead(200, { 'content-length': '99' }).end('#EXTM3U')],
    ['a bomb', (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x')],
  ] as [string, Answer][])('answers 502 when the origin sends %s', async (_name, answer) => {
    const { url } = await at.watch('box1', 'cam1')
    origin.files.set('/gate/index.m3u8', answer)
    clock.advance(1000)
    expect(await typeOf(url)).toBe('/problems/camera-unreachable')
  })

  it('answers 404 for a segment that is gone, and 502 for a page in its place', async () => {
    const { url } = await at.watch('box1', 'cam1')
    await at.get(`${below(url)}full/i.m3u8`)
    origin.files.delete('/gate/full/seg10.ts')
    origin.files.set('/gate/full/seg11.ts', '<!DOCTYPE html>')
    expect((await at.get(`${below(url)}full/seg10.ts`)).statusCode).toBe(404)
    expect((await at.get(`${below(url)}full/seg11.ts`)).statusCode).toBe(502)
  })

  it('nor by a name that leads elsewhere later, or inwards at once', async () => {
    const rebound = await fakeOrigin('127.0.0.2', origin.port)
    const answers = ['127.0.0.1', '127.0.0.2']
    const asked: string[] = []
    const lookup = (name: string, _options: unknown, done: (error: null, found: object[]) => void) => {
      asked.push(name)
      const address = name === 'inwards.example' ? '127.0.0.2' : (answers.shift() ?? '127.0.0.2')
      done(null, [{ address, family: 4 }])
    }
    const origins = `http://camera.example:${origin.port},127.0.0.1/32:${origin.port},http://inwards.example:${origin.port}`
    const other = await openWatching(store, clock, { CAMERA_ORIGINS: origins }, { lookup: lookup as never })
    try {
      await setCamera(other, 'cam1', { hls_url: `http://camera.example:${origin.port}/gate/index.m3u8` })
      const { url } = await other.watch('box1', 'cam1')
      // The origin hangs up, so that every fetch connects anew.
      origin.files.set('/gate/full/i.m3u8', (_request, response) =>
        response.writeHead(200, { connection: 'close' }).end(mediaPlaylist(10)),
      )
      for (let times = 0; times < 3; times++) {
        clock.advance(1000)
        expect((await other.get(`${below(url)}full/i.m3u8`)).statusCode).toBe(200)
      }
      expect(asked).toEqual(['camera.example'])
      await setCamera(other, 'cam1', { hls_url: `http://inwards.example:${origin.port}/gate/index.m3u8` })
      const inwards = await other.watch('box1', 'cam1')
      expect((await other.get(inwards.url)).statusCode).toBe(502)
      expect(rebound.asked).toEqual([])
    } finally {
      await other.close()
      await rebound.close()
    }
  })
})

describe('many viewers', () => {
  it('cost the origin one fetch of each', async () => {
    const viewers = await Promise.all(
      Array.from({ length: 100 }, () => at.watch('box1', 'cam3', { intent: 'watch' }).then(({ url }) => below(url))),
    )
    // One box watches one camera at a time: only the last token is good, and serves for a hundred at once.
    const token = viewers.at(-1)!
    origin.asked.length = 0
    clock.advance(1000)
    const hundred = (path: string) => Promise.all(viewers.map(() => at.get(`${token}${path}`)))
    for (const path of ['index.m3u8', 'low/i.m3u8', 'low/seg11.ts'])
      expect(new Set((await hundred(path)).map((one) => one.statusCode))).toEqual(new Set([200]))
    expect(origin.asked.toSorted()).toEqual(['/yard/index.m3u8', '/yard/low/i.m3u8', '/yard/low/seg11.ts'])
    clock.advance(5000)
    await at.get(`${token}low/seg11.ts`)
    expect(origin.count('/yard/low/seg11.ts')).toBe(1)
  })

  it('leave nothing in memory after a short while', async () => {
    const { url } = await at.watch('box1', 'cam3')
    await at.get(`${below(url)}low/seg11.ts`)
    await at.get(`${below(url)}low/i.m3u8?_HLS_msn=11`)
    expect(at.room.relay.bytes).toBeGreaterThan(0)
    clock.advance(21_000)
    at.room.relay.prune()
    expect(at.room.relay.bytes).toBe(0)
  })
})

describe('the edge', () => {
  const ask = (uri?: string) => at.get('/edge/authorization', uri === undefined ? {} : { 'x-original-uri': uri })

  it('hears the same answers, in the three codes that nginx knows', async () => {
    const { url } = await at.watch('box1', 'cam3')
    const good = await ask(url)
    expect([good.statusCode, good.headers['x-camera'], good.headers['x-clarity']]).toEqual([204, 'cam3', 'low'])
    expect((await ask(`${below(url)}low/i.m3u8`)).statusCode).toBe(204)
    expect((await ask(`${below(url)}low/seg10.ts`)).statusCode).toBe(204)
    expect((await ask(`${below(url)}full/i.m3u8`)).statusCode).toBe(403)
    expect((await ask('/live/x.y.z/index.m3u8')).statusCode).toBe(401)
    expect((await ask('/v1/cameras')).statusCode).toBe(403)
    expect((await ask()).statusCode).toBe(403)
    await at.call('box1', 'DELETE', `/v1/playbacks/${(await at.watch('box1', 'cam3')).id}`)
    expect((await ask(url)).statusCode).toBe(403)
  })

  it('keeps a yes only where the look is in the log: not one that opens playlists alone', async () => {
    const kept = async (uri: string) => (await ask(uri)).headers['x-accel-expires'] ?? 'as long as it does'
    const watched = below((await at.watch('box1', 'cam3')).url)
    expect(await kept(`${watched}low/i.m3u8`)).toBe('0')
    expect(await kept(`${watched}low/seg10.ts`)).toBe('as long as it does')
    expect(await kept(`${watched}low/i.m3u8`)).toBe('as long as it does')

    const prepared = await at.call('box1', 'POST', '/v1/playbacks', { camera_id: 'cam1', intent: 'prepare' })
    const { id, url } = prepared.body
    expect(await kept(url)).toBe('0')
    await at.call('box1', 'POST', `/v1/playbacks/${id}/start`)
    // The look is in the log now, and the token opens playlists alone as ever.
    const started = below((await at.call('box1', 'POST', `/v1/playbacks/${id}/renewal`)).body.url)
    expect((await ask(`${started}full/seg10.ts`)).statusCode).toBe(204)
    expect(await kept(url)).toBe('0')
  })

  it('may give others the playlist that reads the same for all, and no other', async () => {
    const token = below((await at.watch('box1', 'cam3')).url)
    const kept = async (path: string) => (await at.get(token + path)).headers['x-accel-expires']
    expect(await kept('index.m3u8')).toBe('0')
    expect(await kept('low/i.m3u8')).toBe('1')
    expect(await kept('low/i.m3u8?_HLS_msn=11')).toBe('0')
    expect(await kept('low/seg10.ts')).toBeUndefined()
  })
})
