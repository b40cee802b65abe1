import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grantTypes } from '../../app/contract/lists'
import { type Answer, addCamera, type FakeOrigin, fakeOrigin, mediaPlaylist, segment } from '../support/watching'
import { bearer, openWorld, rootKey, type World } from './world'

let world: World
let middleware: FakeOrigin
const audience = 'https://tv.example/oauth/token'

beforeAll(async () => {
  middleware = await fakeOrigin()
  world = await openWorld('libsql', {
    PUBLIC_URL: 'https://tv.example',
    MIDDLEWARE_JWKS: `${middleware.url}/jwks.json`,
    MIDDLEWARE_ISSUER: 'operator',
  })
})
afterAll(async () => {
  await world.close()
  await middleware.close()
})

const type = (text: string | Buffer, headers: Record<string, string> = {}): Answer => {
  return (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(200, headers).end(text)
}

/** What an origin may answer in the place of a playlist. */
const nonsense: [string, Answer][] = [
  ['nothing', ''],
  ['a page', '<html><script>alert(1)</script></html>'],
  ['a page that begins as a playlist', '#EXTM3U\n<script>alert(1)</script>'],
  ['a file of zeros', Buffer.alloc(100_000)],
  ['a playlist of 3 MB', mediaPlaylist(0, 90_000)],
  ['a playlist with a line of 500 kB', `#EXTM3U\n#EXTINF:1,\n${'x'.repeat(500_000)}\n`],
  ['compressed text', type(gzipSync(mediaPlaylist(1)), { 'content-encoding': 'gzip' })],
  ['a length that is too long', type('', { 'content-length': '99999999999' })],
  ['a length that lies', (_, response) => void response.writeHead(200, { 'content-length': '10' }).destroy()],
  ['headers of 40 KiB', type(mediaPlaylist(1), { x: 'y'.repeat(40_000) })],
  ['status 500', (_, response) => void response.writeHead(500).end('stack trace at /srv/camera.js')],
  ['status 204', (_, response) => void response.writeHead(204).end()],
  ['a cut connection', (request) => void request.socket.destroy()],
  ['bytes that are no HTTP', (request) => void request.socket.end('\u0000\u0001 not http')],
  ['a redirect without a target', (_, response) => void response.writeHead(302).end()],
  ['nothing, ever', () => undefined],
  ['a byte a second, for ever', (_, response) => drip(response)],
]

function drip(response: ServerResponse): void {
  response.writeHead(200).write('#EXTM3U\n')
  const timer = setInterval(() => response.write('#'), 1000)
  response.on('close', () => clearInterval(timer))
}

describe('API10 unsafe consumption of APIs: cameras', () => {
  it('whatever a camera answers, the viewer is told that it does not answer properly, and the others go on', async () => {
    const { access_token } = await world.pair('DEMO-008', 'h-008')
    const headers = bearer(access_token)
    const put = (id: string, number: number) =>
      world.call({
        method: 'PUT',
        url: `/v1/operator/cameras/${id}`,
        headers: bearer(rootKey),
        body: {
          ...{ number, name: id, area: 'g-east-gate', kind: 'street', hls_url: `${world.origin.url}/${id}/i.m3u8` },
          ...{ published: true, resident_clarity: 'full', legal_basis: 'law', approved_by: 'office' },
          ...{ approved_until: '2099-01-01', mask_attested_by: 'office', owner: 'o', contact: 'c' },
        },
      })
    for (const [index, [, answer]] of nonsense.entries()) {
      world.origin.files.set(`/bad-${index}/i.m3u8`, answer)
      expect((await put(`bad-${index}`, 950 + index)).status).toBe(201)
    }
    const memory = process.memoryUsage().rss
    await Promise.all(
      nonsense.map(async ([what], index) => {
        const body = { camera_id: `bad-${index}`, intent: 'prepare' }
        const begun = await world.call({ method: 'POST', url: '/v1/playbacks', headers, body })
        expect([what, begun.status, begun.body.playlist]).toEqual([what, 201, undefined])
        const answer = await world.call({ method: 'GET', url: begun.body.url })
        expect([what, answer.status, answer.body?.type]).toEqual([what, 502, '/problems/camera-unreachable'])
        expect(answer.text).not.toMatch(/script|stack|127\.0\.0\.1/)
      }),
    )
    expect(process.memoryUsage().rss - memory).toBeLessThan(200e6)
    const good = await world.call({ method: 'POST', url: '/v1/playbacks', headers, body: { camera_id: 'east-gate' } })
    expect((await world.call({ method: 'GET', url: good.body.url })).status).toBe(200)
  })

  it('a text in the place of a segment is not passed on, and a camera’s own type never', async () => {
    const { access_token } = await world.pair('DEMO-008', 'h-008')
    addCamera(world.origin, 'east-gate')
    world.origin.files.set('/east-gate/full/seg10.ts', '<html><script>alert(1)</script></html>')
    world.origin.files.set('/east-gate/full/seg11.ts', '#EXTM3U\nhttp://127.0.0.1/x')
    world.origin.files.set('/east-gate/full/seg12.ts', type(segment('full', 12), { 'content-type': 'text/html' }))
    const { body } = await world.call({
      method: 'POST',
      url: '/v1/playbacks',
      headers: bearer(access_token),
      body: { camera_id: 'east-gate' },
    })
    const base = body.url.replace(/[^/]+$/, '')
    await world.call({ method: 'GET', url: `${base}full/i.m3u8` })
    const get = (name: string) => world.call({ method: 'GET', url: `${base}full/${name}` })
    expect((await get('seg10.ts')).status).toBe(502)
    expect((await get('seg11.ts')).status).toBe(502)
    const picture = await get('seg12.ts')
    expect([picture.status, picture.headers['content-type']]).toEqual([200, 'video/mp2t'])
  })
})

describe('API10 unsafe consumption of APIs: the operator’s middleware', () => {
  const present = (assertion: string) =>
    world.call({ method: 'POST', url: '/oauth/token', body: { grant_type: grantTypes.assertion, assertion } })
  const claims = (more: object = {}) => {
    const at = Math.floor(world.clock.now() / 1000)
    return { sub: 'DEMO-020', aud: audience, iss: 'operator', jti: `${Math.random()}`, exp: at + 120, ...more }
  }
  let good: Awaited<ReturnType<typeof generateKeyPair>>
  let stranger: typeof good
  const signed = (key = good.privateKey, more: object = {}, header: object = {}) =>
    new SignJWT(claims(more)).setProtectedHeader({ alg: 'ES256', kid: 'a', ...header }).sign(key)

  it.each([
    ['away', (_: IncomingMessage, response: ServerResponse) => void response.writeHead(503).end()],
    ['a page', '<html>'],
    ['no list', '{"keys": 5}'],
    [
      'a redirect',
      (_: IncomingMessage, response: ServerResponse) =>
        void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    ['cut', (request: IncomingMessage) => void request.socket.destroy()],
  ] as [string, Answer][])('a JWKS that is %s lets nobody in and says so', async (_, answer) => {
    good ??= await generateKeyPair('ES256')
    stranger ??= await generateKeyPair('ES256')
    middleware.files.set('/jwks.json', answer)
    world.clock.advance(60_000)
    const { status, body, text } = await present(await signed())
    expect([status, body.type]).toEqual([502, '/problems/middleware-unreachable'])
    expect(text).not.toContain('127.0.0.1')
  })

  it('keys of other kinds, other signers and other claims are refused', async () => {
    const jwk = { ...(await exportJWK(good.publicKey)), kid: 'a', alg: 'ES256', use: 'sig' }
    // A symmetric key in the list is a trap: whoever reads the list could sign with it.
    const shared = { kty: 'oct', k: Buffer.from('everybody knows this').toString('base64url'), kid: 's', alg: 'HS256' }
    middleware.files.set('/jwks.json', JSON.stringify({ keys: [jwk, shared] }))
    world.clock.advance(60_000)
    const right = await signed()
    expect((await present(right)).status).toBe(200)
    const publicText = new TextEncoder().encode(await exportSPKI(good.publicKey))
    const at = Math.floor(world.clock.now() / 1000)
    const refused: [string, string][] = [
      ['used before', right],
      ['signed by a stranger', await signed(stranger.privateKey)],
      [
        'a symmetric key of the list',
        await new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: 's' })
          .sign(Buffer.from('everybody knows this padded to 32 bytes')),
      ],
      [
        'the public key as a shared secret',
        await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'a' }).sign(publicText),
      ],
      [
        'unsigned',
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}.`,
      ],
      ['for another service', await signed(undefined, { aud: 'https://other.example/oauth/token' })],
      ['of another issuer', await signed(undefined, { iss: 'somebody' })],
      ['ended', await signed(undefined, { exp: at - 60 })],
      ['an hour ahead', await signed(undefined, { exp: at + 3600 })],
      ['without an id', await signed(undefined, { jti: undefined })],
      ['of no box', await signed(undefined, { sub: 'DEMO-999' })],
      ['of a list of boxes', await signed(undefined, { sub: ['DEMO-020'] })],
      ['naming its own key set', await signed(undefined, {}, { jku: `${middleware.url}/mine.json` })],
    ]
    for (const [what, assertion] of refused) {
      const { status, body } = await present(assertion)
      // A header that names another place of keys is not followed: the assertion is judged by the known key alone.
      if (what === 'naming its own key set') expect([what, status]).toEqual([what, 200])
      else expect([what, status, body.error]).toEqual([what, 400, 'invalid_grant'])
    }
    expect(middleware.asked).not.toContain('/mine.json')
  })
})
