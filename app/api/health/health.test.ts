import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  boxToken,
  emptyStreet,
  type HandClock,
  handClock,
  openProcess,
  type Process,
} from '../../../tests/support/street'
import { addCamera, type FakeOrigin, fakeOrigin, mediaPlaylist, setCamera } from '../../../tests/support/watching'
import { accessRoutes } from '../access/routes'
import { bumpVersion } from '../access/store'
import type { StoredEvent } from '../events/bus'
import { openUpstream, type Upstream } from '../playback/upstream'
import { makeServer } from '../server'
import { registry } from './counters'
import { serveMetrics } from './metrics'
import { type Probe, startProbe } from './probe'
import { healthRoutes } from './routes'
import { judge, type Look, nextLook, nextPicture, unseen } from './rules'
import type { Soundness } from './soundness'
import { holdLease } from './store'

describe('what a camera is after looks', () => {
  const moving = (number: number): Look => ({ answers: true, newest: `${number}`, target: 2, ended: false })
  const silent: Look = { answers: false }
  it.each<[name: string, looks: [at: number, look: Look][], status: string, since: number]>([
    ['answers', [[1, moving(1)]], 'online', 1],
    [
      'goes on',
      [
        [1, moving(1)],
        [16, moving(8)],
      ],
      'online',
      1,
    ],
    ['answers nothing once', [[1, silent]], 'unknown', 0],
    [
      'answers nothing twice',
      [
        [1, silent],
        [3, silent],
      ],
      'offline',
      3,
    ],
    [
      'misses once in between',
      [
        [1, moving(1)],
        [16, silent],
        [18, moving(9)],
      ],
      'online',
      1,
    ],
    [
      'misses twice',
      [
        [1, moving(1)],
        [16, silent],
        [18, silent],
      ],
      'offline',
      18,
    ],
    [
      'stands a little',
      [
        [1, moving(1)],
        [7, moving(1)],
      ],
      'online',
      1,
    ],
    [
      'stands',
      [
        [1, moving(1)],
        [16, moving(1)],
      ],
      'offline',
      16,
    ],
    [
      'stands for good',
      [
        [1, moving(1)],
        [16, moving(1)],
        [31, moving(1)],
      ],
      'offline',
      16,
    ],
    [
      'moves again',
      [
        [1, moving(1)],
        [16, moving(1)],
        [31, moving(2)],
      ],
      'online',
      31,
    ],
    [
      'comes back with what it had',
      [
        [1, moving(1)],
        [16, silent],
        [18, silent],
        [33, moving(1)],
      ],
      'offline',
      18,
    ],
    [
      'has no segment',
      [
        [1, { ...moving(1), newest: null } as Look],
        [3, { ...moving(1), newest: null } as Look],
      ],
      'offline',
      3,
    ],
    [
      'has ended',
      [
        [1, { ...moving(1), ended: true } as Look],
        [3, { ...moving(1), ended: true } as Look],
      ],
      'offline',
      3,
    ],
  ])('%s', (_name, looks, status, since) => {
    const seen = looks.reduce((before, [at, look]) => judge(before, look, at * 1000), unseen)
    expect([seen.status, seen.since]).toEqual([status, since * 1000])
  })

  it.each<[name: string, found: (Soundness | undefined)[], status: string, picture: Soundness, dueAtOnce: boolean]>([
    ['sound at once', ['sound'], 'online', 'sound', false],
    ['not looked into', [undefined], 'online', null, false],
    ['not to be read', [null], 'online', null, false],
    ['black once', ['sound', 'flat'], 'online', 'sound', true],
    ['black at three looks', ['sound', 'flat', 'flat', 'flat'], 'online', 'flat', false],
    ['black and still by turns', ['sound', 'flat', 'still', 'flat', 'still'], 'online', 'sound', true],
    [
      'black, with looks at the playlist alone between',
      ['flat', undefined, 'flat', undefined, 'flat'],
      'online',
      'flat',
      false,
    ],
    ['sound again at once', ['flat', 'flat', 'flat', 'sound'], 'online', 'sound', false],
    ['unreadable once', ['sound', 'unreadable'], 'online', 'sound', true],
    [
      'unreadable twice: no picture, though the playlist moves',
      ['sound', 'unreadable', 'unreadable', undefined],
      'offline',
      'unreadable',
      true,
    ],
    ['readable again', ['unreadable', 'unreadable', 'sound'], 'online', 'sound', false],
  ])('segments %s', (_name, found, status, picture, atOnce) => {
    const seen = found.reduce(
      (before, one, at) =>
        judge(before, { ...moving(at), ...(one !== undefined && { picture: one }) } as Look, at * 1000),
      unseen,
    )
    expect([seen.status, seen.picture, nextPicture(seen, 300_000, 0.5)]).toEqual([
      status,
      picture,
      atOnce ? 0 : 300_000,
    ])
  })

  it.each([
    [0, 0, 13_500],
    [0, 1, 16_500],
    [1, 0.5, 2000],
    [2, 0.5, 15_000],
  ])('after %s failures, spread %s, the next look is in %s ms', (failures, random, ms) => {
    expect(nextLook({ ...unseen, failures }, 15_000, random)).toBeCloseTo(ms)
  })
})

