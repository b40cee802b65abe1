import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { demoFiles } from '../../app/demo/neighbourhood'
import { addCamera, until } from '../support/watching'
import { bearer, openWorld, rootKey, type World } from './world'

/** Two processes of the service over one PostgreSQL: what is said to one holds at the gates of both. */
let one: World
let other: World
beforeAll(async () => {
  one = await openWorld('postgres')
  other = await one.another()
  await until(() => other.service.neighbourhood.household('h-008') !== null)
})
afterAll(async () => {
  await other.close()
  await one.close()
})

let token: string
let base: string

/** The household of the demo watches the gate's camera through both processes. */
beforeEach(async () => {
  addCamera(one.origin, 'east-gate')
  const tokens = await one.pair('DEMO-008', 'h-008')
  token = tokens.access_token
  const watch = await one.call({
    method: 'POST',
    url: '/v1/playbacks',
    headers: bearer(token),
    body: { camera_id: 'east-gate' },
  })
  expect(watch.status).toBe(201)
  base = watch.body.url.replace(/[^/]+$/, '')
  for (const world of [one, other]) {
    expect(await picture(world)).toBe(200)
    expect((await world.call({ method: 'GET', url: '/v1/me', headers: bearer(token) })).status).toBe(200)
  }
})

async function picture(world: World): Promise<number> {
  await world.call({ method: 'GET', url: `${base}full/i.m3u8` })
  return (await world.call({ method: 'GET', url: `${base}full/seg10.ts` })).status
}
const edge = async (world: World) =>
  (
    await world.call({
      method: 'GET',
      url: '/edge/authorization',
      headers: { 'x-original-uri': `${base}full/seg10.ts` },
    })
  ).status
const operator = (method: string, url: string, body?: object) =>
  one.call({ method, url, headers: bearer(rootKey), body })

/** The process that was told refuses at once, the other one when it has heard; then neither goes back. */
async function stopsEverywhere(status: number): Promise<void> {
  expect([await picture(one), await edge(one)]).toEqual([status, 403])
  await until(async () => (await picture(other)) === status)
  expect([await edge(other), await picture(one), await picture(other)]).toEqual([403, status, status])
}
const ended = async () => {
  const rows = () =>
    one.service.db
      .selectFrom('playbacks')
      .selectAll()
      .where('how', 'is not', null)
      .orderBy('ended_at', 'desc')
      .execute()
  await until(async () => (await rows()).some(({ box }) => box === 'DEMO-008'))
  return (await rows())[0]!
}

