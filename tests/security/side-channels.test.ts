import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoHouseholds } from '../../app/demo/residents'
import { until } from '../support/watching'
import { furnish, type Street } from './street'
import { type Answer, aKey, bearer, openWorld, rootKey, type World } from './world'

let world: World
let street: Street
let port: number
beforeAll(async () => {
  world = await openWorld('libsql')
  street = await furnish(world)
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  port = (world.app.server.address() as AddressInfo).port
})
afterAll(() => world.close())

const root = bearer(rootKey)
const operator = (method: string, url: string, body?: object) => world.call({ method, url, headers: root, body })
const asBox = (method: string, url: string, body?: object) =>
  world.call({ method, url, headers: bearer(street.near.access), body })
const seen = ({ status, headers: { date: _, ...headers }, text }: Answer) => ({ status, headers, text })

/** What a box hears until `enough`; the stream is begun before `act`. */
async function hearing(
  token: string,
  act: () => Promise<unknown>,
  enough: (heard: string) => boolean,
): Promise<string> {
  const stop = new AbortController()
  const stream = await fetch(`http://127.0.0.1:${port}/v1/events`, { headers: bearer(token), signal: stop.signal })
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  let heard = (await reader.read()).value ?? ''
  await act()
  while (!enough(heard)) heard += (await reader.read()).value ?? ''
  stop.abort()
  return heard
}

