import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deviceGrant, openPairingApp, type PairingApp } from '../../../tests/support/pairing'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { deskCookieOf, emptyStreet, type HandClock, handClock } from '../../../tests/support/street'

interface Begun {
  device_code: string
  user_code: string
}

describe.each(storeKinds)('the device flow on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let box: PairingApp
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    box = await openPairingApp(store, clock, { PUBLIC_URL: 'https://tv.example' })
  })
  afterEach(async () => {
    await box.close()
    await store.close()
  })

  const begin = async (serial = 'box1'): Promise<Begun> => {
    const { status, body } = await box.form('/oauth/device_authorization', { client_id: serial })
    expect(status).toBe(200)
    return body
  }
  const poll = ({ device_code }: Begun, serial = 'box1') =>
    box.form('/oauth/token', { grant_type: deviceGrant, device_code, client_id: serial })
  const type = (user_code: string, activation_code: string, answer?: string) =>
    box.form('/pair', { user_code, activation_code, ...(answer === undefined ? {} : { answer }) })
  const desk = async (user: string, body: object) => {
    const headers = { cookie: deskCookieOf(user) }
    return box.app.inject({ method: 'POST', url: '/v1/desk/pairings', headers, payload: body })
  }

  it('begins with what the TV shows', async () => {
    const { body } = await box.form('/oauth/device_authorization', { client_id: 'box1' })
    expect(body).toMatchObject({ expires_in: 600, interval: 5, verification_uri: 'https://tv.example/pair' })
    expect(body.user_code).toMatch(/^\d{9}$/)
    expect(body.verification_uri_complete).toBe(`https://tv.example/pair?user_code=${body.user_code}`)
  })

  it('waits, is confirmed on the page by the resident, and pairs once', async () => {
    const begun = await begin()
    expect((await poll(begun)).body.error).toBe('authorization_pending')
    const code = await box.activationCode('home1')
    const look = await type(begun.user_code, code)
    expect(look.text).toContain('box1')
    clock.advance(5000)
    expect((await poll(begun)).body.error).toBe('authorization_pending')
    expect((await type(begun.user_code, code, 'yes')).text).toContain('Done')
    clock.advance(5000)
    const { body } = await poll(begun)
    expect((await box.as(body.access_token, '/guarded/box')).body).toMatchObject({ serial: 'box1', household: 'home1' })
    expect((await poll(begun)).body.error).toBe('invalid_grant')
    expect((await type((await begin('box1-b')).user_code, code)).status).toBe(400)
  })

  it('slows down a box that polls too fast, five seconds more each time', async () => {
    const begun = await begin()
    await poll(begun)
    clock.advance(4999)
    expect((await poll(begun)).body.error).toBe('slow_down')
    clock.advance(9999)
    expect((await poll(begun)).body.error).toBe('slow_down')
    clock.advance(15_000)
    expect((await poll(begun)).body.error).toBe('authorization_pending')
  })

  it('ends after ten minutes, for the box and for the page', async () => {
    const begun = await begin()
    const code = await box.activationCode('home1')
    clock.advance(600_000)
    expect((await poll(begun)).body.error).toBe('expired_token')
    expect((await type(begun.user_code, code, 'yes')).status).toBe(400)
  })

  it('tells the box when the resident declines, and leaves the activation code good', async () => {
    const begun = await begin()
    const code = await box.activationCode('home1')
    expect((await type(begun.user_code, code, 'no')).text).toContain('Declined')
    expect((await poll(begun)).body.error).toBe('access_denied')
    expect((await type((await begin()).user_code, code, 'yes')).status).toBe(200)
  })

  it('does not tell which code was wrong, and pairs no box of another household', async () => {
    const begun = await begin()
    const foreign = await box.activationCode('home2')
    const answers = [
      await type(begun.user_code, foreign, 'yes'),
      await type(begun.user_code, '000000000', 'yes'),
      await type('000-000-000', foreign, 'yes'),
    ]
    expect(answers.map((answer) => answer.status)).toEqual([400, 400, 400])
    const shown = answers.map((answer) => answer.text.replace(/value="[^"]*"/g, ''))
    expect(new Set(shown).size).toBe(1)
    expect((await poll(begun)).body.error).toBe('authorization_pending')
  })

  it('locks the page for a box that is guessed at, with Retry-After', async () => {
    const begun = await begin()
    await box.activationCode('home1')
    for (let n = 0; n < 10; n++) await type(begun.user_code, '000000000')
    const locked = await type(begun.user_code, '000000000')
    expect(locked.status).toBe(429)
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('is confirmed by a duty officer for a household of the desk’s area, who stands in the log', async () => {
    const begun = await begin()
    const confirmed = await desk('grace', {
      user_code: begun.user_code.replace(/(\d{3})(?=\d)/g, '$1 '),
      household: 'home1',
    })
    expect(confirmed.statusCode).toBe(200)
    expect((await poll(begun)).status).toBe(200)
    expect(box.viewings).toContainEqual(expect.objectContaining({ kind: 'act', actor: 'grace', household: 'home1' }))
  })

  it('is not confirmed by an officer of elsewhere, for another household, or without a session', async () => {
    const { user_code } = await begin()
    expect((await desk('olga', { user_code, household: 'home1' })).statusCode).toBe(404)
    expect((await desk('grace', { user_code, household: 'home2' })).statusCode).toBe(404)
    expect((await desk('grace', { user_code: '000-000-000', household: 'home1' })).statusCode).toBe(404)
    expect((await desk('nobody', { user_code, household: 'home1' })).statusCode).toBe(401)
  })

  it('says of a box that nobody knows that it is not known', async () => {
    const { status, body } = await box.form('/oauth/device_authorization', { client_id: 'nobody' })
    expect(status).toBe(400)
    expect(body.error).toBe('invalid_client')
  })

  it('gives nothing to another box, nor for a code that was made up', async () => {
    const begun = await begin()
    expect((await poll(begun, 'box2')).body.error).toBe('invalid_grant')
    expect((await poll({ ...begun, device_code: 'x'.repeat(43) })).body.error).toBe('invalid_grant')
  })

  it('has a page without script that takes no markup from its address', async () => {
    const user_code = encodeURIComponent('"><script>alert(1)</script>')
    const page = await box.app.inject({ url: `/pair?user_code=${user_code}` })
    expect(page.statusCode).toBe(200)
    expect(page.body).not.toContain('<script')
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action/,
    )
    const filled = await box.app.inject({ url: '/pair?user_code=123-456-789' })
    expect(filled.body).toContain('value="123-456-789"')
  })

  it('shows how the serial ends before the activation code, and the whole with the household before it is confirmed', async () => {
    const serial = 'STB-2026-004711'
    await store.db.insertInto('boxes').values({ serial, household: 'home1', model: 'x' }).execute()
    const { body } = await box.form('/oauth/device_authorization', { client_id: serial })
    const first = [
      await box.app.inject({ url: `/pair?user_code=${body.user_code}` }),
      await box.app.inject({
        method: 'POST',
        url: '/pair',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: `user_code=${body.user_code}`,
      }),
    ]
    for (const page of first) {
      expect([page.statusCode, page.body.includes('…4711'), page.body.includes(serial)]).toEqual([200, true, false])
      expect(page.body).not.toContain('label of home1')
    }
    const confirm = await type(body.user_code, await box.activationCode('home1'))
    expect([confirm.text.includes(serial), confirm.text.includes('label of home1')]).toEqual([true, true])
    expect((await type(body.user_code, '')).status).toBe(200)
  })

  it('counts guesses at codes on screens against the address, with Retry-After', async () => {
    const begun = await begin()
    const look = (code: string) => box.app.inject({ url: `/pair?user_code=${code}` })
    for (let n = 0; n < 60; n++) {
      const page = await look(String(100_000_000 + n))
      expect([page.statusCode, page.body.includes('has ended')]).toEqual([200, true])
    }
    const locked = await look(begun.user_code)
    expect([locked.statusCode, Number(locked.headers['retry-after']) > 0]).toEqual([429, true])
    expect(locked.body).not.toContain('…')
  })
})
