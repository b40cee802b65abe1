import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPairingApp, type PairingApp } from '../../../tests/support/pairing'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { deskCookieOf, emptyStreet, type HandClock, handClock } from '../../../tests/support/street'

describe.each(storeKinds)('household PIN and undertaking on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let box: PairingApp
  let mine: string
  let other: string
  let alarm: string
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    box = await openPairingApp(store, clock)
    const tokens = await box.paired('box1', 'home1')
    mine = tokens.access_token
    alarm = tokens.alarm_token
    other = (await box.paired('box1-b', 'home1')).access_token
  })
  afterEach(async () => {
    await box.close()
    await store.close()
  })
  const set = (pin: string | null, current?: string, token = mine) =>
    box.as(token, '/v1/pin', { method: 'PUT', body: { pin, ...(current === undefined ? {} : { current }) } })
  const type = (pin: string, token = mine) => box.as(token, '/v1/pin/verification', { method: 'POST', body: { pin } })
  const opened = async (token = mine) => (await box.as(token, '/guarded/pin')).status === 200

  it('guards nothing where there is none', async () => {
    expect(await opened()).toBe(true)
    expect((await box.as(mine, '/v1/pin')).body).toEqual({ set: false, open_until: null })
  })

  it('opens the box where it was typed for an hour, and no other box', async () => {
    expect((await set('2468')).status).toBe(204)
    expect(await opened()).toBe(true)
    expect((await box.as(other, '/guarded/pin')).body.type).toBe('/problems/pin-needed')
    expect((await type('2468', other)).status).toBe(204)
    expect(await opened(other)).toBe(true)
    const until = new Date(clock.now() + 3_600_000).toISOString()
    expect((await box.as(other, '/v1/pin')).body).toEqual({ set: true, open_until: until })
  })

  it('closes when the time has passed, and when it is changed on another box', async () => {
    await set('2468')
    await type('2468', other)
    await set('1357', '2468', other)
    expect(await opened()).toBe(false)
    expect((await type('2468')).body.type).toBe('/problems/pin-wrong')
    await type('1357')
    expect(await opened()).toBe(true)
    await store.db.updateTable('household_pins').set({ changed_at: 0 }).execute()
    clock.advance(3_600_000)
    const renewed = (await box.paired('box1', 'home1')).access_token
    expect(await opened(renewed)).toBe(false)
  })

  it('never stands before help, and stands before unpairing', async () => {
    await set('2468')
    expect((await box.as(alarm, '/guarded/alarm')).status).toBe(200)
    expect((await box.as(other, '/guarded/alarm')).status).toBe(200)
    expect((await box.as(other, '/v1/pairing/end', { method: 'POST' })).body.type).toBe('/problems/pin-needed')
  })

  it('is changed or removed only by who knows it', async () => {
    await set('2468')
    for (const current of [undefined, '0000']) expect((await set(null, current)).body.type).toBe('/problems/pin-wrong')
    expect((await set(null, '2468')).status).toBe(204)
    expect(await opened(other)).toBe(true)
  })

  it('is locked after five wrong tries, from whichever box, also at the same moment, and says until when', async () => {
    await set('2468')
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => type('0000', n % 2 === 0 ? mine : other)))
    expect(answers.filter((answer) => answer.status === 403)).toHaveLength(5)
    const locked = await type('2468')
    expect(locked.status).toBe(429)
    expect(Number(locked.headers['retry-after'])).toBe(900)
    clock.advance(900_000)
    const fresh = (await box.paired('box1', 'home1')).access_token
    expect((await type('2468', fresh)).status).toBe(204)
  })

  it.each(['', '123', '123456789', 'abcd', '12 34'])('refuses %j as a PIN', async (pin) => {
    expect((await set(pin)).body.type).toBe('/problems/invalid-body')
  })

  it('is taken away by an officer of the area when it is forgotten, and by no other', async () => {
    await set('2468')
    const remove = (user: string) =>
      box.app.inject({
        method: 'DELETE',
        url: '/v1/desk/households/home1/pin',
        headers: { cookie: deskCookieOf(user) },
      })
    expect((await remove('olga')).statusCode).toBe(404)
    expect(await opened(other)).toBe(false)
    expect((await remove('grace')).statusCode).toBe(204)
    expect(await opened(other)).toBe(true)
    expect(box.viewings).toContainEqual(expect.objectContaining({ actor: 'grace', detail: 'household PIN removed' }))
    expect(`${box.logged()}${JSON.stringify(box.viewings)}`).not.toContain('2468')
  })

  it('the undertaking is accepted once per box and version, and shown again when it changes', async () => {
    const shown = async (app: PairingApp) => (await app.as(mine, '/v1/undertaking')).body
    expect(await shown(box)).toMatchObject({ version: '1', accepted: false })
    const accept = (version: string) => box.as(mine, '/v1/undertaking', { method: 'POST', body: { version } })
    expect((await accept('0')).status).toBe(409)
    expect((await accept('1')).status).toBe(204)
    expect(await shown(box)).toMatchObject({ accepted: true })
    const later = await openPairingApp(store, clock, { UNDERTAKING_VERSION: '2', UNDERTAKING_ZH: '新的承诺' })
    expect(await shown(later)).toMatchObject({ version: '2', text_zh: '新的承诺', accepted: false })
    await later.close()
    const without = await openPairingApp(store, clock, { UNDERTAKING_VERSION: 'none' })
    expect(await shown(without)).toMatchObject({ accepted: true })
    await without.close()
  })
})
