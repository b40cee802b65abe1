import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock, openProcess, type Process } from '../../../tests/support/street'
import { type FakeOrigin, fakeOrigin, mediaPlaylist, setCamera } from '../../../tests/support/watching'
import { openUpstream, type Upstream } from '../playback/upstream'
import { registry } from './counters'
import { type Probe, startProbe } from './probe'

/** A second of a real street, and what leads to it. */
const clip = readFileSync(join(import.meta.dirname, '../../demo/clips/east-gate.low.mp4'))
const init = clip.subarray(0, clip.indexOf('moof') - 4)
const fragment = clip.subarray(init.length, clip.indexOf('moof', init.length + 8) - 4)

describe.each(storeKinds)('looks into segments on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let origin: FakeOrigin
  let process: Process
  let upstream: Upstream
  let probe: Probe
  let newest = 10
  beforeEach(async () => {
    clock = handClock()
    origin = await fakeOrigin()
    store = await emptyStreet(kind, clock)
    process = await openProcess(store, clock, { CAMERA_ORIGINS: origin.url, PROBE_S: '15', PROBE_PICTURE_S: '300' })
    upstream = openUpstream(process.service.config.CAMERA_ORIGINS)
    await store.db.updateTable('cameras').set({ published: 0 }).where('id', '!=', 'cam3').execute()
    await setCamera(process, 'cam3', { hls_url: `${origin.url}/yard/i.m3u8` })
    origin.files.set('/yard/init.mp4', init)
    probe = startProbe(process.service, upstream, () => 0)
  })
  afterEach(async () => {
    await probe.close()
    await upstream.close()
    await process.close()
    await store.close()
    await origin.close()
  })
  /** The playlist moves on, and its newest segment is this. */
  async function look(afterMs: number, segment: Buffer | string): Promise<void> {
    clock.advance(afterMs)
    newest++
    origin.files.clear()
    origin.files.set('/yard/init.mp4', init)
    origin.files.set('/yard/i.m3u8', mediaPlaylist(newest, 1, ['#EXT-X-MAP:URI="init.mp4"']))
    origin.files.set(`/yard/seg${newest}.ts`, segment)
    await probe.tick()
    await probe.settled()
  }
  const segments = () => origin.asked.filter((path) => path.includes('seg')).length
  const row = () =>
    store.db.selectFrom('camera_status').select(['status', 'picture', 'picture_since']).executeTakeFirstOrThrow()

  it('are made now and then, and find a sound picture', async () => {
    await look(0, fragment)
    await look(15_000, fragment)
    expect(segments()).toBe(1)
    expect(await row()).toEqual({ status: 'online', picture: 'sound', picture_since: expect.any(Number) })
    await look(300_000, fragment)
    expect(segments()).toBe(2)
    const day = await store.db.selectFrom('camera_days').selectAll().executeTakeFirstOrThrow()
    expect(day).toMatchObject({ online_ms: 15_000, sound_ms: 15_000, suspected_ms: 0 })
    const gauge = await registry.getSingleMetric('porchlight_camera_pictures')!.get()
    expect(gauge.values.find(({ labels }) => labels.picture === 'sound')?.value).toBe(1)
  })

  it('call a camera offline whose playlist moves on and whose segments are none, until they are some', async () => {
    await look(0, fragment)
    const since = (await row()).picture_since
    await look(300_000, '<html>not found</html>')
    expect(await row()).toEqual({ status: 'online', picture: 'sound', picture_since: since })
    await look(15_000, '<html>not found</html>')
    expect(await row()).toMatchObject({ status: 'offline', picture: 'unreadable', picture_since: clock.now() })
    await look(15_000, fragment)
    expect(await row()).toMatchObject({ status: 'online', picture: 'sound' })
  })

  it('are not made while the camera is suspended or in its quiet hours', async () => {
    await store.db
      .insertInto('suspensions')
      .values({ camera: 'cam3', by_name: 'the operator', reason: 'a window', at: clock.now() })
      .execute()
    await setCamera(process, 'cam3', { quiet_hours: null })
    await look(0, fragment)
    expect([segments(), (await row()).picture]).toEqual([0, null])
    await store.db.deleteFrom('suspensions').execute()
    await setCamera(process, 'cam3', { quiet_hours: '00:00-24:00' })
    await look(15_000, fragment)
    expect(segments()).toBe(0)
    await setCamera(process, 'cam3', { quiet_hours: null })
    await look(15_000, fragment)
    expect([segments(), (await row()).picture]).toEqual([1, 'sound'])
  })

  it('are remembered over a restart', async () => {
    await look(0, fragment)
    await probe.close()
    probe = startProbe(process.service, upstream, () => 0)
    await look(15_000, fragment)
    expect((await row()).picture).toBe('sound')
  })
})