describe.each(storeKinds)('the probe on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let origin: FakeOrigin
  let process: Process
  let upstream: Upstream
  let probe: Probe
  const heard: StoredEvent[] = []
  beforeEach(async () => {
    heard.length = 0
    clock = handClock()
    origin = await fakeOrigin()
    store = await emptyStreet(kind, clock)
    process = await openProcess(store, clock, { CAMERA_ORIGINS: origin.url, PROBE_S: '15', PROBE_PICTURE_S: '0' })
    upstream = openUpstream(process.service.config.CAMERA_ORIGINS)
    addCamera(origin, 'yard')
    await store.db.updateTable('cameras').set({ published: 0 }).where('id', 'in', ['cam1', 'cam9']).execute()
    await setCamera(process, 'cam3', { hls_url: `${origin.url}/yard/index.m3u8` })
    await setCamera(process, 'cam2', { hls_url: `${origin.url}/nothing.m3u8` })
    probe = startProbe(process.service, upstream, () => 0)
    process.service.bus.subscribe(process.service.neighbourhood.audience('cam3'), (event) => void heard.push(event))
  })
  afterEach(async () => {
    await probe.close()
    await upstream.close()
    await process.close()
    await store.close()
    await origin.close()
  })
  const look = async (afterMs: number) => {
    clock.advance(afterMs)
    await probe.tick()
    await probe.settled()
  }
  const statuses = async () =>
    (await store.db.selectFrom('camera_status').select(['camera', 'status', 'since']).orderBy('camera').execute()).map(
      (row) => [row.camera, row.status, row.since],
    )

  it('writes and tells what changed, and asks for no picture', async () => {
    const start = clock.now()
    await look(0)
    expect(await statuses()).toEqual([['cam3', 'online', start]])
    await look(2000)
    expect(await statuses()).toEqual([
      ['cam2', 'offline', start + 2000],
      ['cam3', 'online', start],
    ])
    await look(15_000)
    expect((await statuses())[1]).toEqual(['cam3', 'offline', start + 17_000])
    origin.files.set('/yard/full/i.m3u8', mediaPlaylist(30))
    await look(15_000)
    expect((await statuses())[1]).toEqual(['cam3', 'online', start + 32_000])
    expect(heard.map((event) => [event.type, (event.data as { status: string }).status])).toEqual([
      ['camera.status', 'online'],
      ['camera.status', 'offline'],
      ['camera.status', 'online'],
    ])
    expect(origin.asked.filter((path) => path.endsWith('.ts'))).toEqual([])
    const list = process.service.neighbourhood.list('home1', clock.now())
    expect(list.cameras.find((camera) => camera.id === 'cam3')).toMatchObject({
      status: 'online',
      checked_at: new Date(start + 32_000).toISOString(),
    })
  })

  it('that begins anew takes no standing picture for a live one: an outage is over when the playlist moves', async () => {
    await look(0)
    await look(16_000)
    expect((await statuses())[1]?.[1]).toBe('offline')
    await probe.close()
    heard.length = 0
    probe = startProbe(process.service, upstream, () => 0)
    await look(16_000)
    expect((await statuses())[1]?.[1]).toBe('offline')
    origin.files.set('/yard/full/i.m3u8', mediaPlaylist(30))
    await look(16_000)
    expect((await statuses())[1]?.[1]).toBe('online')
    expect(heard.map((event) => (event.data as { status: string }).status)).toEqual(['online'])
  })

  it('looks at one after the other without waiting in between, at few at once at one origin', async () => {
    let [now, most] = [0, 0]
    const busy: Upstream = {
      async get(href) {
        most = Math.max(most, ++now)
        await new Promise((turn) => setImmediate(turn))
        now--
        return { body: Buffer.from(mediaPlaylist(10)), href }
      },
      close: async () => undefined,
    }
    const model = await store.db.selectFrom('cameras').selectAll().where('id', '=', 'cam3').executeTakeFirstOrThrow()
    const more = Array.from({ length: 60 }, (_, n) => ({ ...model, id: `more${n}`, number: 500 + n }))
    await store.db.insertInto('cameras').values(more).execute()
    await probe.close()
    probe = startProbe(process.service, busy, () => 0)
    await look(0)
    expect((await statuses()).filter(([, , since]) => since === clock.now())).toHaveLength(62)
    expect(most).toBe(8)
    expect(await registry.metrics()).toContain('porchlight_probe_late_seconds 0')
  })

  it('does not believe what was found in segments once nobody looks into them any more', async () => {
    await look(0)
    await probe.close()
    const found = { status: 'offline', picture: 'unreadable', picture_since: clock.now() }
    await store.db.updateTable('camera_status').set(found).where('camera', '=', 'cam3').execute()
    probe = startProbe(process.service, upstream, () => 0)
    await look(15_000)
    origin.files.set('/yard/full/i.m3u8', mediaPlaylist(30))
    await look(15_000)
    expect((await statuses())[1]?.[1]).toBe('online')
  })

  it('forgets a camera that is published no more', async () => {
    await look(0)
    await store.db.updateTable('cameras').set({ published: 0 }).execute()
    await bumpVersion(store.db, 'neighbourhood')
    await process.service.neighbourhood.refresh()
    origin.asked.length = 0
    await look(60_000)
    expect(origin.asked).toEqual([])
  })

  it('of several processes one has a task', async () => {
    const at = clock.now() + 1_000_000
    expect(await holdLease(store.db, 'one', at, at + 10, 'a.task')).toBe(true)
    expect(await holdLease(store.db, 'two', at + 5, at + 15, 'a.task')).toBe(false)
    expect(await holdLease(store.db, 'one', at + 5, at + 20, 'a.task')).toBe(true)
    expect(await holdLease(store.db, 'two', at + 20, at + 30, 'a.task')).toBe(true)
    expect(await holdLease(store.db, 'one', at + 25, at + 40, 'a.task')).toBe(false)
  })

  it('says whether the process lives and the store answers, and counts without naming anyone', async () => {
    const app = makeServer(process.service.config, { level: 'silent' })
    healthRoutes(app, process.service)
    accessRoutes(app, process.service)
    const metrics = await serveMetrics(app, { config: { ...process.service.config, METRICS_PUBLIC: 'yes' } })
    try {
      await look(0)
      await probe.tick()
      expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' })
      expect((await app.inject('/readyz')).statusCode).toBe(200)
      await app.inject({
        url: '/v1/cameras',
        headers: { authorization: `Bearer ${boxToken(process.service, 'box1')}` },
      })
      const text = (await app.inject('/metrics')).body
      expect(text).toContain('porchlight_cameras{status="online"} 1')
      expect(text).not.toMatch(/home\d|box\d|cam\d/)
      const broken = makeServer(process.service.config, { level: 'silent' })
      const db = {
        getExecutor() {
          throw new Error('away')
        },
      }
      healthRoutes(broken, { ...process.service, db: db as never })
      const answer = await broken.inject('/readyz')
      expect([answer.statusCode, answer.json().type]).toEqual([503, '/problems/store-down'])
      expect((await broken.inject('/healthz')).statusCode).toBe(200)
    } finally {
      await metrics.close()
      await app.close()
    }
  })
})
