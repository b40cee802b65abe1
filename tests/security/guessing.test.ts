import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grantTypes } from '../../app/contract/lists'
import { bearer, openWorld, rootKey, type World } from './world'

let world: World
beforeAll(async () => {
  world = await openWorld('libsql')
})
afterAll(() => world.close())

const minute = 60_000
const limited = (answer: { status: number; headers: Record<string, unknown> }) => {
  expect(answer.status).toBe(429)
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
}

describe('API2 broken authentication: brute force', () => {
  const activate = (serial: string, code: string, from?: string) =>
    world.call({
      method: 'POST',
      url: '/oauth/token',
      body: { grant_type: grantTypes.activationCode, serial, code },
      ...(from === undefined ? {} : { from }),
    })
  const newCode = async (household: string) =>
    (
      await world.call({
        method: 'POST',
        url: `/v1/operator/households/${household}/activation-codes`,
        headers: bearer(rootKey),
      })
    ).body.code as string

  it('an activation code dies of five wrong ones, whatever address they come from', async () => {
    const code = await newCode('h-010')
    for (let turn = 0; turn < 5; turn++)
      expect((await activate('DEMO-010', '000000000', `10.9.0.${turn}`)).status).toBe(400)
    expect((await activate('DEMO-010', code, '10.9.1.1')).body.error).toBe('invalid_grant')
  })

  it('a box has ten wrong codes in ten minutes, and success never counts', async () => {
    for (let turn = 0; turn < 9; turn++) {
      expect((await activate('DEMO-011', '000000000', `10.8.0.${turn}`)).status).toBe(400)
      // A code that is right in between neither counts nor forgives.
      if (turn === 4) expect((await activate('DEMO-011', await newCode('h-011'), '10.8.1.1')).status).toBe(200)
    }
    await activate('DEMO-011', '000000000', '10.8.0.90')
    limited(await activate('DEMO-011', await newCode('h-011'), '10.8.2.1'))
    world.clock.advance(11 * minute)
    expect((await activate('DEMO-011', await newCode('h-011'), '10.8.2.1')).status).toBe(200)
  })

  it('an address has sixty wrong codes in ten minutes; other addresses go on', async () => {
    for (let turn = 0; turn < 60; turn++) {
      const answer = await activate(`UNKNOWN-${turn}`, '123456789', '10.7.0.1')
      expect([turn, answer.body.error]).toEqual([turn, 'invalid_grant'])
    }
    limited(await activate('DEMO-012', '123456789', '10.7.0.1'))
    expect((await activate('DEMO-012', await newCode('h-012'), '10.7.0.2')).status).toBe(200)
  })

  it('guesses sent at the same moment do not pass together', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) => activate('DEMO-013', '111111111', `10.6.0.${turn}`)),
    )
    expect(answers.filter(({ status }) => status === 400).length).toBeLessThanOrEqual(10)
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(30)
  })

  it('a wrong code of a box that nobody knows answers as that of a known one', async () => {
    const known = await activate('DEMO-014', '222222222', '10.5.0.1')
    const unknown = await activate('DEMO-9999', '222222222', '10.5.0.1')
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text])
  })

  it('a household PIN has five tries, over all boxes of the household', async () => {
    const first = bearer((await world.pair('DEMO-008', 'h-008')).access_token)
    const second = bearer((await world.pair('DEMO-008-B', 'h-008')).access_token)
    const type = (headers: Record<string, string>, pin: string) =>
      world.call({ method: 'POST', url: '/v1/pin/verification', headers, body: { pin } })
    expect((await world.call({ method: 'PUT', url: '/v1/pin', headers: first, body: { pin: '2580' } })).status).toBe(
      204,
    )
    for (let turn = 0; turn < 10; turn++) expect((await type(first, '2580')).status).toBe(204)
    for (let turn = 0; turn < 5; turn++) expect((await type(turn % 2 ? first : second, '0000')).status).toBe(403)
    limited(await type(second, '2580'))
    // Help needs no PIN, and none of its guesses.
    const alarm = await world.call({
      method: 'POST',
      url: '/v1/alarms',
      headers: { ...second, 'idempotency-key': 'help-needs-no-pin-00' },
      body: { kind: 'help', mode: 'test', pressed_at: new Date(world.clock.now()).toISOString() },
    })
    expect(alarm.status).toBe(201)
    world.clock.advance(9 * minute)
    limited(await type(second, '2580'))
    world.clock.advance(7 * minute)
    // The access tokens have ended meanwhile: the box is paired anew, the PIN stays.
    const later = bearer((await world.pair('DEMO-008', 'h-008')).access_token)
    expect((await type(later, '2580')).status).toBe(204)
  })

  it('PIN guesses sent at the same moment, long after a wrong one, do not pass together', async () => {
    const shared = await openWorld('postgres')
    try {
      const box = async () => bearer((await shared.pair('DEMO-008', 'h-008')).access_token)
      const type = (headers: Record<string, string>, pin: string) =>
        shared.call({ method: 'POST', url: '/v1/pin/verification', headers, body: { pin } })
      const first = await box()
      const set = await shared.call({ method: 'PUT', url: '/v1/pin', headers: first, body: { pin: '2580' } })
      expect(set.status).toBe(204)
      expect((await type(first, '0000')).status).toBe(403)
      shared.clock.advance(15 * minute)
      const later = await box()
      const answers = await Promise.all(Array.from({ length: 50 }, () => type(later, '0000')))
      expect(answers.filter(({ status }) => status === 403).length).toBeLessThanOrEqual(5)
      for (const answer of answers.filter(({ status }) => status !== 403)) limited(answer)
    } finally {
      await shared.close()
    }
  })

  it('an officer has eight wrong passwords from one address; success never counts; elsewhere goes on', async () => {
    const signIn = (user: string, password: string, from: string) =>
      world.call({ method: 'POST', url: '/v1/desk/session', body: { user, password }, from })
    const right = 'lamp-by-the-east-gate'
    for (let turn = 0; turn < 3; turn++) expect((await signIn('dongli', right, '10.4.0.1')).status).toBe(201)
    for (let turn = 0; turn < 8; turn++) expect((await signIn('dongli', 'wrong', '10.4.0.1')).status).toBe(401)
    limited(await signIn('dongli', right, '10.4.0.1'))
    expect((await signIn('dongli', right, '10.4.0.2')).status).toBe(201)
    const known = await signIn('liuxi', 'wrong', '10.4.0.3')
    const unknown = await signIn('nobody', 'wrong', '10.4.0.3')
    expect(unknown.text).toBe(known.text)
  })

  it('many sign-ins at the same moment wait in a bounded line, and others are served meanwhile', async () => {
    const flood = Array.from({ length: 150 }, (_, turn) =>
      world.call({
        method: 'POST',
        url: '/v1/desk/session',
        body: { user: `nobody-${turn}`, password: 'wrong' },
        from: `10.3.${turn % 200}.1`,
      }),
    )
    expect((await world.call({ method: 'GET', url: '/readyz' })).status).toBe(200)
    const answers = await Promise.all(flood)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(20)
    for (const answer of refused) limited(answer)
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true)
    // A hundred slow hashes: 37 s on two quiet cores.
  }, 300_000)
})
