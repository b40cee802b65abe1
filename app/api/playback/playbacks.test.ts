import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { layCable } from '../../../tests/support/cable'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { boxToken, emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import {
  addCamera,
  type FakeOrigin,
  fakeOrigin,
  mediaPlaylist,
  openWatching,
  setCamera,
  until,
  type Watching,
} from '../../../tests/support/watching'
import type { Playback } from '../../contract/playbacks'
import { bumpVersion } from '../access/store'
import { openStore } from '../database/connect'
import { channel, type StoredEvent } from '../events/bus'
import { endPairings } from '../pairing/changes'
import { ProblemError } from '../problems'
import { endPlaybacksOf } from './endings'

const below = (url: string) => /^\/live\/[^/]+\//.exec(url)![0]

describe.each(storeKinds)('playbacks on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let origin: FakeOrigin
  let at: Watching
  const opened: Watching[] = []
  const open = async (settings: Record<string, string> = {}, also: Parameters<typeof openWatching>[3] = {}) => {
    const one = await openWatching(store, clock, { CAMERA_ORIGINS: origin.url, ...settings }, also)
    opened.push(one)
    return one
  }
  beforeEach(async () => {
    clock = handClock()
    origin = await fakeOrigin()
    addCamera(origin, 'yard')
    addCamera(origin, 'gate')
    store = await emptyStreet(kind, clock)
    at = await open()
    await setCamera(at, 'cam3', { hls_url: `${origin.url}/yard/index.m3u8` })
    await setCamera(at, 'cam1', { hls_url: `${origin.url}/gate/index.m3u8`, resident_clarity: 'full' })
  })
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close()
    await store.close()
    await origin.close()
  })
  const row = async (id: string) => store.db.selectFrom('playbacks').selectAll().where('id', '=', id).executeTakeFirst()
  const kinds = () => at.viewings.map((line) => [line.kind, line.playback, line.detail])
  const post = (path: string, body?: object, box = 'box1') => at.call(box, 'POST', path, body)
  const type = async (path: string) => (await at.get(path)).json().type
  /** Plays the first segment of a low picture. */
  const play = async (url: string, through = at) => {
    await through.get(`${below(url)}low/i.m3u8`)
    return through.get(`${below(url)}low/seg12.ts`)
  }

  describe('POST /v1/playbacks', () => {
    it('answers with a token, its times and the media playlist', async () => {
      const { status, body, headers } = await post('/v1/playbacks', { camera_id: 'cam3' })
      expect([status, headers['cache-control']]).toEqual([201, 'private, no-store'])
      expect(body).toMatchObject({
        url: expect.stringMatching(/^\/live\/[^/]+\/index\.m3u8$/),
        clarity: 'low',
        expires_at: '2026-11-23T08:05:00.000Z',
        renew_after: '2026-11-23T08:02:30.000Z',
        watch_until: '2026-11-23T08:30:00.000Z',
        playlist: mediaPlaylist(10),
        playlist_url: `${below(body.url)}low/i.m3u8`,
      })
      expect((await at.get(body.playlist_url)).body).toBe(body.playlist)
      await until(async () => (await row(body.id)) !== undefined)
      expect(await row(body.id)).toMatchObject({ household: 'home1', box: 'box1', camera: 'cam3', why: 'area' })
    })

    it('gives an engine that cannot swap a token one for the whole watching time', async () => {
      const { body } = await post('/v1/playbacks', { camera_id: 'cam3', engine: 'native' })
      expect(body.expires_at).toBe('2026-11-23T08:30:00.000Z')
    })

    it('answers 201 also when the camera is silent: the list says what it is', async () => {
      await setCamera(at, 'cam1', { hls_url: `${origin.url}/nothing/index.m3u8` })
      const { status, body } = await post('/v1/playbacks', { camera_id: 'cam1' })
      expect([status, body.playlist]).toEqual([201, undefined])
      expect(await type(body.url)).toBe('/problems/camera-unreachable')
    })

    it('knows no difference between a camera that is not there and one that may not be seen', async () => {
      const answers = await Promise.all(['cam9', 'nowhere'].map((camera_id) => post('/v1/playbacks', { camera_id })))
      expect(answers.map(({ status }) => status)).toEqual([404, 404])
      expect(answers[0]!.body).toEqual(answers[1]!.body)
      expect(Object.keys(answers[0]!.headers)).toEqual(Object.keys(answers[1]!.headers))
    })

    it('says why a camera is closed', async () => {
      const suspension = { camera: 'cam3', by_name: 'Officer Li', reason: 'works', at: clock.now() }
      await store.db.insertInto('suspensions').values(suspension).execute()
      await bumpVersion(store.db, 'neighbourhood')
      await at.service.neighbourhood.refresh()
      const { status, body } = await post('/v1/playbacks', { camera_id: 'cam3' })
      expect([status, body.type]).toEqual([403, '/problems/camera-closed'])
      expect(body).toMatchObject({ reason: 'suspended', by: 'Officer Li', why: 'works', until: null })
    })

    it.each([
      [
        'a full rendition only',
        '#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1920x1080\nfull/i.m3u8',
        [],
        'no-low-rendition',
      ],
      ['a single playlist', mediaPlaylist(1).slice(8), [], 'no-low-rendition'],
      [
        'another codec',
        '#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360,CODECS="hvc1.1"\nlow/i.m3u8',
        ['avc1'],
        'unsupported-codec',
      ],
    ])('answers 409 for %s', async (_name, text, codecs, problem) => {
      origin.files.set('/yard/index.m3u8', `#EXTM3U\n${text}\n`)
      const { status, body } = await post('/v1/playbacks', { camera_id: 'cam3', codecs })
      expect([status, body.type]).toEqual([409, `/problems/${problem}`])
      expect(await store.db.selectFrom('playbacks').selectAll().execute()).toEqual([])
    })

    it('refuses what it does not know', async () => {
      for (const body of [
        {},
        { camera_id: 3 },
        { camera_id: '' },
        { camera_id: 'cam3', engine: 'flash' },
        { camera_id: 'cam3', clarity: 'full' },
        { camera_id: 'cam3', household: 'home2' },
        { camera_id: 'cam3', codecs: ['a|b'] },
        { camera_id: 'cam3', reason: 'x'.repeat(201) },
      ])
        expect([body, (await post('/v1/playbacks', body)).status]).toEqual([body, 422])
    })

    it('lets one box watch one camera: a new watch ends the former', async () => {
      const first = await at.watch('box1', 'cam3')
      const second = await at.watch('box1', 'cam1')
      expect(await type(first.url)).toBe('/problems/playback-revoked')
      expect((await at.get(second.url)).statusCode).toBe(200)
      const renewed = await post(`/v1/playbacks/${first.id}/renewal`)
      expect([renewed.status, renewed.body.why]).toEqual([403, 'replaced'])
      expect((await at.call('box2', 'POST', `/v1/playbacks/${first.id}/renewal`)).status).toBe(404)
    })

    it('limits the pictures of a household, and says when to try again', async () => {
      const limited = await open({ HOUSEHOLD_PLAYBACKS: '1' })
      await limited.watch('box1', 'cam3')
      const second = await limited.call('box1-b', 'POST', '/v1/playbacks', { camera_id: 'cam3' })
      expect([second.status, second.body.type, second.headers['retry-after']]).toEqual([
        429,
        '/problems/watch-limit',
        '10',
      ])
      await limited.watch('box1', 'cam1')
      await limited.watch('box2', 'cam3')
    })

    it('shows two pictures at once where the operator allows it', async () => {
      const mosaic = await open({ BOX_PLAYBACKS: '2' })
      const [first, second] = [await mosaic.watch('box1', 'cam3'), await mosaic.watch('box1', 'cam1')]
      expect((await mosaic.get(first.url)).statusCode).toBe(200)
      await mosaic.watch('box1', 'cam3')
      expect((await mosaic.get(first.url)).statusCode).toBe(403)
      expect((await mosaic.get(second.url)).statusCode).toBe(200)
    })

    it('ends the picture that gave way also where a box may have several, and only its own', async () => {
      const mosaic = await open({ BOX_PLAYBACKS: '3' })
      const first = await mosaic.watch('box1', 'cam3')
      const others = await mosaic.watch('box1-b', 'cam3')
      const second = await mosaic.watch('box1', 'cam1', { instead_of: first.id })
      const third = await mosaic.watch('box1', 'cam3', { instead_of: others.id })
      const status = async (one: Playback) => (await mosaic.get(one.url)).statusCode
      expect(await Promise.all([first, others, second, third].map(status))).toEqual([403, 200, 200, 200])
    })

    it('gives less than is allowed where less is wanted', async () => {
      expect((await at.watch('box1', 'cam1', { clarity: 'low' })).clarity).toBe('low')
    })
  })

  it("answers another household's and another box's ids as unknown ones", async () => {
    const { id } = await at.watch('box1', 'cam3')
    await until(async () => (await row(id)) !== undefined)
    for (const box of ['box2', 'box1-b'])
      for (const [method, path] of [
        ['POST', 'renewal'],
        ['POST', 'start'],
        ['DELETE', ''],
      ] as const) {
        const own = await at.call(box, method, `/v1/playbacks/${id}/${path}`.replace(/\/$/, ''))
        const unknown = await at.call(box, method, `/v1/playbacks/nothing/${path}`.replace(/\/$/, ''))
        expect([own.status, own.body]).toEqual([404, unknown.body])
      }
    expect((await at.call('box1', 'POST', `/v1/playbacks/${id}/renewal`)).status).toBe(200)
  })

  describe('a prepared playback', () => {
    it('opens playlists, no segment, and is no viewing; started it is a watch', async () => {
      const watched = await at.watch('box1', 'cam1')
      const { id, url, expires_at, playlist, watch_until } = await at.watch('box1', 'cam3', { intent: 'prepare' })
      expect([expires_at, playlist, watch_until]).toEqual(['2026-11-23T08:01:00.000Z', mediaPlaylist(10), undefined])
      expect((await at.get(url)).statusCode).toBe(200)
      const segment = await play(url)
      expect([segment.statusCode, segment.json().type]).toEqual([403, '/problems/forbidden'])
      expect((await at.get(watched.url)).statusCode).toBe(200)
      expect((await post(`/v1/playbacks/${id}/renewal`)).status).toBe(409)
      const started = await post(`/v1/playbacks/${id}/start`)
      expect([started.status, started.body.id, started.body.expires_at]).toEqual([200, id, '2026-11-23T08:05:00.000Z'])
      expect((await play(started.body.url)).statusCode).toBe(200)
      // The token that was prepared stays what it was.
      expect((await play(url)).statusCode).toBe(403)
      expect((await at.get(watched.url)).statusCode).toBe(403)
      await until(async () => (await row(id))?.intent === 'watch')
      expect(at.viewings.filter((line) => line.kind === 'watch.started').length).toBe(1)
      expect((await post(`/v1/playbacks/${id}/start`)).body.id).toBe(id)
    })

    it('is given a few times a minute', async () => {
      const ask = () => post('/v1/playbacks', { camera_id: 'cam3', intent: 'prepare' })
      for (let times = 0; times < 20; times++) expect((await ask()).status).toBe(201)
      const refused = await ask()
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60'])
      expect((await at.call('box2', 'POST', '/v1/playbacks', { camera_id: 'cam3', intent: 'prepare' })).status).toBe(
        201,
      )
      clock.advance(60_000)
      expect((await ask()).status).toBe(201)
    })

    it('leaves nothing when it is never started', async () => {
      const { id } = await at.watch('box1', 'cam3', { intent: 'prepare' })
      await until(async () => (await row(id)) !== undefined)
      clock.advance(63_000)
      await until(async () => (await row(id)) === undefined)
      expect(at.viewings).toEqual([])
    })
  })

  describe('a renewal', () => {
    it('gives a new token; the old one stays good to its end', async () => {
      const { id, url } = await at.watch('box1', 'cam3')
      clock.advance(150_000)
      const renewed = await post(`/v1/playbacks/${id}/renewal`, {})
      expect([renewed.status, renewed.body.expires_at]).toEqual([200, '2026-11-23T08:07:30.000Z'])
      expect(renewed.body.url).not.toBe(url)
      for (const one of [url, renewed.body.url]) expect((await at.get(one)).statusCode).toBe(200)
      clock.advance(150_000)
      expect((await at.get(url)).statusCode).toBe(401)
      expect((await at.get(renewed.body.url)).statusCode).toBe(200)
    })

    it('does not go on beyond the longest watching time, which a key press starts anew', async () => {
      const short = await open({ WATCH_LIMIT_S: '60' })
      const renew = (id: string, body?: object) => short.call('box1', 'POST', `/v1/playbacks/${id}/renewal`, body)
      const { id, expires_at } = await short.watch('box1', 'cam3')
      expect(expires_at).toBe('2026-11-23T08:01:00.000Z')
      clock.advance(40_000)
      expect((await renew(id)).body.watch_until).toBe('2026-11-23T08:01:00.000Z')
      const pressed = await renew(id, { key_pressed_at: '2026-11-23T08:00:30.000Z' })
      expect(pressed.body.watch_until).toBe('2026-11-23T08:01:30.000Z')
      const future = await renew(id, { key_pressed_at: '2030-01-01T00:00:00.000Z' })
      expect(future.body.watch_until).toBe('2026-11-23T08:01:40.000Z')
      expect((await renew(id, { still: true })).status).toBe(422)
      clock.advance(60_000)
      const over = await renew(id)
      expect([over.status, over.body.type, over.body.why]).toEqual([403, '/problems/playback-revoked', 'watch_limit'])
      expect((await renew(id)).body.why).toBe('watch_limit')
    })

    it('says why a playback has ended', async () => {
      const first = await at.watch('box1', 'cam3')
      await play(first.url)
      await at.watch('box1', 'cam1')
      await until(async () => (await row(first.id))?.how === 'replaced')
      const answer = await post(`/v1/playbacks/${first.id}/renewal`)
      expect([answer.status, answer.body.why]).toEqual([403, 'replaced'])
    })
  })

  describe('the viewing log', () => {
    it('has a line before the first segment arrives, and not earlier', async () => {
      let release: () => void = () => undefined
      const lines: object[] = []
      const viewings = {
        append: (line: object) =>
          new Promise<void>((done) => {
            release = () => {
              lines.push(line)
              done()
            }
          }),
        close: async () => undefined,
      }
      const slow = await open({}, { viewings })
      const { id, url } = await slow.watch('box1', 'cam3', { reason: 'a noise at the gate' })
      await slow.get(`${below(url)}low/i.m3u8`)
      await slow.app.inject({ method: 'HEAD', url: `${below(url)}low/seg12.ts` })
      let arrived = 0
      const both = ['seg12.ts', 'seg11.ts'].map((name) =>
        slow.get(`${below(url)}low/${name}`).then((answer) => {
          arrived++
          return answer
        }),
      )
      await until(() => String(release).includes('lines'))
      expect([lines.length, arrived]).toEqual([0, 0])
      release()
      expect((await Promise.all(both)).map((answer) => answer.statusCode)).toEqual([200, 200])
      expect(lines).toEqual([
        {
          kind: 'watch.started',
          household: 'home1',
          box: 'box1',
          camera: 'cam3',
          clarity: 'low',
          playback: id,
          reason: 'a noise at the gate',
        },
      ])
      expect((await row(id))?.started_at).toBe(clock.now())
    })

    it('keeps the picture back when it cannot be written, until it can', async () => {
      let broken = true
      const viewings = {
        append: async () => {
          if (broken) throw new ProblemError('store-down')
        },
        close: async () => undefined,
      }
      const down = await open({}, { viewings })
      const { url } = await down.watch('box1', 'cam3')
      const refused = await play(url, down)
      expect([refused.statusCode, refused.body.includes('segment')]).toEqual([503, false])
      broken = false
      expect((await play(url, down)).statusCode).toBe(200)
    })

    it('says how it ended: by the viewer, or when nobody renewed it', async () => {
      const first = await at.watch('box1', 'cam3')
      await play(first.url)
      expect((await at.call('box1', 'DELETE', `/v1/playbacks/${first.id}`)).status).toBe(204)
      expect((await at.call('box1', 'DELETE', `/v1/playbacks/${first.id}`)).status).toBe(204)
      expect(await type(first.url)).toBe('/problems/playback-revoked')
      const second = await at.watch('box1', 'cam3')
      await play(second.url)
      clock.advance(303_000)
      await until(() => at.viewings.length === 4)
      expect(kinds()).toEqual([
        ['watch.started', first.id, undefined],
        ['watch.ended', first.id, 'stopped'],
        ['watch.started', second.id, undefined],
        ['watch.ended', second.id, 'expired'],
      ])
      expect((await row(second.id))?.ended_at).toBe(Date.parse(second.expires_at))
    })

    it('has no line for what was never seen', async () => {
      const { id } = await at.watch('box1', 'cam3')
      await at.call('box1', 'DELETE', `/v1/playbacks/${id}`)
      expect(at.viewings).toEqual([])
    })
  })

  describe('a running picture ends, in every process,', () => {
    const causes: [string, string, () => Promise<unknown>][] = [
      [
        'when its camera is suspended',
        'suspended',
        async () => {
          const values = { camera: 'cam3', by_name: 'Officer Li', reason: 'works', at: clock.now() }
          await store.db.insertInto('suspensions').values(values).execute()
          await bumpVersion(store.db, 'neighbourhood')
        },
      ],
      ['when it is published no more', 'grant_ended', () => setCamera(at, 'cam3', { published: 0 })],
      ['when its approval ends', 'approval_ended', () => setCamera(at, 'cam3', { approved_until: clock.now() })],
      ['when its quiet hours begin', 'quiet_hours', () => setCamera(at, 'cam3', { quiet_hours: '00:00-23:59' })],
      [
        'when its household is removed',
        'unpaired',
        async () => {
          await store.db.deleteFrom('boxes').where('household', '=', 'home1').execute()
          await bumpVersion(store.db, 'neighbourhood')
        },
      ],
      ['when its box is unpaired', 'unpaired', () => endPairings(at.service, { pairing: 'pairing-box1' }, 'test')],
      ['when its box is revoked', 'revoked', () => endPlaybacksOf(at.service, { box: 'box1' }, 'revoked')],
    ]
    it.each(causes)('%s', async (_name, why, act) => {
      const other = await open()
      const heard: StoredEvent[] = []
      at.service.bus.subscribe([channel.household('home1')], (event) => void heard.push(event))
      const { id, url } = await at.watch('box1', 'cam3')
      const neighbour = await at.watch('box2', 'cam1')
      await play(url)
      await play(url, other)
      await act()
      await until(async () => {
        const answers = await Promise.all([at.get(url), other.get(url)])
        return answers.every((answer) => answer.statusCode === 403)
      })
      await until(async () => typeof (await row(id))?.ended_at === 'number')
      expect((await row(id))?.how).toBe(why)
      const ends = () => [...at.viewings, ...other.viewings].filter((line) => line.kind === 'watch.ended')
      await until(() => ends().length > 0)
      expect(ends()).toMatchObject([{ playback: id, household: 'home1', camera: 'cam3', detail: why }])
      const told = () => heard.filter((event) => (event.data as { ended?: unknown }).ended !== undefined)
      await until(() => told().length > 0)
      expect(told().map((event) => event.data)).toEqual([
        {
          cameras: ['cam3'],
          ended: [
            {
              playback: id,
              why,
              by: why === 'suspended' ? 'Officer Li' : null,
              reason: why === 'suspended' ? 'works' : null,
            },
          ],
        },
      ])
      if (why !== 'suspended' && why !== 'approval_ended') expect((await at.get(neighbour.url)).statusCode).toBe(200)
    })

    it('when a grant ends by the clock', async () => {
      await setCamera(at, 'cam3', { resident_clarity: 'none' })
      const grant = {
        id: 'g1',
        subject_kind: 'household',
        subject: 'home1',
        object_kind: 'camera',
        object: 'cam3',
        effect: 'allow',
        clarity: 'low',
        valid_from: clock.now(),
        valid_until: clock.now() + 60_000,
        approved_by: 'board',
        reason: 'test',
      }
      await store.db.insertInto('grants').values(grant).execute()
      await bumpVersion(store.db, 'grants')
      await at.service.neighbourhood.refresh()
      const { id, url } = await at.watch('box1', 'cam3')
      await play(url)
      clock.advance(60_000)
      expect((await at.get(url)).statusCode).toBe(403)
      await until(async () => (await row(id))?.how === 'grant_ended')
    })
  })

  describe('behind several processes', () => {
    it('a playback is begun in one and watched, renewed and ended in another', async () => {
      const other = await open()
      const { id, url } = await at.watch('box1', 'cam3', { reason: 'a noise' })
      await Promise.all([play(url), play(url, other)])
      await play(url, other)
      expect([...at.viewings, ...other.viewings].every((line) => line.reason === 'a noise')).toBe(true)
      clock.advance(200_000)
      const renewed = await other.call('box1', 'POST', `/v1/playbacks/${id}/renewal`)
      expect(renewed.status).toBe(200)
      clock.advance(150_000)
      // The first token has ended meanwhile; the process that began it must not end the playback.
      await at.room.playbacks.look()
      await at.room.playbacks.look()
      expect((await row(id))?.ended_at).toBeNull()
      expect((await at.get(renewed.body.url)).statusCode).toBe(200)
      expect((await other.call('box1', 'DELETE', `/v1/playbacks/${id}`)).status).toBe(204)
      await until(async () => (await at.get(renewed.body.url)).statusCode === 403)
      const late = await open()
      expect((await late.get(renewed.body.url)).statusCode).toBe(403)
    })

    // The embedded store belongs to one process.
    if (kind === 'libsql') return
    it('a box that begins in two watches one camera a moment later', async () => {
      const other = await open()
      const first = await at.watch('box1', 'cam3')
      await until(async () => (await row(first.id)) !== undefined)
      clock.advance(1000)
      const second = await other.watch('box1', 'cam1')
      await until(async () => (await row(first.id))?.how === 'replaced')
      await until(async () => (await at.get(first.url)).statusCode === 403)
      expect((await at.get(second.url)).statusCode).toBe(200)
    })

    it('a picture that another process began is renewed while the store is away, and the renewal is kept', async () => {
      const cable = await layCable(store.address.databaseUrl!)
      const far = openStore({ ...store.address, databaseUrl: cable.url, poolSize: 2 })
      const other = await openWatching(far, clock, { CAMERA_ORIGINS: origin.url })
      try {
        const { id, url } = await at.watch('box1', 'cam3')
        await play(url)
        await play(url, other)
        clock.advance(100_000)
        await cable.pull()
        const renewed = await other.call('box1', 'POST', `/v1/playbacks/${id}/renewal`)
        expect([renewed.status, renewed.body.expires_at]).toEqual([200, '2026-11-23T08:06:40.000Z'])
        expect((await other.get(renewed.body.url)).statusCode).toBe(200)
        await cable.plug()
        await until(async () => (await row(id))?.expires_at === Date.parse(renewed.body.expires_at))
      } finally {
        await other.close()
        await far.close()
        await cable.pull()
      }
    })
  })

  describe('a token in two places at once', () => {
    it('is logged once, without saying whose it is', async () => {
      const { url } = await at.watch('box1', 'cam3')
      for (const from of ['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2'])
        expect((await at.get(url, {}, from)).statusCode).toBe(200)
      expect(at.logged().match(/second address/g)?.length).toBe(1)
      expect(at.logged()).not.toMatch(/10\.0\.0|home1/)
    })

    it('is refused where the operator sets it; a box that moved goes on', async () => {
      const strict = await open({ SECOND_ADDRESS: 'refuse' })
      const { url } = await strict.watch('box1', 'cam3')
      expect((await strict.get(url, {}, '10.0.0.1')).statusCode).toBe(200)
      expect((await strict.get(url, {}, '10.0.0.2')).statusCode).toBe(403)
      expect((await strict.get(url, {}, '10.0.0.1')).statusCode).toBe(200)
      clock.advance(10_000)
      expect((await strict.get(url, {}, '10.0.0.2')).statusCode).toBe(200)
    })
  })

  it('wants an access token of a box', async () => {
    const path = '/v1/playbacks'
    const token = boxToken(at.service, 'box1')
    for (const authorization of [undefined, 'Bearer x', `Basic ${token}`])
      expect(
        (
          await at.app.inject({
            method: 'POST',
            url: path,
            payload: { camera_id: 'cam3' },
            headers: authorization === undefined ? {} : { authorization },
          })
        ).statusCode,
      ).toBe(401)
  })
})
