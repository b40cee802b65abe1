import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { codeGrant, openPairingApp, type PairingApp } from '../../../tests/support/pairing'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import { whileWaitedFor } from '../../../tests/support/turns'
import type { Db } from '../database/connect'
import { lockEvents } from '../events/store'
import { activationCodeMs } from './rules'

const wrongOne = (code: string) => String((Number(code) + 1) % 1_000_000_000).padStart(9, '0')

describe.each(storeKinds)('pairing by activation code on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let box: PairingApp
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    box = await openPairingApp(store, clock)
  })
  afterEach(async () => {
    await box.close()
    await store.close()
  })
  const tryCode = (code: string, serial = 'box1', more = {}) =>
    box.form('/oauth/token', { grant_type: codeGrant, serial, code, ...more })

  it('gives tokens that open what a box may call, and says so as RFC 6749 wants it', async () => {
    const answer = await tryCode(await box.activationCode('home1'))
    expect(answer.status).toBe(200)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 600 })
    expect(answer.body.alarm_token).toMatch(/^pla_/)
    const me = await box.as(answer.body.access_token, '/guarded/box')
    expect(me.body).toMatchObject({ serial: 'box1', household: 'home1', credential: 'access' })
    const pairing = await box.as(answer.body.access_token, '/v1/pairing')
    expect(pairing.body).toMatchObject({ box: 'box1', household: { id: 'home1', label: 'label of home1' } })
  })

  it('takes JSON too, and a code with spaces, dashes and full-width digits', async () => {
    const code = await box.activationCode('home1')
    const typed = `${code.slice(0, 3)}-${code.slice(3, 6)} ${String.fromCharCode(...[...code.slice(6)].map((d) => d.charCodeAt(0) + 0xfee0))}`
    const answer = await box.app.inject({
      method: 'POST',
      url: '/oauth/token',
      payload: { grant_type: codeGrant, serial: 'box1', code: typed },
    })
    expect(answer.statusCode).toBe(200)
  })

  it('is good once only', async () => {
    const code = await box.activationCode('home1')
    expect((await tryCode(code)).status).toBe(200)
    const again = await tryCode(code)
    expect(again.status).toBe(400)
    expect(again.body).toMatchObject({ type: '/problems/bad-request', error: 'invalid_grant' })
  })

  it('is good once only, also when it is sent twice at the same moment', async () => {
    const code = await box.activationCode('home1')
    const answers = await Promise.all([tryCode(code, 'box1'), tryCode(code, 'box1-b')])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400])
  })

  it('ends after seven days', async () => {
    const code = await box.activationCode('home1')
    clock.advance(activationCodeMs - 1)
    const other = await box.activationCode('home1')
    clock.advance(1)
    expect((await tryCode(code)).body.error).toBe('invalid_grant')
    expect((await tryCode(other)).status).toBe(200)
  })

  it('is dead when it was guessed at five times, also for the right one after that', async () => {
    const code = await box.activationCode('home1')
    for (let n = 0; n < 5; n++) expect((await tryCode(wrongOne(code))).status).toBe(400)
    expect((await tryCode(code)).body.error).toBe('invalid_grant')
  })

  it('locks a box that guesses on, with Retry-After, and lets it in when the time has passed', async () => {
    const wrong = wrongOne(await box.activationCode('home1'))
    for (let n = 0; n < 10; n++) await tryCode(wrong)
    const locked = await tryCode(await box.activationCode('home1'))
    expect(locked.status).toBe(429)
    expect(locked.body).toMatchObject({ type: '/problems/too-many-requests', error: 'temporarily_unavailable' })
    const wait = Number(locked.headers['retry-after'])
    expect(wait).toBeGreaterThan(0)
    clock.advance(wait * 1000)
    expect((await tryCode(await box.activationCode('home1'))).status).toBe(200)
  })

  it('locks an address that guesses at many boxes', async () => {
    for (let n = 0; n < 60; n++) await box.form('/oauth/device_authorization', { client_id: `nobody-${n}` })
    const locked = await tryCode('000000000', 'box1')
    expect(locked.status).toBe(429)
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('never counts a success: many boxes share one address', async () => {
    for (let n = 0; n < 12; n++) expect((await tryCode(await box.activationCode('home1'))).status).toBe(200)
  })

  it('opens no box of another household, and no box that nobody knows, with the same words', async () => {
    const code = await box.activationCode('home1')
    const [foreign, unknown] = [await tryCode(code, 'box2'), await tryCode(code, 'nobody')]
    expect(foreign.body).toEqual(unknown.body)
    expect(foreign.body.error).toBe('invalid_grant')
  })

  it('ends the former pairing of the same box', async () => {
    const former = await box.paired('box1', 'home1')
    const alsoMine = await box.paired('box1-b', 'home1')
    const fresh = await box.paired('box1', 'home1')
    expect((await box.as(former.access_token, '/guarded/box')).body.type).toBe('/problems/token-invalid')
    expect((await box.as(former.alarm_token, '/guarded/alarm')).status).toBe(401)
    expect((await box.as(fresh.access_token, '/guarded/box')).status).toBe(200)
    expect((await box.as(alsoMine.access_token, '/guarded/box')).status).toBe(200)
  })

  it('ends the pairings of the other boxes where the operator asked for it: who moves out takes nothing along', async () => {
    const taken = await box.paired('box1-b', 'home1')
    const neighbour = await box.paired('box2', 'home2')
    const { body } = await tryCode(await box.activationCode('home1', true))
    expect((await box.as(taken.access_token, '/guarded/box')).status).toBe(401)
    expect((await box.as(taken.alarm_token, '/guarded/alarm')).status).toBe(401)
    expect((await box.as(neighbour.access_token, '/guarded/box')).status).toBe(200)
    expect((await box.as(body.access_token, '/guarded/box')).status).toBe(200)
  })

  it.runIf(kind === 'postgres')('waits for an import that writes the box before it holds up a call', async () => {
    await box.paired('box1-b', 'home1')
    const code = await box.activationCode('home1', true)
    const write = (transaction: Db) =>
      transaction.updateTable('boxes').set({ model: 'X2' }).where('serial', '=', 'box1').execute()
    const events = (transaction: Db) => lockEvents(transaction, kind)
    expect((await whileWaitedFor(store, write, () => tryCode(code), events)).status).toBe(200)
  })

  it('may be given for several boxes at a time, five at most', async () => {
    const codes: string[] = []
    for (let n = 0; n < 6; n++) {
      codes.push(await box.activationCode('home1'))
      clock.advance(1000)
    }
    expect((await tryCode(codes[0]!)).status).toBe(400)
    expect((await tryCode(codes[1]!, 'box1')).status).toBe(200)
    expect((await tryCode(codes[5]!, 'box1-b')).status).toBe(200)
  })

  it.each([
    ['no grant type', { code: '123456789', serial: 'box1' }, 'invalid_request'],
    ['an unknown grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['a grant type of the prototype', { grant_type: 'constructor' }, 'unsupported_grant_type'],
    ['no code', { grant_type: codeGrant, serial: 'box1' }, 'invalid_request'],
    ['an empty code', { grant_type: codeGrant, serial: 'box1', code: '' }, 'invalid_request'],
    ['no serial', { grant_type: codeGrant, code: '123456789' }, 'invalid_request'],
    ['letters', { grant_type: codeGrant, serial: 'box1', code: 'abcdefghi' }, 'invalid_request'],
    ['eight digits', { grant_type: codeGrant, serial: 'box1', code: '12345678' }, 'invalid_request'],
    ['a serial without end', { grant_type: codeGrant, serial: 'x'.repeat(5000), code: '123456789' }, 'invalid_request'],
  ])('refuses %s with a sentence that an OAuth client understands', async (_what, fields, error) => {
    const answer = await box.form('/oauth/token', fields as unknown as Record<string, string>)
    expect(answer.status).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.body.error).toBe(error)
    expect(answer.body.error_description).not.toBe('')
  })

  it.each(['a\u0000b', '\u001f', '\ud800', "'; drop table pairings; --", '../../etc'])(
    'takes %j for a box that is not there',
    async (serial) => {
      const payload = { grant_type: codeGrant, serial, code: '123456789' }
      const answer = await box.app.inject({ method: 'POST', url: '/oauth/token', payload })
      expect(answer.statusCode).toBe(400)
    },
  )

  it('says that the store is away, in both languages', async () => {
    const { db } = box.service
    const down = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    box.service.db = new Proxy(db, {
      get: () => () => {
        throw down
      },
    })
    const answer = await tryCode('123456789')
    expect(answer.status).toBe(503)
    expect(answer.body).toMatchObject({ type: '/problems/store-down', error: 'temporarily_unavailable' })
    box.service.db = db
  })

  it('refuses a parameter that is given twice, and a body that is neither form nor JSON', async () => {
    const twice = await box.app.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `grant_type=${codeGrant}&serial=box1&serial=box2&code=123456789`,
    })
    expect(twice.json()).toMatchObject({ error: 'invalid_request', status: 400 })
    const xml = await box.app.inject({
      method: 'POST',
      url: '/oauth/token',
      headers: { 'content-type': 'application/xml' },
      payload: '<a/>',
    })
    expect(xml.statusCode).toBe(415)
  })

  it('is in the log of the household, and no secret is in any log', async () => {
    const code = await box.activationCode('home1')
    const { body } = await tryCode(code)
    await tryCode(code)
    await box.form('/oauth/token', { grant_type: 'refresh_token', refresh_token: body.refresh_token })
    await box.as(body.alarm_token, '/guarded/alarm')
    await box.as(`${body.access_token}x`, '/guarded/box')
    expect(box.viewings.map((line) => line.detail)).toContain('box paired by activation_code')
    const everything = `${box.logged()}${JSON.stringify(box.viewings)}`
    expect(everything).toContain('/oauth/token')
    for (const secret of [code, body.access_token, body.refresh_token, body.alarm_token])
      expect(everything).not.toContain(secret)
    const rows = JSON.stringify([
      await store.db.selectFrom('pairings').selectAll().execute(),
      await store.db.selectFrom('activation_codes').selectAll().execute(),
    ])
    for (const secret of [code, body.refresh_token, body.alarm_token]) expect(rows).not.toContain(secret)
  })
})
