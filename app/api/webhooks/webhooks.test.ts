import { createHmac } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  emptyStreet,
  freshKey,
  type HandClock,
  handClock,
  openProcess,
  type Process,
  patienceMs,
} from '../../../tests/support/street'
import { openAlarms } from '../alarms/changes'
import { openStore } from '../database/connect'
import type { Rounds } from '../rounds'
import { nextAttempt, secretKey, signedHeaders } from './rules'
import { openSender } from './sender'
import { replayMessages } from './store'

describe('Standard Webhooks', () => {
  it('signs as the specification’s example does', () => {
    const key = secretKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')!
    const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, '{"test": 2432232314}', [key])
    expect(headers['webhook-timestamp']).toBe('1614265330')
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })
  it('signs with every secret', () => {
    const keys = [Buffer.alloc(24, 1), Buffer.alloc(24, 2)]
    expect(signedHeaders('m', 0, 'b', keys)['webhook-signature']?.split(' ')).toHaveLength(2)
  })
  it.each([
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', true],
    ['whsec_c2hvcnQ=', false],
    ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', false],
    ['whsec_!', false],
  ])('takes %s as a secret: %s', (secret, good) => expect(secretKey(secret) !== null).toBe(good))
  it('tries for a day and then gives up', () => {
    let now = 0
    let attempts = 1
    for (let next = nextAttempt(attempts, now); next !== null; next = nextAttempt(++attempts, now)) {
      expect(next).toBeGreaterThan(now)
      now = next
    }
    expect(now / 3_600_000).toBeGreaterThan(23)
    expect(now / 3_600_000).toBeLessThan(25)
  })
})

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

describe.each(storeKinds)('the outbox on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
  let running: Process
  let sender: Rounds
  let receiver: Server
  let answer: (response: ServerResponse) => void
  let got: { id: string; at: string; body: string; signature: string; genuine: boolean }[]
  const settings: Record<string, string> = { WEBHOOK_SECRETS: secret }

  beforeEach(async () => {
    got = []
    answer = (response) => response.writeHead(204).end()
    receiver = createServer(async (request, response) => {
      let body = ''
      for await (const piece of request) body += piece
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers
      const expected = createHmac('sha256', Buffer.alloc(32, 7)).update(`${id}.${at}.${body}`).digest('base64')
      got.push({
        id: String(id),
        at: String(at),
        body,
        signature: String(signature),
        genuine: signature === `v1,${expected}`,
      })
      answer(response)
    })
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
    settings.WEBHOOK_URL = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
    clock = handClock()
    store = await emptyStreet(kind, clock)
    running = await openProcess(store, clock, settings)
    sender = openSender(running.service)!
  })
  afterEach(async () => {
    await sender.close()
    await running.close()
    await store.close()
    receiver.closeAllConnections()
    await new Promise((done) => receiver.close(done))
  })

  async function raise(serial = 'box1', household = 'home1'): Promise<string> {
    const alarms = openAlarms(running.service, patienceMs)
    const box = { pairing: '', serial, household, credential: 'access' as const }
    const { alarm } = await alarms.raise(box, freshKey(), {
      kind: 'help',
      pressed_at: new Date(clock.now()).toISOString(),
    })
    await alarms.close()
    return alarm.id
  }
  const rows = () => store.db.selectFrom('webhook_outbox').selectAll().execute()

  it('tells of an alarm, signed, once it is taken', async () => {
    const id = await raise()
    await sender.look()
    await sender.look()
    expect(got).toHaveLength(1)
    expect(got[0]?.genuine).toBe(true)
    expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
      type: 'alarm.raised',
      data: { id, household: { contact_phone: 'phone of home1' } },
    })
    expect(await rows()).toMatchObject([{ id: got[0]?.id, attempts: 1, delivered_at: clock.now() }])
  })

  it('comes again with the same id after an error, and after the receiver was away for an hour', async () => {
    await raise()
    answer = (response) => response.writeHead(500).end()
    await sender.look()
    await sender.look()
    expect(got).toHaveLength(1)
    expect(await rows()).toMatchObject([{ attempts: 1, delivered_at: null, last_error: 'status 500' }])
    answer = (response) => response.destroy()
    for (let minute = 0; minute < 60; minute++) {
      clock.advance(60_000)
      await sender.look()
    }
    answer = (response) => response.writeHead(200).end()
    const before = got.length
    clock.advance(3_600_000)
    await sender.look()
    expect(got.length).toBe(before + 1)
    expect(new Set(got.map(({ id }) => id)).size).toBe(1)
    expect((await rows())[0]?.delivered_at).toBe(clock.now())
  })

  it.each([
    ['never answers', () => undefined],
    ['answers when nobody waits any more', (response: ServerResponse) => response.on('close', () => response.end())],
  ])('comes again with the same id when the receiver %s', async (_, how) => {
    await raise()
    answer = how
    // Long enough for the request to arrive on a machine that is busy.
    const impatient = openSender(running.service, 500)!
    await impatient.look()
    await impatient.close()
    expect(await rows()).toMatchObject([{ attempts: 1, delivered_at: null, last_error: 'TimeoutError' }])
    answer = (response) => response.writeHead(204).end()
    clock.advance(5000)
    await sender.look()
    expect(got).toHaveLength(2)
    expect([got[1]?.id, got[1]?.body, got[1]?.genuine]).toEqual([got[0]?.id, got[0]?.body, true])
    expect((await rows())[0]?.delivered_at).toBe(clock.now())
  })

  it('is believed by a receiver that knows the old secret, and by one that knows the new, while they change', async () => {
    await sender.close()
    await raise()
    const fresh = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
    const rotating = await openProcess(store, clock, { ...settings, WEBHOOK_SECRETS: `${fresh},${secret}` })
    const other = openSender(rotating.service)!
    await other.look()
    await other.close()
    await rotating.close()
    const [sent] = got
    const by = (n: number) =>
      createHmac('sha256', Buffer.alloc(32, n)).update(`${sent?.id}.${sent?.at}.${sent?.body}`).digest('base64')
    expect(sent?.signature).toBe(`v1,${by(9)} v1,${by(7)}`)
  })

  it('gives up after a day and sends again when asked', async () => {
    const begun = clock.now()
    await raise()
    answer = (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    for (let hour = 0; hour < 40; hour++) {
      await sender.look()
      clock.advance(3_600_000)
    }
    const tries = got.length
    await sender.look()
    expect(got.length).toBe(tries)
    answer = (response) => response.writeHead(204).end()
    expect(await replayMessages(store.db, begun, clock.now(), 'undelivered')).toBe(1)
    await sender.look()
    expect((await rows())[0]?.delivered_at).toBe(clock.now())
    expect(await replayMessages(store.db, begun, clock.now(), 'undelivered')).toBe(0)
    expect(await replayMessages(store.db, begun, clock.now(), 'all')).toBe(1)
  })

  it('is not sent twice by two processes at once', async () => {
    for (const [box, home] of [
      ['box1', 'home1'],
      ['box2', 'home2'],
      ['box4', 'home4'],
    ] as const)
      await raise(box, home)
    const second = kind === 'postgres' ? openStore({ ...store.address, poolSize: 3 }) : null
    const other = openSender({ ...running.service, db: second?.db ?? store.db })!
    await Promise.all([sender.look(), other.look()])
    expect(new Set(got.map(({ id }) => id)).size).toBe(3)
    expect(got).toHaveLength(3)
    await other.close()
    await second?.close()
  })
})
