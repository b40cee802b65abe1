import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sign } from '../../app/api/tokens/compact'
import { demoDesks } from '../../app/demo/neighbourhood'
import { type Caller, endpoints, requestsOf } from './endpoints'
import { stateOf } from './store-watch'
import { furnish, type Street } from './street'
import { bearer, openWorld, rootKey, type World } from './world'

let world: World
let street: Street
/** Everything that looks like a credential, in the places where one may stand; those of `Caller` are good for something. */
let held: Record<string, Record<string, string>>
let ownCookie: string

beforeAll(async () => {
  world = await openWorld('libsql')
  street = await furnish(world)
  const { near, credentials } = street
  const { service, clock } = world
  ownCookie = credentials.desk.cookie!
  const box = ['DEMO-008', 'h-008']
  const soon = clock.now() + 600_000
  const key = service.keys.current()
  const claims = { kind: 'box' as const, expiresAt: soon, subject: near.things.pairing, rest: box }
  const revoked = await world.key('operator', null)
  const keys = await world.call({ method: 'GET', url: '/v1/operator/keys', headers: bearer(rootKey) })
  const last = keys.body.keys.find(({ area }: { area: string | null }) => area === null)
  await world.call({ method: 'DELETE', url: `/v1/operator/keys/${last.id}`, headers: bearer(rootKey) })
  const [, payload] = near.access.split('.')
  held = {
    ...credentials,
    nothing: {},
    'an empty bearer': { authorization: 'Bearer ' },
    'a word': bearer('let-me-in'),
    'basic sign-in': { authorization: `Basic ${Buffer.from(`dongli:${demoDesks[0]!.password}`).toString('base64')}` },
    'a refresh token': bearer(near.refresh),
    'an event ticket': bearer(near.ticket),
    'a playback token': bearer(tokenOf(near.live)),
    'a prepare token': bearer(sign({ ...claims, kind: 'prepare' }, key)),
    'an access token that has ended': bearer(sign({ ...claims, expiresAt: clock.now() - 1000 }, key)),
    'an access token of a forged key': bearer(sign(claims, { id: key.id, secret: Buffer.alloc(32, 1) })),
    'an access token of an unknown key': bearer(sign(claims, { id: 'nokey', secret: key.secret })),
    'an access token with another payload': bearer(near.access.replace(payload!, `${payload}AA`)),
    'an access token without its signature': bearer(near.access.replace(/[^.]+$/, '')),
    'an unsigned JWT': bearer(jwt({ alg: 'none' })),
    'a JWT by a guessed key': bearer(jwt({ alg: 'HS256' }, 'secret')),
    'a desk cookie as bearer': bearer(ownCookie.replace(/^.*=/, '')),
    'an access token as cookie': { cookie: `porchlight_desk=${near.access}` },
    'an operator key that was revoked': bearer(revoked),
    'the root key in lower case': bearer(rootKey.slice(1)),
    'the hash of an alarm credential': bearer('pla_0000000000000000000000000000000000000000000'),
  }
})
afterAll(() => world.close())

const tokenOf = (url: string) => url.split('/')[2]!

