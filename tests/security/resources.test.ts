import type { AddressInfo } from 'node:net'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { furnish, type Street } from './street'
import { aKey, bearer, openWorld, rootKey, type World } from './world'

let world: World
let street: Street
let port: number
beforeAll(async () => {
  world = await openWorld('libsql', { HOUSEHOLD_PLAYBACKS: '2' })
  street = await furnish(world)
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  port = (world.app.server.address() as AddressInfo).port
})
afterAll(() => world.close())

const iso = () => new Date(world.clock.now()).toISOString()

/** Sends bytes as they stand and gives what came back until the other side has nothing more to say. */
function raw(text: string): Promise<string> {
  return new Promise((done, fail) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk
    })
    socket
      .on('close', () => done(answer))
      .on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done(answer) : fail(error),
      )
  })
}

const statusOf = (answer: string) => Number(answer.split(' ')[1])

describe('API4 unrestricted resource consumption', () => {
  it.each([
    ['a body of 65 KiB', () => JSON.stringify({ camera_id: 'x'.repeat(65 * 1024) }), 413],
    ['a body 30,000 brackets deep', () => `{"camera_id":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 422],
    ['a body that never closes', () => '['.repeat(30_000), 400],
    ['a list of 10,000 codecs', () => JSON.stringify({ camera_id: 'east-gate', codecs: Array(10_000).fill('a') }), 422],
    ['a number of 60,000 digits', () => `{"camera_id":${'9'.repeat(60_000)}}`, 422],
    ['bytes that are no text', () => Buffer.from([0xff, 0xfe, 0x00]), 400],
  ])('%s is refused', async (_, body, status) => {
    const headers = { ...bearer(street.near.access), 'content-type': 'application/json' }
    const answer = await world.call({ method: 'POST', url: '/v1/playbacks', headers, body: body() })
    expect(answer.status).toBe(status)
  })

  it('a body without a length is cut where the limit is', async () => {
    const chunk = `${(0x8000).toString(16)}\r\n${'x'.repeat(0x8000)}\r\n`
    const head = `POST /v1/playbacks HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${street.near.access}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n`
    expect(statusOf(await raw(head + chunk.repeat(40)))).toBe(413)
  })

  it('a length that lies opens nothing', async () => {
    const both =
      'POST /v1/playbacks HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: a\r\n\r\n'
    const answer = await raw(both)
    expect(statusOf(answer)).toBe(400)
    expect(answer).not.toContain('{"status":"ok"}')
  })

  it('headers of 40 KiB, 3,000 headers and an address of 20 KiB are refused', async () => {
    const get = (path: string, headers = '') =>
      raw(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${headers}\r\n`)
    expect(statusOf(await get('/healthz', `x: ${'x'.repeat(40_000)}\r\n`))).toBe(431)
    expect(statusOf(await get('/healthz', 'x-many: 1\r\n'.repeat(3000)))).toBeOneOf([200, 431])
    expect(statusOf(await get(`/v1/cameras?${'a'.repeat(20_000)}`))).toBe(431)
    expect(statusOf(await get(`/v1/cameras?${'a=1&'.repeat(2000)}`))).toBe(401)
    expect(statusOf(await get(`/live/${'a'.repeat(8000)}/x.m3u8`))).toBe(401)
  })

  it('slow clients have a bounded time for headers; for bodies see app/api/deadline.test.ts', () => {
    expect(world.app.server.headersTimeout).toBe(30_000)
  })

  it('1,500 silent and half-spoken connections keep nobody from being served', async () => {
    const sockets = await Promise.all(
      Array.from(
        { length: 1500 },
        (_, index) =>
          new Promise<Socket>((done, fail) => {
            const socket = connect(port, '127.0.0.1', () => {
              if (index % 2 === 0) socket.write('POST /v1/alarms HTTP/1.1\r\nhost: a\r\ncontent-length: 60000\r\n\r\n{')
              done(socket)
            }).on('error', fail)
          }),
      ),
    )
    const headers = { ...bearer(street.near.alarm), ...aKey(), 'content-type': 'application/json' }
    const body = JSON.stringify({ kind: 'fire', mode: 'test', pressed_at: iso() })
    const answer = await fetch(`http://127.0.0.1:${port}/v1/alarms`, { method: 'POST', headers, body })
    expect(answer.status).toBe(201)
    for (const socket of sockets) socket.on('error', () => undefined).destroy()
  })

  it('one box watches one camera however often it asks, and a household has its limit', async () => {
    const watch = (token: string, camera = 'east-gate') =>
      world.call({ method: 'POST', url: '/v1/playbacks', headers: bearer(token), body: { camera_id: camera } })
    const answers = await Promise.all(Array.from({ length: 60 }, () => watch(street.near.access)))
    expect(answers.every(({ status }) => status === 201)).toBe(true)
    const opened = await Promise.all(answers.map(({ body }) => world.call({ method: 'GET', url: body.url })))
    expect(opened.filter(({ status }) => status === 200)).toHaveLength(1)
    const second = await world.pair('DEMO-008-B', 'h-008')
    expect((await watch(second.access_token)).status).toBe(201)
  })

  it('a box prepares twenty pictures a minute', async () => {
    const prepare = () =>
      world.call({
        method: 'POST',
        url: '/v1/playbacks',
        headers: bearer(street.near.access),
        body: { camera_id: 'east-gate', intent: 'prepare' },
      })
    const statuses = []
    for (let turn = 0; turn < 22; turn++) statuses.push((await prepare()).status)
    expect(statuses).toEqual([...Array(20).fill(201), 429, 429])
    expect(Number((await prepare()).headers['retry-after'])).toBeGreaterThan(0)
  })

  it('a box that presses 150 times has one alarm of bounded size', async () => {
    const box = await world.pair('DEMO-003', 'h-003')
    const press = () =>
      world.call({
        method: 'POST',
        url: '/v1/alarms',
        headers: { ...bearer(box.alarm_token), ...aKey() },
        body: { kind: 'medical', pressed_at: iso() },
      })
    const first = await press()
    for (let turn = 0; turn < 15; turn++) await Promise.all(Array.from({ length: 10 }, press))
    const last = await press()
    expect([first.status, last.status, last.body.id]).toEqual([201, 200, first.body.id])
    expect(last.body.receipts.filter(({ hop }: { hop: string }) => hop === 'pressed_again')).toHaveLength(100)
  })

  it('a household leaves so many reports open, no more', async () => {
    const statuses = []
    for (let turn = 0; turn < 40; turn++) {
      const body = { camera_id: 'east-gate', kind: 'fault', note: String(turn) }
      const answer = await world.call({ method: 'POST', url: '/v1/reports', headers: bearer(street.near.access), body })
      statuses.push(answer.status)
      if (answer.status === 429) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    }
    expect(statuses.at(-1)).toBe(429)
  })

  it('a box holds four event streams; the oldest is cut', async () => {
    const streams = []
    for (let turn = 0; turn < 6; turn++)
      streams.push(await fetch(`http://127.0.0.1:${port}/v1/events`, { headers: bearer(street.near.access) }))
    for (const cut of streams.slice(0, 2)) await cut.text()
    const readers = streams.slice(2).map((stream) => stream.body!.getReader())
    for (const reader of readers) expect((await reader.read()).done).toBe(false)
    for (const reader of readers) await reader.cancel()
  })

  it('a device keeps few authorizations, and pages have their size', async () => {
    for (let turn = 0; turn < 30; turn++) {
      const answer = await world.call({
        method: 'POST',
        url: '/oauth/device_authorization',
        body: { client_id: 'DEMO-009' },
      })
      expect(answer.status).toBe(200)
    }
    const rows = await world.service.db
      .selectFrom('device_authorizations')
      .selectAll()
      .where('box', '=', 'DEMO-009')
      .execute()
    expect(rows.length).toBeLessThanOrEqual(10)
    const get = (url: string, headers: Record<string, string>) => world.call({ method: 'GET', url, headers })
    for (const limit of ['0', '201', '-1', '1e9', '9'.repeat(400)])
      expect((await get(`/v1/viewings?limit=${limit}`, bearer(street.near.access))).status).toBe(400)
    for (const limit of ['0', '1001', '99999999'])
      expect((await get(`/v1/operator/households?limit=${limit}`, bearer(rootKey))).status).toBe(400)
  })

  it('an import takes seven files and no fields; what is no form is refused unread', async () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${index}.csv`, 'id']))
    expect((await world.send(files as never)).status).toBeOneOf([413, 422])
    const headers = { ...bearer(rootKey), 'content-type': 'application/json' }
    const answer = await world.call({ method: 'POST', url: '/v1/operator/import', headers, body: '{}' })
    expect(answer.status).toBe(415)
    const broken = { ...bearer(rootKey), 'content-type': 'multipart/form-data; boundary=x' }
    const cut = await world.call({ method: 'POST', url: '/v1/operator/import', headers: broken, body: '--x\r\nconte' })
    expect(cut.status).toBeGreaterThanOrEqual(400)
    expect(cut.status).toBeLessThan(500)
  })
})

describe('API6 unrestricted access to sensitive business flows', () => {
  it('who says "I am going" to every alarm opens cameras for two of them in 30 days', async () => {
    const helper = await world.pair('DEMO-004', 'h-004')
    const going = []
    for (const [serial, household] of [
      ['DEMO-005', 'h-005'],
      ['DEMO-006', 'h-006'],
      ['DEMO-007', 'h-007'],
    ] as const) {
      const box = await world.pair(serial, household)
      const alarm = await world.call({
        method: 'POST',
        url: '/v1/alarms',
        headers: { ...bearer(box.alarm_token), ...aKey() },
        body: { kind: 'help', pressed_at: iso() },
      })
      const url = `/v1/alarms/${alarm.body.id}/replies`
      const reply = await world.call({
        method: 'POST',
        url,
        headers: bearer(helper.access_token),
        body: { reply: 'going' },
      })
      expect(reply.status).toBe(200)
      going.push(
        (await world.service.db.selectFrom('emergency_grants').selectAll().where('alarm', '=', alarm.body.id).execute())
          .length,
      )
    }
    expect(going).toEqual([3, 3, 0])
  })

  it('a drill, a test and one’s own alarm open nothing', async () => {
    const box = await world.pair('DEMO-005', 'h-005')
    const helper = await world.pair('DEMO-002', 'h-002')
    for (const mode of ['drill', 'test']) {
      const alarm = await world.call({
        method: 'POST',
        url: '/v1/alarms',
        headers: { ...bearer(box.access_token), ...aKey() },
        body: { kind: 'fire', mode, pressed_at: iso() },
      })
      const url = `/v1/alarms/${alarm.body.id}/replies`
      for (const token of [helper.access_token, box.access_token])
        await world.call({ method: 'POST', url, headers: bearer(token), body: { reply: 'going' } })
      const opened = await world.service.db
        .selectFrom('emergency_grants')
        .selectAll()
        .where('alarm', '=', alarm.body.id)
        .execute()
      expect([mode, opened]).toEqual([mode, []])
    }
  })

  it('a code, a device code and an assertion pair once', async () => {
    const made = await world.call({
      method: 'POST',
      url: '/v1/operator/households/h-015/activation-codes',
      headers: bearer(rootKey),
    })
    const body = { grant_type: 'urn:porchlight:grant:activation-code', serial: 'DEMO-015', code: made.body.code }
    const both = await Promise.all([1, 2, 3].map(() => world.call({ method: 'POST', url: '/oauth/token', body })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400, 400])
  })
})