describe('revocation on two processes over one PostgreSQL', () => {
  it('a suspension stops the picture at both gates; both lists say by whom and why', async () => {
    const body = { reason: 'a window is in view', by: 'The Street Office' }
    expect((await operator('POST', '/v1/operator/cameras/east-gate/suspension', body)).status).toBe(201)
    await stopsEverywhere(403)
    for (const world of [one, other]) {
      const list = await world.call({ method: 'GET', url: '/v1/cameras', headers: bearer(token) })
      expect(list.body.cameras.map(({ id }: { id: string }) => id)).not.toContain('east-gate')
      expect(list.body.closed.find(({ id }: { id: string }) => id === 'east-gate')).toMatchObject({
        ...{ reason: 'suspended', by: body.by, why: body.reason },
      })
    }
    expect((await ended()).how).toBe('suspended')
    await operator('DELETE', '/v1/operator/cameras/east-gate/suspension')
    // What was ended stays ended, also when the camera opens again.
    await until(async () => {
      const list = await other.call({ method: 'GET', url: '/v1/cameras', headers: bearer(token) })
      return list.body.cameras.some(({ id }: { id: string }) => id === 'east-gate')
    })
    expect([await picture(one), await picture(other)]).toEqual([403, 403])
  })

  it('the end of a grant stops the picture at both gates', async () => {
    const grant = {
      subject_kind: 'household',
      subject: 'h-008',
      object_kind: 'camera',
      object: 'east-gate',
      effect: 'deny',
    }
    const row = { ...grant, clarity: 'full', from: '2026-01-01', approved_by: 'office', reason: 'a dispute' }
    expect((await operator('PUT', '/v1/operator/grants/x-denied', row)).status).toBe(201)
    await stopsEverywhere(403)
    await operator('DELETE', '/v1/operator/grants/x-denied')
    await until(() => other.service.neighbourhood.decide('h-008', 'east-gate', other.clock.now()).see === 'yes')
  })

  it('unpairing by the resident stops the picture and every token at both', async () => {
    expect((await one.call({ method: 'POST', url: '/v1/pairing/end', headers: bearer(token) })).status).toBe(204)
    await stopsEverywhere(403)
    for (const world of [one, other])
      expect((await world.call({ method: 'GET', url: '/v1/me', headers: bearer(token) })).status).toBe(401)
  })

  it('a revocation of the household stops the picture and every token at both', async () => {
    expect((await operator('POST', '/v1/operator/revocations', { household: 'h-008' })).body.pairings_ended).toBe(1)
    await stopsEverywhere(403)
    expect((await other.call({ method: 'GET', url: '/v1/cameras', headers: bearer(token) })).status).toBe(401)
  })

  it('a household that is taken out leaves its PIN behind nowhere, also when its id comes back', async () => {
    const box = bearer((await one.pair('DEMO-038', 'h-038')).access_token)
    expect((await one.call({ method: 'PUT', url: '/v1/pin', headers: box, body: { pin: '2580' } })).status).toBe(204)
    const files = demoFiles(one.origin.url, one.clock.now())
    const without = (text: string) => text.replace(/^.*h-038,.*\r?\n/gm, '')
    const sent = await one.send({
      'households.csv': without(files['households.csv']),
      'boxes.csv': without(files['boxes.csv']),
    })
    expect(sent.status).toBe(200)
    expect((await one.send(files)).status).toBe(200)
    const rows = await one.service.db
      .selectFrom('household_pins')
      .select('hash')
      .where('household', '=', 'h-038')
      .execute()
    expect(rows).toEqual([{ hash: null }])
    for (const world of [one, other]) {
      await until(async () => {
        await world.service.pairings.refresh()
        return !world.service.pairings.hasPin('h-038')
      })
    }
  })

  it('a file without the household stops the picture and every token at both', async () => {
    const files = demoFiles(one.origin.url, one.clock.now())
    const without = (text: string) =>
      text
        .split('\n')
        .filter((line) => !/(^|,)h-008(,|\r|$)/.test(line))
        .join('\n')
    const sent = await one.send({
      'households.csv': without(files['households.csv']),
      'boxes.csv': without(files['boxes.csv']),
      'grants.csv': without(files['grants.csv']),
    })
    expect(sent.status).toBe(200)
    await stopsEverywhere(403)
    for (const world of [one, other])
      expect((await world.call({ method: 'GET', url: '/v1/cameras', headers: bearer(token) })).status).toBe(401)
    expect((await one.send(files)).status).toBe(200)
    await until(() => other.service.neighbourhood.household('h-008') !== null)
  })

  it('an officer who is removed is out at both', async () => {
    const cookie = await one.signIn('denghe', 'lanterns-on-the-river')
    const ask = (world: World) => world.call({ method: 'GET', url: '/v1/desk/session', headers: { cookie } })
    expect([(await ask(one)).status, (await ask(other)).status]).toEqual([200, 200])
    await operator('DELETE', '/v1/operator/duty/denghe')
    expect([(await ask(one)).status, (await ask(other)).status]).toEqual([401, 401])
  })

  it('an operator key that is revoked is out at both', async () => {
    const key = await one.key('operator', null)
    const ask = (world: World) => world.call({ method: 'GET', url: '/v1/operator/areas', headers: bearer(key) })
    expect((await ask(other)).status).toBe(200)
    const { body } = await operator('GET', '/v1/operator/keys')
    await operator('DELETE', `/v1/operator/keys/${body.keys.at(-1).id}`)
    expect([(await ask(one)).status, (await ask(other)).status]).toEqual([401, 401])
  })
})
