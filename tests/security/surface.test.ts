import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problems } from '../../app/contract/problems'
import { demoFiles } from '../../app/demo/neighbourhood'
import { type Caller, endpoints, operationsOf, requestsOf } from './endpoints'
import { furnish, type Street } from './street'
import { aKey, bearer, openWorld, rootKey, type World } from './world'

let world: World
let street: Street
let port: number
beforeAll(async () => {
  world = await openWorld('libsql', { PUBLIC_URL: 'https://tv.example' })
  street = await furnish(world)
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  port = (world.app.server.address() as AddressInfo).port
})
afterAll(() => world.close())

/** A request whose path goes over the wire as it stands: nothing resolves its dots. */
const raw = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((done, fail) => {
    const asked = httpRequest({ port, host: '127.0.0.1', path, method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    asked.on('error', fail).end()
  })

const own = (name: string) => {
  const caller = endpoints[name]!.may?.find((one) => one !== 'root') ?? 'root'
  return street.credentials[caller as Caller]
}

describe('API8 security misconfiguration', () => {
  it('every private answer, good or bad, is kept by nobody and says what it is', async () => {
    // Acts that would end what the other cases need are looked at with ids that are not there.
    const ends = /^(DELETE|PUT|POST \/v1\/(pairing\/end|operator\/|playbacks))/
    for (const { method, path } of await operationsOf(world)) {
      const name = `${method} ${path}`
      if (name.endsWith('/events')) continue
      const [request] = requestsOf(name, ends.test(name) ? street.nobody : street.near.things, world)
      if (name === 'POST /v1/pairing/end' || name === 'DELETE /v1/desk/session') continue
      const good = await world.call({ ...request!, headers: { ...request!.headers, ...own(name) } })
      const bad = await world.call({ ...request!, headers: { ...request!.headers, ...bearer('nonsense') } })
      for (const { status, headers } of [good, bad]) {
        expect([name, status, headers['cache-control']]).toEqual([
          name,
          status,
          expect.stringMatching(/no-store|private, no-cache/),
        ])
        expect([name, headers['x-content-type-options']]).toEqual([name, 'nosniff'])
        expect([name, headers['referrer-policy']]).toEqual([name, 'no-referrer'])
        expect([name, headers.server, headers['x-powered-by']]).toEqual([name, undefined, undefined])
        if (status >= 400) expect(headers['content-type']).toMatch(/^application\/problem\+json/)
      }
    }
  })

  it('pictures and event streams are kept by nobody', async () => {
    const { url } = (
      await world.call({
        method: 'POST',
        url: '/v1/playbacks',
        headers: bearer(street.near.access),
        body: { camera_id: 'east-gate' },
      })
    ).body
    const base = url.replace(/[^/]+$/, '')
    for (const path of ['index.m3u8', 'full/i.m3u8', 'full/seg10.ts', 'nothing.ts']) {
      const { headers } = await world.call({ method: 'GET', url: base + path })
      expect([path, headers['cache-control']]).toEqual([path, expect.stringContaining('no-store')])
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
    const stop = new AbortController()
    const stream = await fetch(`http://127.0.0.1:${port}/v1/events`, {
      headers: bearer(street.near.access),
      signal: stop.signal,
    })
    expect(stream.headers.get('cache-control')).toBe('no-store')
    expect(stream.headers.get('x-content-type-options')).toBe('nosniff')
    stop.abort()
  })

  it('CORS: no other origin is ever allowed, with or without credentials', async () => {
    for (const origin of ['https://evil.example', 'null', 'https://tv.example.evil.example', 'https://tv.example'])
      for (const [name, { may }] of Object.entries(endpoints)) {
        if (may === null || !name.startsWith('GET ') || name.endsWith('/events')) continue
        const [request] = requestsOf(name, street.near.things, world)
        const answer = await world.call({ ...request!, headers: { ...own(name), origin } })
        const allowed = Object.keys(answer.headers).filter((header) => header.startsWith('access-control-'))
        expect([name, origin, allowed]).toEqual([name, origin, []])
      }
    const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    for (const url of ['/v1/alarms', '/v1/desk/alarms', '/oauth/token', '/v1/operator/import']) {
      const answer = await world.call({ method: 'OPTIONS', url, headers: preflight })
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([404, undefined])
    }
  })

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'https://tv.example.evil.example' }, 403],
    [{ origin: 'http://tv.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'https://tv.example' }, 204],
    [{ 'sec-fetch-site': 'same-origin' }, 204],
    [{}, 204],
  ])('a page of another site changes nothing at a desk: %j', async (from, status) => {
    const headers = { ...street.credentials.desk, ...from }
    const answer = await world.call({ method: 'PUT', url: '/v1/desk/presence', headers, body: { visible: true } })
    expect(answer.status).toBe(status)
  })

  it('the desk’s cookie is out of reach of scripts, other sites and plain connections', async () => {
    const answer = await world.call({
      method: 'POST',
      url: '/v1/desk/session',
      body: { user: 'dongli', password: 'lamp-by-the-east-gate' },
    })
    const cookie = String(answer.headers['set-cookie'])
    for (const flag of ['HttpOnly', 'SameSite=Strict', 'Secure', 'Path=/']) expect(cookie).toContain(flag)
    expect(answer.text).not.toContain(cookie.split(/[=;]/)[1])
  })

  it('pages that people see may not be framed by others, and run no script of others', async () => {
    const page = await world.call({ method: 'GET', url: '/pair?user_code=%3Cscript%3Ealert(1)%3C/script%3E' })
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(page.text).not.toContain('<script')
    const docs = await world.call({ method: 'GET', url: '/docs' })
    expect(docs.status).toBeLessThan(400)
    expect(String(docs.headers['content-security-policy'])).not.toMatch(/script-src[^;]*(\*|unsafe-eval|https?:)/)
  })

  it.each([
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/%2e%2e/etc/passwd',
    '%2e%2e%2f',
    '..\\..\\etc\\passwd',
    '..%5c..%5cetc',
    '....//....//etc/passwd',
    './full/../full/seg10.ts',
    'full/%2e/seg10.ts',
    'full//seg10.ts',
    'full/seg10.ts%00.m3u8',
    'full/seg10.ts;x=y',
    'full%2fseg10.ts',
    'FULL/seg10.ts',
    'full/seg10.ts?x=y',
    '%66ull/seg10.ts',
    'full/seg10%2ets',
    '../playground/full/seg10.ts',
    '/etc/passwd',
    'http://127.0.0.1:1/x',
    '%252e%252e/x',
    'full/seg10.ts%0d%0aset-cookie:%20a=b',
    '\u00e9/seg10.ts',
  ])('below /live/ nothing but what was listed is there: %s', async (path) => {
    const { url } = (
      await world.call({
        method: 'POST',
        url: '/v1/playbacks',
        headers: bearer(street.near.access),
        body: { camera_id: 'east-gate' },
      })
    ).body
    const base = url.replace(/[^/]+$/, '')
    expect((await raw(`${base}full/i.m3u8`)).status).toBe(200)
    const known = world.origin.asked.length
    const answer = await raw(base + encodeURI(path).replaceAll('%25', '%'))
    expect([path, answer.status]).toEqual([path, expect.toSatisfy((status) => status >= 400 && status < 500)])
    expect(answer.headers['set-cookie']).toBeUndefined()
    const edge = await raw('/edge/authorization', { 'x-original-uri': encodeURI(base + path).replaceAll('%25', '%') })
    expect(edge.status).toBeOneOf([401, 403])
    // Nothing of it reached the camera: what is asked of it is what its playlists list.
    for (const asked of world.origin.asked.slice(known))
      expect(asked).toMatch(/^\/[\w-]+\/(index|low|(full|low)\/i)\.m3u8$/)
  })

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/desk/..%2f..%2fpackage.json',
    '/.env',
    '/.git/config',
    '/assets/../../package.json',
    '/docs/static/../../../package.json',
    '/settings.json%00',
    '/%',
  ])('files outside of what is served are not there: %s', async (path) => {
    const answer = await raw(path)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.text).not.toContain('"name": "porchlight"')
  })

  it('a file’s values never become headers, events or markup: line breaks are refused in ids, harmless in names', async () => {
    const files = demoFiles(world.origin.url, world.clock.now())
    for (const [file, from, to] of [
      ['cameras.csv', 'east-gate,', '"east-gate\r\nset-cookie: a=b",'],
      ['areas.csv', 'g-east-gate,', '"g-east-gate\n",'],
      ['boxes.csv', 'DEMO-008,', '"DEMO-008\r\nx: y",'],
      ['households.csv', 'h-008,', '"h-008\u0000",'],
      ['duty.csv', ',dongli,', ',"dongli\r\n",'],
    ] as const) {
      const answer = await world.send({ ...files, [file]: files[file].replace(from, to) })
      expect([file, answer.status, answer.body.errors?.[0]?.file]).toEqual([file, 422, file])
      expect(answer.body.errors[0].line).toEqual(expect.any(Number))
    }
    const label = '3-2-502\n\nevent: alarm.raised\ndata: {}\n\n<script>alert(1)</script>'
    const named = files['households.csv'].replace(/^(h-008,[^,]*,[^,]*),[^,]*/m, (_, head) => `${head},"${label}"`)
    expect((await world.send({ 'households.csv': named })).status).toBe(200)
    const stop = new AbortController()
    const stream = await fetch(`http://127.0.0.1:${port}/v1/events`, {
      headers: bearer(street.near.access),
      signal: stop.signal,
    })
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    const pressed = await world.call({
      method: 'POST',
      url: '/v1/alarms',
      headers: { ...bearer(street.near.access), ...aKey() },
      body: { kind: 'fire', pressed_at: new Date(world.clock.now()).toISOString() },
    })
    let heard = ''
    while (!heard.includes(pressed.body.id)) heard += (await reader.read()).value ?? ''
    stop.abort()
    expect(heard.match(/^event: /gm)).toEqual(['event: '])
    const cap = await world.call({
      method: 'GET',
      url: `/v1/operator/alarms/${pressed.body.id}.cap`,
      headers: bearer(rootKey),
    })
    expect(cap.text).not.toContain('<script>')
  })

  it('an exported cell is no formula', async () => {
    const reason = '=HYPERLINK("http://evil.example","x")'
    const url = `/v1/operator/viewings?${new URLSearchParams({ reason, format: 'csv' })}`
    const { text, headers } = await world.call({ method: 'GET', url, headers: bearer(rootKey) })
    expect(text).toContain(`"'=HYPERLINK(""http`)
    expect(text).not.toMatch(/(^|,)"?=/m)
    expect(headers['content-disposition']).toMatch(/^attachment/)
  })

  it('numbers of the service are not on the public listener unless it is said', async () => {
    expect((await world.call({ method: 'GET', url: '/metrics' })).status).toBe(404)
  })
})