describe('side channels: what may not be known is nowhere to be seen', () => {
  it.each([
    ['a camera of another village', 'tea-terraces'],
    ['a camera of the next village', 'fish-pond'],
    ['one that is by grants only', 'storehouse'],
    ['one that was taken away by a denial', 'parking'],
    ['one that is not published', 'hidden-yard'],
  ])('%s answers byte by byte as one that does not exist', async (_, camera) => {
    // h-003 has a denial for the parking, and no grant for the store.
    const { access_token } = await world.pair('DEMO-003', 'h-003')
    await operator('PUT', '/v1/operator/cameras/hidden-yard', {
      ...{ number: 930, name: 'Hidden Yard', area: 'g-east-gate', kind: 'other', published: false },
      ...{ hls_url: `${world.origin.url}/hidden/i.m3u8`, resident_clarity: 'full', owner: 'o', contact: 'c' },
    })
    const nobody = 'x'.repeat(camera.length)
    for (const ask of [
      (id: string) => ({ method: 'POST', url: '/v1/playbacks', body: { camera_id: id } }),
      (id: string) => ({ method: 'POST', url: '/v1/playbacks', body: { camera_id: id, intent: 'prepare' } }),
      (id: string) => ({ method: 'POST', url: '/v1/reports', body: { camera_id: id, kind: 'fault' } }),
      (id: string) => ({ method: 'GET', url: `/v1/cameras/${id}/viewings/summary` }),
    ]) {
      const [hidden, missing] = await Promise.all(
        [camera, nobody].map((id) => world.call({ ...ask(id), headers: bearer(access_token) })),
      )
      expect(hidden!.status).toBe(404)
      expect(seen(hidden!)).toEqual(seen(missing!))
    }
    const list = await world.call({ method: 'GET', url: '/v1/cameras', headers: bearer(access_token) })
    expect(list.text).not.toContain(camera)
  })

  it('neither lists nor their tags change with what may not be seen', async () => {
    const before = await asBox('GET', '/v1/cameras')
    await operator('POST', '/v1/operator/cameras/tea-terraces/suspension', { reason: 'a test' })
    await operator('PUT', '/v1/operator/cameras/hidden-yard', {
      ...{ number: 930, name: 'Another Name', area: 'g-east-gate', kind: 'other', published: false },
      ...{ hls_url: `${world.origin.url}/hidden/i.m3u8`, resident_clarity: 'full', owner: 'o', contact: 'c' },
    })
    const after = await asBox('GET', '/v1/cameras')
    expect(after.headers.etag).toBe(before.headers.etag)
    await operator('DELETE', '/v1/operator/cameras/tea-terraces/suspension')
  })

  it('a box hears no status, suspension, viewing or alarm of what it may not know', async () => {
    const { near, far } = street
    const heard = await hearing(
      near.access,
      async () => {
        const { bus, clock } = world.service
        for (const camera of ['tea-terraces', 'hidden-yard', 'bus-stop'])
          await bus.tell({
            type: 'camera.status',
            channels: ['area:c-denghe', 'household:h-008'],
            data: { camera, status: 'offline', checked_at: new Date(clock.now()).toISOString(), status_since: null },
          })
        await operator('POST', '/v1/operator/cameras/tea-terraces/suspension', { reason: 'a reason of theirs' })
        await world.call({
          method: 'POST',
          url: '/v1/alarms',
          headers: { ...bearer(far.access), ...aKey() },
          body: { kind: 'fire', pressed_at: new Date(clock.now()).toISOString() },
        })
        await world.call({
          method: 'POST',
          url: '/v1/alarms',
          headers: { ...bearer(near.access), ...aKey() },
          body: { kind: 'medical', mode: 'drill', pressed_at: new Date(clock.now()).toISOString() },
        })
      },
      (text) => text.includes('"drill"'),
    )
    for (const word of ['tea-terraces', 'hidden-yard', 'a reason of theirs', 'h-031', '茶园', far.things.alarm])
      expect([word, heard]).not.toEqual([word, expect.stringContaining(word)])
    await operator('DELETE', '/v1/operator/cameras/tea-terraces/suspension')
  })

  it('counts under three are not told apart, and say nothing to whom may not see the camera', async () => {
    const { body } = await asBox('GET', '/v1/cameras/east-gate/viewings/summary')
    for (const day of body.days) expect([day.households, day.times]).toEqual(['fewer than 3', 'fewer than 3'])
    const headers = bearer(street.far.access)
    const other = await world.call({ method: 'GET', url: '/v1/cameras/east-gate/viewings/summary', headers })
    expect(other.status).toBe(404)
  })

  it('a closed camera says why to those who would see it, and is not there for the others', async () => {
    await operator('POST', '/v1/operator/cameras/east-gate/suspension', { reason: 'a window is in view' })
    const own = await asBox('POST', '/v1/playbacks', { camera_id: 'east-gate' })
    expect([own.status, own.body.type, own.body.why]).toEqual([403, '/problems/camera-closed', 'a window is in view'])
    const ask = (camera_id: string) =>
      world.call({ method: 'POST', url: '/v1/playbacks', headers: bearer(street.far.access), body: { camera_id } })
    expect(seen(await ask('east-gate'))).toEqual(seen(await ask('xxxxxxxxx')))
    await operator('DELETE', '/v1/operator/cameras/east-gate/suspension')
  })

  it('notices stay in their area', async () => {
    const notice = { text: 'the road is closed', until: new Date(world.clock.now() + 3_600_000).toISOString() }
    const headers = street.credentials.desk
    expect((await world.call({ method: 'POST', url: '/v1/desk/notices', headers, body: notice })).status).toBe(201)
    const list = async (token: string) =>
      (await world.call({ method: 'GET', url: '/v1/notices', headers: bearer(token) })).text
    expect(await list(street.near.access)).toContain(notice.text)
    expect(await list(street.far.access)).not.toContain(notice.text)
  })

  it('the household code of the watermark is no id', async () => {
    const { body } = await asBox('GET', '/v1/me')
    expect(body.household.code).toMatch(/^[3-9A-Y]{4}$/)
    expect(body.household.code).not.toContain('008')
  })

  it('the log of a whole day names nobody: no token, code, telephone, name, label, serial or address of a page', async () => {
    const made = await operator('POST', '/v1/operator/households/h-016/activation-codes')
    const codes = [made.body.code as string]
    const token = (body: object) => world.call({ method: 'POST', url: '/oauth/token', body })
    await token({ grant_type: 'urn:porchlight:grant:activation-code', serial: 'DEMO-016', code: '999999999' })
    const paired = await token({
      grant_type: 'urn:porchlight:grant:activation-code',
      serial: 'DEMO-016',
      code: codes[0],
    })
    const flow = await world.call({
      method: 'POST',
      url: '/oauth/device_authorization',
      body: { client_id: 'DEMO-017' },
    })
    await token({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: flow.body.device_code })
    await world.call({ method: 'GET', url: `/pair?user_code=${flow.body.user_code}` })
    const renewed = await token({ grant_type: 'refresh_token', refresh_token: paired.body.refresh_token })
    const box = bearer(renewed.body.access_token)
    const watch = await world.call({
      method: 'POST',
      url: '/v1/playbacks',
      headers: box,
      body: { camera_id: 'stone-bridge', reason: 'my child walks there' },
    })
    if (watch.status === 201) {
      const base = String(watch.body.url).replace(/[^/]+$/, '')
      for (const path of ['index.m3u8', 'full/i.m3u8', 'full/seg10.ts', 'nothing/here.ts'])
        await world.call({ method: 'GET', url: base + path })
      // The same token from two places is said to the operator, without saying whose it is.
      await world.call({ method: 'GET', url: `${base}full/i.m3u8`, from: '203.0.113.9' })
    }
    await world.call({ method: 'PUT', url: '/v1/pin', headers: box, body: { pin: '86420' } })
    await world.call({ method: 'POST', url: '/v1/pin/verification', headers: box, body: { pin: '13579' } })
    const ticket = await world.call({ method: 'POST', url: '/v1/events/tickets', headers: box })
    const stop = new AbortController()
    await fetch(`http://127.0.0.1:${port}/v1/events?ticket=${ticket.body.ticket}`, { signal: stop.signal })
    stop.abort()
    const cookie = await world.signIn('liuxi', 'willow-over-the-stream')
    await world.call({
      method: 'POST',
      url: '/v1/desk/session',
      body: { user: 'liuxi', password: 'a-wrong-secret-word' },
    })
    const pressed = await world.call({
      method: 'POST',
      url: '/v1/alarms',
      headers: { ...bearer(paired.body.alarm_token), 'idempotency-key': 'the-key-of-this-very-press' },
      body: { kind: 'intruder', quiet: true, pressed_at: new Date(world.clock.now()).toISOString() },
    })
    await world.call({ method: 'GET', url: `/v1/desk/alarms/${pressed.body.id}`, headers: { cookie } })
    await world.call({
      method: 'POST',
      url: `/v1/desk/alarms/${pressed.body.id}/closure`,
      headers: { cookie },
      body: { outcome: 'real', note: 'the resident is well' },
    })
    await operator('GET', '/v1/operator/households/h-016')
    await operator('GET', '/v1/operator/viewings?reason=an+audit&household=h-016')
    await world.call({ method: 'GET', url: '/live/forged.token.here/index.m3u8' })
    await world.call({
      method: 'POST',
      url: '/v1/playbacks',
      headers: { ...box, 'content-type': 'application/json' },
      body: '{"camera_id": "lost',
    })
    await until(() => world.logged().includes('"route":"/v1/desk/alarms/:id/closure"'))

    // Without the times: five digits of a PIN stand in one of so many by chance.
    const log = world.logged().replaceAll(/"time":\d+/g, '')
    expect(log.length).toBeGreaterThan(2000)
    const secrets: Record<string, string | undefined> = {
      'access token': renewed.body.access_token,
      'first access token': paired.body.access_token,
      'refresh token': paired.body.refresh_token,
      'newest refresh token': renewed.body.refresh_token,
      'alarm credential': paired.body.alarm_token,
      'playback token': watch.body?.url?.split('/')[2],
      'device code': flow.body.device_code,
      'user code': flow.body.user_code,
      'activation code': codes[0],
      ticket: ticket.body.ticket,
      cookie: cookie.split('=')[1],
      'root key': rootKey,
      'operator key': street.credentials.operator.authorization!.split(' ')[1],
      PIN: '86420',
      'wrong PIN': '13579',
      password: 'willow-over-the-stream',
      'wrong password': 'a-wrong-secret-word',
      'idempotency key': 'the-key-of-this-very-press',
      reason: 'my child walks there',
      note: 'the resident is well',
      'address of a camera': world.origin.url,
      'address of a box': '203.0.113.9',
    }
    for (const [what, secret] of Object.entries(secrets)) {
      expect([what, secret]).toEqual([what, expect.any(String)])
      expect([what, log.includes(secret!)]).toEqual([what, false])
    }
    for (const { id, label, name, phone, boxes } of demoHouseholds)
      for (const word of [id, label, name, phone, ...boxes])
        expect([word, log.includes(`${word}`)]).toEqual([word, false])
    for (const camera of ['stone-bridge', 'east-gate', 'tea-terraces']) expect(log).not.toContain(camera)
  })

  it('an error tells nothing of the inside', async () => {
    const { db } = world.service
    const broken = world.service.neighbourhood.listing
    Object.assign(world.service.neighbourhood, {
      listing: () => {
        throw new Error('select * from cameras where secret = 1')
      },
    })
    const answer = await asBox('GET', '/v1/cameras')
    Object.assign(world.service.neighbourhood, { listing: broken })
    expect(answer.status).toBe(500)
    expect(answer.body).toEqual({ type: '/problems/internal', title: expect.any(String), status: 500 })
    expect(db).toBeDefined()
  })
})