const jwt = (header: object, secret = '') => {
  const text = [header, { sub: 'DEMO-008', exp: 4_000_000_000 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${secret === '' ? '' : createHmac('sha256', secret).update(text).digest('base64url')}`
}

const guarded = Object.entries(endpoints).filter(([, { may }]) => may !== null)

describe('API2 broken authentication, API5 broken function level authorization', () => {
  it.each(guarded)('%s: nobody but whom it is for', async (name, { may }) => {
    const before = await stateOf(world)
    const [request] = requestsOf(name, street.near.things, world)
    for (const [credential, headers] of Object.entries(held)) {
      if (may!.includes(credential as Caller)) continue
      const answer = await world.call({ ...request!, headers: { ...request!.headers, ...headers } })
      expect([name, credential, answer.status, answer.headers['content-type']]).toEqual([
        ...[name, credential],
        expect.toSatisfy((status) => status === 401 || status === 403),
        expect.stringMatching(/^application.problem.json/),
      ])
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    expect(await stateOf(world)).toEqual(before)
  })

  it.each(guarded.filter(([, { may }]) => may!.length > 0))(
    '%s: who calls is asked before anything is read of what is said',
    async (name) => {
      const [request] = requestsOf(name, street.near.things, world)
      const { pathname } = new URL(request!.url, 'http://api')
      const broken = { headers: { 'content-type': 'application/json' }, payload: '{' }
      const method = request!.method as 'GET'
      const answer = await world.app.inject({
        ...{ method, url: `${pathname}?ticket=a&ticket=b&limit=x` },
        ...(method === 'GET' ? {} : broken),
      })
      expect(answer.statusCode).toBe(401)
    },
  )

  it('below /live/ opens with a playback token only, and a prepared one opens no segment', async () => {
    const rest = street.near.live.split('/').slice(3).join('/')
    const bearers = Object.values(held).flatMap(({ authorization }) => authorization?.split(' ')[1] || [])
    const own = tokenOf(street.near.live)
    for (const token of bearers.filter((one) => one !== own)) {
      const url = `/live/${encodeURIComponent(token)}/${rest}`
      const edge = await world.call({ method: 'GET', url: '/edge/authorization', headers: { 'x-original-uri': url } })
      const gate = await world.call({ method: 'GET', url })
      expect([token, gate.status, [401, 403].includes(edge.status)]).toEqual([
        token,
        expect.toSatisfy((s) => s === 401 || s === 403),
        true,
      ])
    }
    const headers = bearer(street.near.access)
    const body = { camera_id: 'east-gate', intent: 'prepare' }
    const prepared = await world.call({ method: 'POST', url: '/v1/playbacks', headers, body })
    const at = (token: string, path: string) => world.call({ method: 'GET', url: `/live/${token}/${path}` })
    const token = tokenOf(prepared.body.url)
    expect((await at(token, 'index.m3u8')).status).toBe(200)
    expect((await at(token, 'full/i.m3u8')).status).toBe(200)
    expect((await at(token, 'full/seg10.ts')).status).toBe(403)
  })

  it('an event stream takes no other secret as its ticket', async () => {
    for (const secret of [
      street.near.access,
      street.near.refresh,
      street.near.alarm,
      rootKey,
      tokenOf(street.near.live),
    ]) {
      const url = `/v1/events?ticket=${encodeURIComponent(secret)}`
      expect((await world.call({ method: 'GET', url })).status).toBeOneOf([400, 401])
    }
  })

  it('the refresh grant takes no other secret', async () => {
    for (const secret of [street.near.access, street.near.alarm, street.near.ticket, rootKey.slice(0, 40)]) {
      const body = { grant_type: 'refresh_token', refresh_token: secret.slice(0, 128) }
      const answer = await world.call({ method: 'POST', url: '/oauth/token', body })
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant'])
    }
  })

  it('a key of a role does not make keys, and one of an area not for everywhere', async () => {
    for (const caller of ['operator', 'import', 'auditor'] as const) {
      const request = { method: 'POST', url: '/v1/operator/keys', headers: street.credentials[caller] }
      expect((await world.call({ ...request, body: { name: 'x', role: 'operator', area: null } })).status).toBe(403)
    }
    const wide = await world.send(
      { 'areas.csv': 'id,parent,level,name\r\nnew,,county,New' },
      '',
      street.credentials.import.authorization!.slice(7),
    )
    expect(wide.status).toBe(422)
  })

  it('a new signing key interrupts nobody, and signs when every process has had the time to learn it', async () => {
    const { clock, service } = world
    const headers = bearer(street.near.access)
    const me = async () => (await world.call({ method: 'GET', url: '/v1/me', headers })).status
    clock.advance(1000)
    const before = service.keys.current().id
    const made = await world.call({ method: 'POST', url: '/v1/operator/signing-keys', headers: bearer(rootKey) })
    expect([made.status, await me(), service.keys.current().id]).toEqual([201, 200, before])
    clock.advance(Date.parse(made.body.signs_from) - clock.now() + 1)
    await service.keys.reload(clock.now())
    expect(service.keys.current().id).not.toBe(before)
    expect(await me()).toBe(200)
  })

  it('an officer who must still choose a password is told so, and only by a new one that is not the old', async () => {
    const session = await world.call({ method: 'GET', url: '/v1/desk/session', headers: street.credentials.desk })
    expect(session.body.must_change_password).toBe(true)
    const change = (next: string) =>
      world.call({
        method: 'POST',
        url: '/v1/desk/password',
        headers: street.credentials.desk,
        body: { current: demoDesks[0]!.password, next },
      })
    expect((await change(demoDesks[0]!.password)).status).toBe(422)
    expect((await change('dongli-dongli')).status).toBe(422)
    const elsewhere = await world.signIn(demoDesks[0]!.user, demoDesks[0]!.password)
    expect((await change('a lamp that was moved')).status).toBe(204)
    // Whoever sat at another desk with the old password is out; this one goes on.
    const out = await world.call({ method: 'GET', url: '/v1/desk/session', headers: { cookie: elsewhere } })
    const own = await world.call({ method: 'GET', url: '/v1/desk/session', headers: street.credentials.desk })
    expect([out.status, own.status, own.body.must_change_password]).toEqual([401, 200, false])
  })
})
