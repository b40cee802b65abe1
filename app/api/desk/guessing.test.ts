import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPairingApp, type PairingApp } from '../../../tests/support/pairing'
import type { TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import { hashPassword } from './password'

const initial = 'given by the operator'

// The limits are kept in memory: one store is enough, and each try costs a fifth of a second by design.
describe('guessing at a desk', () => {
  let store: TestStore
  let clock: HandClock
  let desk: PairingApp
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet('libsql', clock)
    desk = await openPairingApp(store, clock, { TRUSTED_PROXIES: '127.0.0.1' })
    const hash = await hashPassword(initial)
    await store.db.updateTable('duty_officers').set({ password_hash: hash }).where('user_name', '=', 'grace').execute()
  })
  afterEach(async () => {
    await desk.close()
    await store.close()
  })
  const signIn = (password = initial, user = 'grace', from = '192.0.2.1') =>
    desk.app.inject({
      method: 'POST',
      url: '/v1/desk/session',
      headers: { 'x-forwarded-for': from },
      payload: { user, password },
    })

  it('locks who guesses, with Retry-After, and not the same officer elsewhere', async () => {
    for (let n = 0; n < 8; n++) expect((await signIn('wrong')).statusCode).toBe(401)
    const locked = await signIn()
    expect(locked.statusCode).toBe(429)
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0)
    expect((await signIn(initial, 'grace', '192.0.2.2')).statusCode).toBe(201)
    clock.advance(Number(locked.headers['retry-after']) * 1000)
    expect((await signIn()).statusCode).toBe(201)
  })

  it('does not try more than the limit when guesses come at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => signIn('wrong')))
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(8)
  })

  it('never counts a success', async () => {
    for (let n = 0; n < 9; n++) expect((await signIn()).statusCode).toBe(201)
  })
})
