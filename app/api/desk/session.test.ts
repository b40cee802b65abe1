import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPairingApp, type PairingApp } from '../../../tests/support/pairing'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { deskCookieOf, emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import { hashPassword, shortSecretCost } from './password'
import { staffed } from './store'

const initial = 'given by the operator'

describe.each(storeKinds)('signing in at a desk on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let desk: PairingApp
  let hash: string
  beforeAll(async () => {
    hash = await hashPassword(initial)
  })
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    desk = await openPairingApp(store, clock, { PUBLIC_URL: 'https://tv.example', TRUSTED_PROXIES: '127.0.0.1' })
    await store.db
      .updateTable('duty_officers')
      .set({ password_hash: hash, initial_hash: hash, must_change: 1 })
      .where('user_name', '=', 'grace')
      .execute()
  })
  afterEach(async () => {
    await desk.close()
    await store.close()
  })

  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, headers = {}, payload?: object) =>
    desk.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
  const signIn = (password = initial, user = 'grace', from = '192.0.2.1') =>
    call('POST', '/v1/desk/session', { 'x-forwarded-for': from }, { user, password })
  const cookieOf = (answer: Awaited<ReturnType<typeof signIn>>) => ({
    cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '',
  })
  const session = (headers: { cookie: string }) => call('GET', '/v1/desk/session', headers)

  it('gives a cookie that scripts cannot read and other sites cannot send, and says whose desk it is', async () => {
    const answer = await signIn()
    expect(answer.statusCode).toBe(201)
    expect(answer.headers['set-cookie']).toMatch(
      /^porchlight_desk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    )
    expect(answer.json()).toEqual({
      user: 'grace',
      name: 'Officer grace',
      area: { id: 'village', name: 'the village', level: 'village' },
      must_change_password: true,
      now: new Date(clock.now()).toISOString(),
    })
    expect((await session(cookieOf(answer))).json()).toEqual(answer.json())
  })

  it('gives a cookie without Secure where the service is not on https', async () => {
    const plain = await openPairingApp(store, clock)
    const payload = { user: 'grace', password: initial }
    const answer = await plain.app.inject({ method: 'POST', url: '/v1/desk/session', payload })
    expect(String(answer.headers['set-cookie'])).not.toContain('Secure')
    await plain.close()
  })

  it('says the same of a wrong password and of a user whom nobody knows', async () => {
    const [wrong, unknown] = [await signIn('wrong'), await signIn('wrong', 'nobody')]
    expect(wrong.statusCode).toBe(401)
    expect(wrong.json()).toEqual(unknown.json())
    expect(wrong.headers['set-cookie']).toBeUndefined()
  })

  it('ends by signing out, after twelve idle hours, and when the officer is taken off the list', async () => {
    const out = cookieOf(await signIn())
    const ended = await call('DELETE', '/v1/desk/session', out)
    expect(ended.statusCode).toBe(204)
    expect(ended.headers['set-cookie']).toMatch(/^porchlight_desk=; Max-Age=0/)
    expect((await session(out)).statusCode).toBe(401)

    const idle = cookieOf(await signIn())
    clock.advance(11 * 3_600_000)
    expect((await session(idle)).statusCode).toBe(200)
    clock.advance(11 * 3_600_000)
    expect((await session(idle)).statusCode).toBe(200)
    clock.advance(12 * 3_600_000)
    expect((await session(idle)).statusCode).toBe(401)

    const removed = cookieOf(await signIn())
    await store.db.deleteFrom('duty_officers').where('user_name', '=', 'grace').execute()
    expect((await session(removed)).statusCode).toBe(401)
  })

  it.each([
    ['no cookie', ''],
    ['an empty one', 'porchlight_desk='],
    ['a made-up one', 'porchlight_desk=x'],
    ['another one', 'other=x'],
    ['an endless one', `porchlight_desk=${'x'.repeat(10_000)}`],
  ])('refuses %s', async (_what, cookie) => {
    expect((await session({ cookie })).statusCode).toBe(401)
  })

  it('refuses what other sites send, also the sign-in itself', async () => {
    const cookie = { cookie: deskCookieOf('grace') }
    const evil = { ...cookie, origin: 'https://evil.example' }
    expect((await call('PUT', '/v1/desk/presence', evil, { visible: true })).statusCode).toBe(403)
    expect((await call('DELETE', '/v1/desk/session', evil)).json().type).toBe('/problems/forbidden')
    expect((await call('POST', '/v1/desk/session', evil, { user: 'grace', password: initial })).statusCode).toBe(403)
    const own = { ...cookie, origin: 'https://tv.example' }
    expect((await call('PUT', '/v1/desk/presence', own, { visible: true })).statusCode).toBe(204)
  })

  it('lets the officer choose a password, which ends the sessions elsewhere', async () => {
    const here = cookieOf(await signIn())
    const there = cookieOf(await signIn())
    const change = (current: string, next: string) => call('POST', '/v1/desk/password', here, { current, next })
    expect((await change('wrong', 'a good long password')).statusCode).toBe(403)
    for (const next of ['short', initial])
      expect((await change(initial, next)).json().type).toBe('/problems/invalid-body')
    expect((await change(initial, 'a good long password')).statusCode).toBe(204)
    expect((await session(here)).json().must_change_password).toBe(false)
    expect((await session(there)).statusCode).toBe(401)
    expect((await signIn()).statusCode).toBe(401)
    expect((await signIn('a good long password')).statusCode).toBe(201)
    expect((await change('a good long password', initial)).json().detail).toContain('initial')
  })

  it('makes a hash of former parameters anew', async () => {
    const former = await hashPassword(initial, undefined, shortSecretCost)
    await store.db
      .updateTable('duty_officers')
      .set({ password_hash: former })
      .where('user_name', '=', 'grace')
      .execute()
    await signIn()
    const row = await store.db
      .selectFrom('duty_officers')
      .select('password_hash')
      .where('user_name', '=', 'grace')
      .executeTakeFirstOrThrow()
    expect(row.password_hash).toContain('scrypt$32768$8$3$')
    expect((await signIn()).statusCode).toBe(201)
  })

  it('is staffed while a visible page says so, and for 45 s after', async () => {
    const cookie = { cookie: deskCookieOf('grace') }
    const present = (visible: boolean) => call('PUT', '/v1/desk/presence', cookie, { visible })
    const now = async () => [...(await staffed(store.db, ['village', 'township'], clock.now()))]
    expect(await now()).toEqual([])
    await present(true)
    expect(await now()).toEqual(['village'])
    clock.advance(44_999)
    expect(await now()).toEqual(['village'])
    clock.advance(1)
    expect(await now()).toEqual([])
    await present(true)
    await present(false)
    expect(await now()).toEqual([])
    await present(true)
    await call('DELETE', '/v1/desk/session', cookie)
    expect(await now()).toEqual([])
    expect(await staffed(store.db, [], clock.now())).toEqual(new Set())
  })

  it('leaves no password and no cookie in any log', async () => {
    const answer = await signIn()
    await signIn('a wrong secret')
    const cookie = cookieOf(answer).cookie.split('=')[1] ?? ''
    const rows = JSON.stringify(await store.db.selectFrom('desk_sessions').selectAll().execute())
    for (const secret of [initial, 'a wrong secret', cookie]) {
      expect(secret).not.toBe('')
      expect(desk.logged()).not.toContain(secret)
      expect(rows).not.toContain(secret)
    }
  })
})