describe('API9 improper inventory management', () => {
  /** Pages and files that no program calls: what stands in no OpenAPI document. */
  const hidden = [
    '/desk*',
    '/openapi.json',
    '/docs',
    '/docs/',
    '/docs/*',
    '/desk',
    '/desk/*',
    '/*',
    '/live/*',
    '/settings.json',
    '/loader.js',
    '/tv/:release/index.html',
    '/pair',
    '/c/{id}',
    '/c/{id}/qr.svg',
  ]

  it('every route is in the OpenAPI document or a page that is known', async () => {
    const documented = new Set((await operationsOf(world)).map(({ path }) => path))
    const lines = world.app.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n')
    const stack: string[] = []
    const found: string[] = []
    for (const line of lines) {
      const match = /^([│ ]*)[├└]── (.*?) \(([A-Z, ]+)\)$/.exec(line)
      if (match === null) continue
      stack.length = match[1]!.length / 4
      stack.push(match[2]!)
      found.push(stack.join(''))
    }
    const unknown = found
      .map((path) => path.replace(/:(id|text)(\([^)]*\))?\+?/g, '{$1}').replace(/\)\./, '.'))
      .map((path) => (path.startsWith('*') ? `/${path}` : path))
      .filter((path) => !documented.has(path) && !hidden.includes(path) && !path.startsWith('/docs/'))
    expect(found.length).toBeGreaterThan(60)
    expect(unknown).toEqual([])
  })

  it('there is one version, and no other way in', async () => {
    for (const path of [
      '/v0/cameras',
      '/v2/cameras',
      '/api/v1/cameras',
      '/V1/cameras',
      '/v1/cameras/',
      '/v1//cameras',
      '/graphql',
      '/admin',
      '/actuator',
      '/debug',
    ])
      expect([path, (await raw(path, bearer(street.near.access))).status]).toEqual([path, expect.toBeOneOf([400, 404])])
    for (const method of ['TRACE', 'PATCH', 'PROPFIND'])
      expect([method, (await raw('/v1/cameras', bearer(street.near.access), method)).status]).toEqual([
        method,
        expect.toSatisfy((s) => s >= 400 && s < 500),
      ])
  })

  it('the document says which problems there are, and examples name nobody', async () => {
    const text = (await world.call({ method: 'GET', url: '/openapi.json' })).text
    for (const name of Object.keys(problems)) expect(text).toContain(`/problems/${name}`)
    expect(text).not.toMatch(/DEMO-\d|h-0\d\d|plo_|pla_|plr_|whsec_|100-0000/)
    const settings = readFileSync('docs/settings.md', 'utf8')
    expect(settings).toContain('METRICS_PUBLIC')
  })
})
