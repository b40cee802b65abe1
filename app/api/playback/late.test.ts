import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import {
  addCamera,
  type FakeOrigin,
  fakeOrigin,
  openWatching,
  segment,
  setCamera,
  until,
  type Watching,
} from '../../../tests/support/watching'
import { bumpVersion } from '../access/store'
import { endPairings } from '../pairing/changes'

const below = (url: string) => /^\/live\/[^/]+\//.exec(url)![0]

/** What comes when its time is over: a segment after its playback, a token after its pairing. */
describe.each(storeKinds)('too late, on %s:', (kind) => {
  let store: TestStore
  let clock: HandClock
  let origin: FakeOrigin
  let at: Watching
  const settings = () => ({ CAMERA_ORIGINS: origin.url })
  beforeEach(async () => {
    clock = handClock()
    origin = await fakeOrigin()
    addCamera(origin, 'yard')
    store = await emptyStreet(kind, clock)
    at = await openWatching(store, clock, settings())
    await setCamera(at, 'cam3', { hls_url: `${origin.url}/yard/index.m3u8` })
    await setCamera(at, 'cam1', { hls_url: `${origin.url}/yard/index.m3u8`, resident_clarity: 'full' })
  })
  afterEach(async () => {
    await at.close()
    await store.close()
    await origin.close()
  })

  it.each([
    ['a zap', () => at.watch('box1', 'cam1')],
    [
      'a suspension',
      async () => {
        const values = { camera: 'cam3', by_name: 'Officer Li', reason: 'works', at: clock.now() }
        await store.db.insertInto('suspensions').values(values).execute()
        await bumpVersion(store.db, 'live')
        await at.service.neighbourhood.refresh()
      },
    ],
  ])('a segment that the camera sends after %s is not passed on, and no line says that it was seen', async (_, act) => {
    const { url } = await at.watch('box1', 'cam3')
    await at.get(`${below(url)}low/i.m3u8`)
    const path = '/yard/low/seg12.ts'
    let release: () => void = () => undefined
    origin.files.set(path, (_request, response) => {
      release = () => response.writeHead(200).end(segment('low', 12))
    })
    const waiting = at.get(`${below(url)}low/seg12.ts`)
    await until(() => origin.count(path) > 0)
    await act()
    release()
    const sent = await waiting
    expect([sent.statusCode, sent.body.includes('segment')]).toEqual([403, false])
    // Long after every token: nobody ends what nobody began.
    clock.advance(3_600_000)
    const running = store.db.selectFrom('playbacks').select('id').where('ended_at', 'is', null)
    await until(async () => (await running.execute()).length === 0)
    expect(at.viewings.filter(({ camera }) => camera === 'cam3')).toEqual([])
  })

  it('the token of a box that was unpaired opens nothing for as long as it would have held, also after a restart', async () => {
    const { url } = await at.watch('box1', 'cam3', { engine: 'native' })
    await at.close()
    at = await openWatching(store, clock, settings())
    await endPairings(at.service, { pairing: 'pairing-box1' }, 'test')
    for (let look = 0; look < 7; look++) {
      clock.advance(4 * 60_000)
      await at.service.pairings.refresh()
      expect((await at.get(url)).statusCode).toBe(403)
    }
  })
})
