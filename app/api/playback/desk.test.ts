import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  boxToken,
  deskCookieOf,
  emptyStreet,
  freshKey,
  type HandClock,
  handClock,
  openProcess,
  type Process,
  patienceMs,
} from '../../../tests/support/street'
import { addCamera, type FakeOrigin, fakeOrigin, setCamera, until } from '../../../tests/support/watching'
import { bumpVersion } from '../access/store'
import { type Alarms, openAlarms } from '../alarms/changes'
import { deskAlarmRoutes } from '../alarms/desk-routes'
import { alarmRoutes } from '../alarms/routes'
import { deskRoutes } from '../desk/routes'
import { endDeskSessions } from '../operator/store'
import { makeServer } from '../server'
import { deskPlaybackRoutes } from './desk-routes'
import { gateRoutes } from './gate'
import { openPlaybackRoom, type PlaybackRoom } from './room'

const minute = 60_000

describe.each(storeKinds)('what a desk sees during an alarm, on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
  let origin: FakeOrigin
  let running: Process
  let room: PlaybackRoom
  let alarms: Alarms
  let app: FastifyInstance
  let alarm: string

  beforeEach(async () => {
    clock = handClock()
    origin = await fakeOrigin()
    store = await emptyStreet(kind, clock)
    for (const id of ['cam1', 'cam2', 'cam3', 'cam9']) {
      addCamera(origin, id)
      const address = `${origin.url}/${id}/index.m3u8`
      await store.db.updateTable('cameras').set({ hls_url: address }).where('id', '=', id).execute()
    }
    running = await openProcess(store, clock, { CAMERA_ORIGINS: origin.url })
    room = await openPlaybackRoom(running.service, { lookEveryMs: 50 })
    alarms = openAlarms(running.service, patienceMs)
    app = makeServer(running.service.config)
    alarmRoutes(app, running.service, alarms)
    deskAlarmRoutes(app, running.service, alarms)
    deskPlaybackRoutes(app, running.service, room, alarms)
    deskRoutes(app, running.service)
    gateRoutes(app, running.service, room)
    alarm = await raise()
  })
  afterEach(async () => {
    await app.close()
    await alarms.close()
    await room.close()
    await running.close()
    await store.close()
    await origin.close()
  })

  async function raise(more: object = {}): Promise<string> {
    const { body } = await send(
      'POST',
      '/v1/alarms',
      { kind: 'help', pressed_at: now(), ...more },
      {
        authorization: `Bearer ${boxToken(running.service, 'box1')}`,
        'idempotency-key': freshKey(),
      },
    )
    return body.id
  }
  const now = () => new Date(clock.now()).toISOString()
  async function send(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, headers: object = {}) {
    const answer = await app.inject({
      method,
      url,
      headers: { ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
    const json = /json/.test(String(answer.headers['content-type']))
    return { status: answer.statusCode, body: json ? answer.json() : answer.body }
  }
  const as = (user: string) => ({ cookie: deskCookieOf(user) })
  const look = (user: string, camera_id: string, alarm_id = alarm) =>
    send('POST', '/v1/desk/playbacks', { camera_id, alarm_id }, as(user))
  const close = () =>
    send('POST', `/v1/desk/alarms/${alarm}/closure`, { outcome: 'real', note: 'all is well' }, as('grace'))
  const plays = async (url: string) => (await send('GET', url)).status
  async function deny(change: object): Promise<void> {
    const grant = {
      ...{ id: 'g', subject_kind: 'area', subject: 'township', object_kind: 'camera', object: 'cam1', effect: 'deny' },
      ...{ clarity: 'full', valid_from: 0, valid_until: null, approved_by: 'us', reason: 'why' },
    }
    await store.db
      .insertInto('grants')
      .values({ ...grant, ...change })
      .execute()
    await bumpVersion(store.db, 'grants')
    await running.service.neighbourhood.refresh()
  }

  it('plays the nearest cameras, low, with the officer in the log before it begins', async () => {
    const { status, body } = await look('grace', 'cam1')
    expect([status, body.clarity]).toEqual([201, 'low'])
    expect(body.url).toMatch(/^\/live\/[^/]+\/index.m3u8$/)
    const started = { kind: 'watch.started', actor: 'grace', camera: 'cam1', reason: `alarm ${alarm}` }
    expect(running.viewings.at(-1)).toMatchObject(started)
    expect(running.viewings.at(-1)).not.toHaveProperty('household')
    expect(await plays(body.url)).toBe(200)
    expect(await plays(body.url.replace('index.m3u8', 'low/seg10.ts'))).toBe(200)
    expect(await plays(body.url.replace('index.m3u8', 'full/seg10.ts'))).toBe(404)
    const renewed = await send('POST', `/v1/desk/playbacks/${body.id}/renewal`, undefined, as('grace'))
    expect([renewed.status, renewed.body.id]).toEqual([200, body.id])
    expect((await send('DELETE', `/v1/desk/playbacks/${body.id}`, undefined, as('grace'))).status).toBe(204)
    expect(await plays(renewed.body.url)).toBe(403)
    expect(running.viewings.at(-1)).toMatchObject({ kind: 'watch.ended', actor: 'grace', detail: 'stopped' })
  })

  it('ends at once when the alarm is closed', async () => {
    const { body } = await look('grace', 'cam1')
    await close()
    await until(async () => (await plays(body.url)) === 403)
    expect((await send('POST', `/v1/desk/playbacks/${body.id}/renewal`, undefined, as('grace'))).status).not.toBe(200)
    expect((await look('grace', 'cam1')).status).toBe(409)
  })

  it('ends with the officer’s session', async () => {
    const { body } = await look('grace', 'cam1')
    expect((await send('DELETE', '/v1/desk/session', undefined, as('grace'))).status).toBe(204)
    await until(async () => (await plays(body.url)) === 403)
  })

  it('ends when the officer is removed, or a new password has signed him out', async () => {
    const { body } = await look('grace', 'cam1')
    await endDeskSessions(store.db, ['grace'])
    await until(async () => (await plays(body.url)) === 403)
    await until(() => running.viewings.at(-1)?.kind === 'watch.ended')
    expect(running.viewings.at(-1)).toMatchObject({ actor: 'grace', detail: 'stopped' })
  })

  it('lasts 15 minutes from the last time that the alarm called a desk or was taken', async () => {
    clock.advance(10 * minute)
    await send('POST', `/v1/desk/alarms/${alarm}/acknowledgement`, undefined, as('grace'))
    clock.advance(14 * minute)
    const { body } = await look('grace', 'cam1')
    expect(body.watch_until).toBe(new Date(clock.now() + minute).toISOString())
    clock.advance(minute)
    expect((await look('grace', 'cam1')).status).toBe(409)
    expect(await plays(body.url)).toBe(401)
  })

  it.each([
    ['a camera that is not among the nearest', () => look('grace', 'cam9'), 404],
    ['a camera that does not exist', () => look('grace', 'none'), 404],
    ['an alarm of another area', () => look('olga', 'cam1'), 404],
    ['an alarm that does not exist', () => look('grace', 'cam1', 'none'), 404],
    ['a test', async () => look('grace', 'cam1', await raise({ mode: 'test' })), 409],
    ['a drill', async () => look('grace', 'cam1', await raise({ mode: 'drill' })), 409],
    ['nobody who is signed in', () => look('stranger', 'cam1'), 401],
  ])('refuses %s', async (_name, ask, status) => {
    expect((await ask()).status).toBe(status)
    expect(running.viewings).toEqual([])
  })

  it.each<[string, () => Promise<void>, 403 | 404 | 201]>([
    ['a denial to an area above the desk', () => deny({}), 404],
    ['a denial to another area', () => deny({ subject: 'other' }), 201],
    ['a denial that has ended', () => deny({ valid_until: clock.now() }), 201],
    ['quiet hours', () => setCamera(running, 'cam1', { quiet_hours: '00:00-23:59' }), 201],
    ['a camera that is published no more', () => setCamera(running, 'cam1', { published: 0 }), 404],
    ['an approval that has ended', () => setCamera(running, 'cam1', { approved_until: clock.now() }), 404],
  ])('%s', async (_name, change, status) => {
    const { body } = await look('grace', 'cam1')
    await change()
    expect((await look('grace', 'cam1')).status).toBe(status)
    if (status !== 201) await until(async () => (await plays(body.url)) === 403)
    else expect(await plays(body.url)).toBe(200)
  })

  it('gives more where a grant to its area does', async () => {
    await deny({ effect: 'allow', subject: 'village' })
    expect((await look('grace', 'cam1')).body.clarity).toBe('full')
    expect((await look('tom', 'cam1')).body.clarity).toBe('low')
  })

  it('shows three pictures of a session at once, and takes none from a household', async () => {
    const pictures: string[] = []
    for (const camera of ['cam1', 'cam2', 'cam3']) pictures.push((await look('grace', camera)).body.url)
    for (const url of pictures) expect(await plays(url)).toBe(200)
    await look('grace', 'cam1')
    expect(await plays(pictures[0]!)).toBe(403)
    expect(await plays(pictures[1]!)).toBe(200)
  })
})
