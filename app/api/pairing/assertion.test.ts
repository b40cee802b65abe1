import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { assertionGrant, openPairingApp, type PairingApp } from '../../../tests/support/pairing'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock } from '../../../tests/support/street'

const audience = 'https://tv.example/oauth/token'

describe.each(storeKinds)('pairing by the operator’s middleware on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let box: PairingApp
  let jwks: Server
  let fetched = 0
  let answering = true
  let keys: Record<'es' | 'rs' | 'stranger', Awaited<ReturnType<typeof generateKeyPair>>>

  beforeAll(async () => {
    keys = {
      es: await generateKeyPair('ES256', { extractable: true }),
      rs: await generateKeyPair('RS256', { extractable: true }),
      stranger: await generateKeyPair('ES256', { extractable: true }),
    }
    const published = [
      { ...(await exportJWK(keys.es.publicKey)), kid: 'es', alg: 'ES256' },
      { ...(await exportJWK(keys.rs.publicKey)), kid: 'rs', alg: 'RS256' },
    ]
    jwks = createServer((_request, response) => {
      fetched++
      response.writeHead(answering ? 200 : 503, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ keys: published }))
    })
    await new Promise<void>((done) => jwks.listen(0, '127.0.0.1', done))
  })
  afterAll(() => new Promise((done) => jwks.close(done)))

  beforeEach(async () => {
    fetched = 0
    answering = true
    clock = handClock(Date.now())
    store = await emptyStreet(kind, clock)
    box = await openPairingApp(store, clock, {
      PUBLIC_URL: 'https://tv.example',
      MIDDLEWARE_JWKS: `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/keys`,
      MIDDLEWARE_ISSUER: 'middleware',
    })
  })
  afterEach(async () => {
    await box.close()
    await store.close()
  })

  const seconds = () => Math.floor(clock.now() / 1000)
  const claims = (more: JWTPayload = {}): JWTPayload => ({
    iss: 'middleware',
    sub: 'box1',
    aud: audience,
    exp: seconds() + 300,
    jti: `id-${Math.random()}`,
    ...more,
  })
  const signed = (payload: JWTPayload, alg = 'ES256', kid = 'es', key = keys.es.privateKey) =>
    new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key)
  const send = (assertion: string) => box.form('/oauth/token', { grant_type: assertionGrant, assertion })
  const unsigned = (header: object, payload: object, signature = '') =>
    `${[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.${signature}`

  it('pairs the box that it names, with ES256 and with RS256', async () => {
    const answer = await send(await signed(claims()))
    expect(answer.status).toBe(200)
    expect((await box.as(answer.body.access_token, '/guarded/box')).body).toMatchObject({ household: 'home1' })
    expect((await send(await signed(claims({ sub: 'box2' }), 'RS256', 'rs', keys.rs.privateKey))).status).toBe(200)
    expect(fetched).toBe(1)
  })

  it('is good once: the same assertion, or another with its id, is refused', async () => {
    const assertion = await signed(claims({ jti: 'one' }))
    expect((await send(assertion)).status).toBe(200)
    expect((await send(assertion)).body.error).toBe('invalid_grant')
    expect((await send(await signed(claims({ jti: 'one', sub: 'box2' })))).body.error).toBe('invalid_grant')
  })

  it('is good once, also when it is sent twice at the same moment', async () => {
    const assertion = await signed(claims())
    const answers = await Promise.all([send(assertion), send(assertion)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400])
  })

  it.each<[string, (now: number) => JWTPayload]>([
    ['for another audience', () => ({ aud: 'https://other.example/oauth/token' })],
    ['for the bare address', () => ({ aud: 'https://tv.example' })],
    ['without an audience', () => ({ aud: undefined })],
    ['from another issuer', () => ({ iss: 'somebody' })],
    ['without an issuer', () => ({ iss: undefined })],
    ['that has ended', (now) => ({ exp: now })],
    ['that ends in six minutes', (now) => ({ exp: now + 360 })],
    ['that ends in a year', (now) => ({ exp: now + 365 * 86400 })],
    ['without an end', () => ({ exp: undefined })],
    ['that is not yet good', (now) => ({ nbf: now + 60 })],
    ['without an id', () => ({ jti: undefined })],
    ['with an empty id', () => ({ jti: '' })],
    ['without a box', () => ({ sub: undefined })],
    ['for a box that nobody knows', () => ({ sub: 'nobody' })],
  ])('refuses one %s', async (_what, more) => {
    const payload = JSON.parse(JSON.stringify(claims(more(seconds())))) as JWTPayload
    const answer = await send(await signed(payload))
    expect(answer.status).toBe(400)
    expect(answer.body.error).toBe('invalid_grant')
  })

  it('refuses what is not signed by a published key: none, a shared secret made of the public key, a stranger', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.rs.publicKey)))
    const wrong = [
      unsigned({ alg: 'none', kid: 'es' }, claims()),
      unsigned({ alg: 'None' }, claims(), 'x'),
      await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'rs' }).sign(secret),
      await new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'es' }).sign(keys.stranger.privateKey),
      await new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', kid: 'stranger' }).sign(keys.stranger.privateKey),
      await new SignJWT(claims())
        .setProtectedHeader({ alg: 'ES256', jwk: await exportJWK(keys.stranger.publicKey) })
        .sign(keys.stranger.privateKey),
      await signed(claims(), 'RS256', 'es', keys.rs.privateKey),
      'no.jwt.here',
    ]
    for (const assertion of wrong) expect((await send(assertion)).body.error).toBe('invalid_grant')
    expect(fetched).toBe(1)
  })

  it('says that the keys cannot be read when they cannot, and does not ask again at each assertion', async () => {
    answering = false
    expect((await send(await signed(claims()))).body.type).toBe('/problems/middleware-unreachable')
    expect((await send(await signed(claims()))).status).toBe(502)
    expect(fetched).toBe(1)
    answering = true
    clock.advance(10_000)
    expect((await send(await signed(claims()))).status).toBe(200)
  })

  it('does not exist where the deployment has no middleware', async () => {
    const plain = await openPairingApp(store, clock)
    const assertion = await signed(claims())
    const answer = await plain.form('/oauth/token', { grant_type: assertionGrant, assertion })
    expect(answer.body.error).toBe('unsupported_grant_type')
    await plain.close()
  })
})
