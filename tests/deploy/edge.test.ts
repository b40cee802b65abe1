import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, Client, fetch } from 'undici'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { aKey, type Listening, listen, root, type Tokens } from '../contract/service'
import { type Edge, startEdge } from '../support/nginx'
import { freePorts } from '../support/ports'
import { until } from '../support/watching'

// The certificate is the test's own.
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
const nginx = inject('nginx')

if (nginx === '') it(`is not tried: ${inject('nginxReason')}`, () => undefined)
else describe('the nginx edge', edgeTests)

function edgeTests() {
  let tvDir: string
  let at: Listening
  let edge: Edge
  let near: Tokens
  let other: Tokens
  let away: Tokens

  beforeAll(async () => {
    tvDir = mkdtempSync(join(tmpdir(), 'porchlight-tv-'))
    mkdirSync(join(tvDir, 'assets'))
    writeFileSync(join(tvDir, 'index.html'), '<!doctype html><title>first</title>')
    writeFileSync(join(tvDir, 'settings.json'), '{"language":"zh-CN"}')
    writeFileSync(join(tvDir, 'assets/app-3f9a.js'), `/* ${'a long script '.repeat(200)} */`)
    at = await listen({ TV_DIR: tvDir, TRUSTED_PROXIES: '127.0.0.1', PUBLIC_URL: 'https://tv.example' })
    // One of the two processes is not there: no request may fail for it, and none sticks to one.
    const [nobody] = await freePorts(1)
    edge = await startEdge(nginx, [new URL(at.url).host, `127.0.0.1:${nobody}`])
    near = await at.pair('box-h1', 'h1')
    other = await at.pair('box-h2', 'h2')
    away = await at.pair('box-h9', 'h9')
  })
  afterAll(async () => {
    await edge.stop()
    await at.close()
    rmSync(tvDir, { recursive: true, force: true })
  })

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: string) =>
    fetch(edge.url + path, { dispatcher, headers, method, body, redirect: 'manual' })
  async function watch(box: Tokens, camera: string, more: object = {}): Promise<string> {
    const headers = { ...box.access, 'content-type': 'application/json' }
    const answer = await get('/v1/playbacks', headers, 'POST', JSON.stringify({ camera_id: camera, ...more }))
    expect(answer.status).toBe(201)
    return ((await answer.json()) as { url: string }).url.replace(/[^/]+$/, '')
  }
  const problem = async (answer: Awaited<ReturnType<typeof get>>) => [
    answer.status,
    ((await answer.json()) as { type: string }).type,
  ]

  it('is a configuration that nginx takes without a warning', () => {
    expect(edge.checked).toContain('test is successful')
    expect(edge.checked).not.toContain('[warn]')
  })

  it('keeps pictures, answers and bodies off the disk', () => {
    const text = readFileSync('deploy/nginx/porchlight.conf', 'utf8')
    for (const zone of ['porchlight_auth', 'porchlight_segments'])
      expect(text).toMatch(new RegExp(`proxy_cache_path /dev/shm/\\S+ [^;]*use_temp_path=off keys_zone=${zone}`))
    expect(text).toContain('proxy_max_temp_file_size 0;')
    expect(text).toContain('proxy_request_buffering off;')
  })

  describe('files', () => {
    it('with a hash in the name are kept for a year, here too; the others never', async () => {
      const first = await get('/assets/app-3f9a.js')
      expect(first.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(first.headers.get('content-encoding')).toBe('gzip')
      expect((await first.text()).length).toBeGreaterThan(2000)
      for (const path of ['/', '/index.html', '/settings.json', '/?box=box-h1'])
        expect([path, (await get(path)).headers.get('cache-control')]).toEqual([path, 'no-cache'])
      writeFileSync(join(tvDir, 'settings.json'), '{"language":"en"}')
      await until(async () => (await (await get('/settings.json')).text()).includes('"en"'))
    })

    it('come with the strict policies of the service and of TLS', async () => {
      const { headers } = await get('/')
      const policy = headers.get('content-security-policy') ?? ''
      for (const part of ["default-src 'none'", "script-src 'self' 'unsafe-eval'", "media-src 'self' blob:"])
        expect(policy).toContain(part)
      expect(policy).not.toMatch(/unsafe-inline|https?:|\*/)
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('server')).toBe('nginx')
    })

    it('are there below a sub-path too, with the service behind it', async () => {
      expect(await (await get('/porchlight/')).text()).toContain('<title>first</title>')
      expect((await get('/porchlight/v1/cameras', near.access)).status).toBe(200)
      const folder = await watch(near, 'gate')
      expect((await get(`/porchlight${folder}index.m3u8`)).status).toBe(200)
      expect((await get(`/porchlight${folder}full/i.m3u8`)).status).toBe(200)
      expect((await get(`/porchlight${folder}full/seg10.ts`)).status).toBe(200)
    })

    it.each(['..%2f..%2f..%2fx', '%2e%2e%2f%2E%2E%2f..%2Fx', '..%2f..%2f..', '..%5c..%5c..%5cx', '../../../x'])(
      'are not climbed past the networks that operators may call from: %s',
      async (crooked) => {
        // As it stands: `fetch` would resolve the dots.
        const straight = new Client(edge.url, { connect: { rejectUnauthorized: false } })
        const { statusCode, body } = await straight.request({ method: 'PUT', path: `/v1/operator/duty/${crooked}` })
        expect([statusCode, await body.json()]).toMatchObject([400, { type: '/problems/bad-request' }])
        await straight.close()
      },
    )

    it('lead nobody to what is inside', async () => {
      for (const path of ['/metrics', '/edge/authorization', '/.porchlight/authorization', '/edge%2fauthorization'])
        expect([path, (await get(path)).status]).toEqual([path, 404])
    })
  })

  describe('pictures', () => {
    it('are fetched once for all who may see them, after a yes for each token', async () => {
      const [mine, theirs] = [await watch(near, 'gate'), await watch(other, 'gate')]
      for (const folder of [mine, theirs]) {
        expect((await get(`${folder}index.m3u8`)).headers.get('cache-control')).toContain('no-store')
        expect(await (await get(`${folder}full/i.m3u8`)).text()).toContain('seg11.ts')
      }
      const before = at.origin.count('/gate/full/seg11.ts')
      const bodies = await Promise.all([mine, theirs].map(async (f) => (await get(`${f}full/seg11.ts`)).text()))
      expect(bodies[0]).toContain('Gfull segment 11')
      expect(bodies[1]).toBe(bodies[0])
      expect(at.origin.count('/gate/full/seg11.ts') - before).toBeLessThanOrEqual(1)
      expect(filesIn(edge.memory).filter((text) => text.includes('Gfull segment 11'))).toHaveLength(1)
    })

    it('have their playlists kept for a moment, those that read the same for everybody', async () => {
      const [full, low] = [await watch(near, 'yard'), await watch(other, 'yard')]
      for (const path of ['index.m3u8', 'full/i.m3u8', 'full/seg10.ts'])
        expect((await get(full + path)).status).toBe(200)
      expect((await get(`${low}low/seg10.ts`)).status).toBe(200)
      // Kept by now, and no playlist of this one.
      await until(async () => {
        expect((await get(`${full}full/i.m3u8`)).headers.get('cache-control')).toContain('no-store')
        return filesIn(edge.memory).some((text) => text.includes('seg11.ts') && text.includes('yard full full/i.m3u8'))
      })
      expect(await problem(await get(`${low}full/i.m3u8`))).toEqual([404, '/problems/not-found'])
      expect(filesIn(edge.memory).filter((text) => text.includes('#EXT-X-STREAM-INF'))).toEqual([])
      expect(await edge.logged()).toContain('"cache":"HIT"')
    })

    it('keep the clarity of each viewer apart', async () => {
      // h1 has a grant of the full picture of the yard, its neighbours see it low.
      const [full, low] = [await watch(near, 'yard'), await watch(other, 'yard')]
      await get(`${full}index.m3u8`)
      await get(`${full}full/i.m3u8`)
      expect((await get(`${full}full/seg12.ts`)).status).toBe(200)
      await get(`${low}low.m3u8`)
      expect((await get(`${low}low/seg12.ts`)).status).toBe(200)
      // Known as good at the edge by now, and in its memory: still not for this one.
      expect(await problem(await get(`${low}full/seg12.ts`))).toEqual([404, '/problems/not-found'])
    })

    it('lie in the memory for their own camera: the same path with a token of another one is another picture', async () => {
      at.origin.files.set('/yard/full/seg11.ts', 'G of the yard alone')
      const [yard, gate] = [await watch(near, 'yard'), await watch(other, 'gate')]
      for (const folder of [yard, gate]) {
        await get(`${folder}index.m3u8`)
        await get(`${folder}full/i.m3u8`)
      }
      expect(await (await get(`${yard}full/seg11.ts`)).text()).toBe('G of the yard alone')
      expect(filesIn(edge.memory).filter((text) => text.includes('G of the yard alone'))).toHaveLength(1)
      expect(await (await get(`${gate}full/seg11.ts`)).text()).toContain('Gfull segment 11')
    })

    it('lie there for who may still watch: not for a picture that gave way to another', async () => {
      const folder = await watch(near, 'gate')
      await get(`${folder}index.m3u8`)
      await get(`${folder}full/i.m3u8`)
      expect((await get(`${folder}full/seg10.ts`)).status).toBe(200)
      await watch(near, 'yard')
      // The edge's yes is good for two seconds.
      await refused(() => get(`${folder}full/seg10.ts`))
      expect(await problem(await get(`${folder}full/seg10.ts`))).toEqual([403, '/problems/playback-revoked'])
    })

    it('lie there for as long as the token lasts', async () => {
      const short = await listen({ TRUSTED_PROXIES: '127.0.0.1', PLAYBACK_TOKEN_S: '10' })
      const own = await startEdge(nginx, [new URL(short.url).host])
      try {
        const { access } = await short.pair('box-h1', 'h1')
        const { body } = await short.call('POST', '/v1/playbacks', access, { camera_id: 'gate' })
        const folder = (body.url as string).replace(/[^/]+$/, '')
        const ask = (path: string) => fetch(own.url + folder + path, { dispatcher })
        for (const path of ['index.m3u8', 'full/i.m3u8']) await ask(path)
        const picture = () => ask('full/seg10.ts')
        expect((await picture()).status).toBe(200)
        await refused(picture)
        expect(filesIn(own.memory).some((text) => text.includes('Gfull segment 10'))).toBe(true)
        expect(await problem(await picture())).toEqual([401, '/problems/token-expired'])
      } finally {
        await own.stop()
        await short.close()
      }
    })

    it('are refused with the words of the service', async () => {
      const folder = await watch(near, 'gate')
      await get(`${folder}index.m3u8`)
      await get(`${folder}full/i.m3u8`)
      const forged = folder.replace(/.\/$/, (end) => (end === 'A/' ? 'B/' : 'A/'))
      expect(await problem(await get(`${forged}full/seg10.ts`))).toEqual([401, '/problems/token-invalid'])
      expect(await problem(await get(`${forged}index.m3u8`))).toEqual([401, '/problems/token-invalid'])
      expect((await get(`${folder}../yard/low/seg10.ts`)).status).not.toBe(200)
      const prepared = await watch(other, 'gate', { intent: 'prepare' })
      expect((await get(`${prepared}index.m3u8`)).status).toBe(200)
      expect((await get(`${prepared}full/seg10.ts`)).status).toBe(403)
    })

    it('end with the next answer that the edge asks for', async () => {
      const folder = await watch(away, 'far')
      await get(`${folder}index.m3u8`)
      await get(`${folder}full/i.m3u8`)
      expect((await get(`${folder}full/seg10.ts`)).status).toBe(200)
      await at.call('POST', '/v1/operator/cameras/far/suspension', root, { reason: 'a window' })
      // The edge's yes is good for two seconds.
      await refused(() => get(`${folder}full/seg10.ts`))
      for (const path of ['full/seg10.ts', 'full/i.m3u8']) expect((await get(folder + path)).status).toBe(403)
      await at.call('DELETE', '/v1/operator/cameras/far/suspension', root)
    })
  })

  describe('limits', () => {
    it('count by token: who asks without end waits, a neighbour behind the same address does not', async () => {
      // Many more than the 60 at once and 10 a second that pass: a slow machine takes seconds to ask.
      const many = await Promise.all(Array.from({ length: 300 }, () => get('/v1/me', other.access)))
      const refused = many.filter(({ status }) => status === 429)
      expect(refused.length).toBeGreaterThan(0)
      expect(refused[0]?.headers.get('retry-after')).toBe('1')
      expect(await problem(refused[0]!)).toEqual([429, '/problems/too-many-requests'])
      expect((await get('/v1/me', near.access)).status).toBe(200)
    })

    it('never turn a call for help away', async () => {
      const headers = { ...other.alarm, ...aKey(), 'content-type': 'application/json' }
      const body = JSON.stringify({ kind: 'help', mode: 'test', pressed_at: new Date().toISOString() })
      const calls = await Promise.all(Array.from({ length: 100 }, () => get('/v1/alarms', headers, 'POST', body)))
      expect(calls.map(({ status }) => status).filter((status) => status !== 200)).toEqual([201])
    })

    it('hold bodies to what the service takes', async () => {
      const headers = { ...near.access, 'content-type': 'application/json' }
      expect((await get('/v1/reports', headers, 'POST', `"${'x'.repeat(70_000)}"`)).status).toBe(413)
    })
  })

  it('passes events on as they come', async () => {
    const stream = await get('/v1/events', { ...near.access, accept: 'text/event-stream' })
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    const reader = stream.body!.getReader()
    let heard = new TextDecoder().decode((await reader.read()).value)
    await at.call('POST', '/v1/operator/cameras/gate/suspension', root, { reason: 'a window' })
    while (!heard.includes('access.changed')) heard += new TextDecoder().decode((await reader.read()).value)
    await reader.cancel()
    await at.call('DELETE', '/v1/operator/cameras/gate/suspension', root)
  })

  it('opens the app while no process answers, says so to everything else, and logs no secret of all this', async () => {
    const ticket = ((await (await get('/v1/events/tickets', near.access, 'POST')).json()) as { ticket: string }).ticket
    const folder = await watch(near, 'gate')
    const secrets = [
      ...[folder.split('/')[2]!, ticket, near.access.authorization!.slice(7), near.refresh],
      ...[other, away].map((box) => box.access.authorization!.slice(7)),
      'box-h1',
    ]
    await get('/?box=box-h1')
    const health = ['/healthz', '/readyz', '/porchlight/readyz']
    for (const path of health) expect([path, (await get(path)).status]).toEqual([path, 200])
    const ending = get(`/v1/events?ticket=${encodeURIComponent(ticket)}`).then((answer) => answer.body?.cancel())
    await ending
    await at.close()
    expect(await problem(await get(`${folder}index.m3u8`))).toEqual([503, '/problems/store-down'])
    expect((await get(`${folder}full/seg12.ts`)).status).toBe(503)
    expect((await get(`/v1/events?ticket=${encodeURIComponent(ticket)}`)).status).toBe(503)
    const away503 = await get('/v1/cameras', near.access)
    expect(away503.headers.get('retry-after')).toBe('2')
    for (const path of health)
      expect([path, ...(await problem(await get(path)))]).toEqual([path, 503, '/problems/store-down'])
    expect(await (await get('/')).text()).toContain('<title>first</title>')
    expect((await get('/assets/app-3f9a.js')).status).toBe(200)

    const log = await edge.logged()
    expect(log).toContain('"what":"/live/-"')
    expect(log).toContain('"what":"/v1/events"')
    expect(log).toContain('"from":"127.0.0.0"')
    for (const secret of secrets) expect(log.includes(secret) ? secret : '').toBe('')
    for (const line of log.split('\n').filter((one) => one.startsWith('{')))
      expect(() => JSON.parse(line)).not.toThrow()
  })
}

/** Asks until the answer is no longer a picture, as seldom as the limit for one token lets. */
async function refused(ask: () => Promise<{ status: number }>): Promise<void> {
  while ((await ask()).status === 200) await new Promise((again) => setTimeout(again, 300))
}

/** What lies in a folder and below it. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  } catch (error) {
    // nginx gave one its name or took it away meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return filesIn(folder)
    throw error
  }
}
