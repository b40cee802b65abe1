import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock, openProcess, type Process } from '../../../tests/support/street'
import { mediaPlaylist } from '../../../tests/support/watching'
import { bumpVersion } from '../access/store'
import type { Upstream } from '../playback/upstream'
import { type Probe, startProbe } from './probe'

let store: TestStore
let clock: HandClock
let process: Process
let cameras: string[]
const probes: Probe[] = []

beforeEach(async () => {
  clock = handClock()
  store = await emptyStreet('postgres', clock)
  process = await openProcess(store, clock, { PROBE_S: '15', PROBE_PICTURE_S: '0' })
  const model = await store.db.selectFrom('cameras').selectAll().where('id', '=', 'cam3').executeTakeFirstOrThrow()
  const rows = Array.from({ length: 60 }, (_, n) => {
    const place = { id: `more${n}`, number: 500 + n, hls_url: `http://recorder${n}.example/live.m3u8` }
    return { ...model, ...place }
  })
  cameras = rows.map(({ hls_url }) => hls_url).sort()
  await store.db.updateTable('cameras').set({ published: 0 }).execute()
  await store.db.insertInto('cameras').values(rows).execute()
  await bumpVersion(store.db, 'neighbourhood')
  await process.service.neighbourhood.refresh()
})
afterEach(async () => {
  for (const probe of probes.splice(0)) await probe.close()
  await process.close()
  await store.close()
})

/** A process that looks at cameras which all move on, when the test says so and never by itself; and what it asked for. */
function looker(): { probe: Probe; asked: Set<string> } {
  const asked = new Set<string>()
  const upstream: Upstream = {
    async get(href) {
      asked.add(href)
      return { body: Buffer.from(mediaPlaylist(Math.floor(clock.now() / 1000))), href }
    },
    close: async () => undefined,
  }
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const probe = startProbe(process.service, upstream, () => 0)
  vi.useRealTimers()
  probes.push(probe)
  return { probe, asked }
}

/** More than a period, in steps short enough that nobody is believed to have gone. */
async function period(...lookers: ReturnType<typeof looker>[]): Promise<string[][]> {
  for (const { asked } of lookers) asked.clear()
  for (let seconds = 0; seconds < 20; seconds += 4) {
    clock.advance(4000)
    for (const { probe } of lookers) {
      await probe.tick()
      await probe.settled()
    }
  }
  return lookers.map(({ asked }) => [...asked].sort())
}

it('two processes share the cameras, and each looks at some', async () => {
  const [one, two] = [looker(), looker()]
  // Who was there first hears of the other within a few seconds.
  await period(one, two)
  const shares = await period(one, two)
  expect(shares.flat().sort()).toEqual(cameras)
  expect(Math.min(...shares.map((share) => share.length))).toBeGreaterThan(0)
})

it('one that ends leaves its cameras to the others at once', async () => {
  const [one, two] = [looker(), looker()]
  await period(one, two)
  await two.probe.close()
  expect(await period(one)).toEqual([cameras])
  expect(await store.db.selectFrom('probe_processes').selectAll().execute()).toHaveLength(1)
})

it('one that was killed is counted on no longer than ten seconds', async () => {
  const [one, two] = [looker(), looker()]
  await period(one, two)
  await period(one)
  expect(await period(one)).toEqual([cameras])
})

it('a camera that changes hands keeps what is known of it, and is told of once', async () => {
  const told: unknown[] = []
  process.service.bus.subscribe(process.service.neighbourhood.audience('more7'), ({ type, data }) => {
    if (type === 'camera.status' && (data as { camera: string }).camera === 'more7') told.push(data)
  })
  const one = looker()
  await period(one)
  const known = () =>
    store.db.selectFrom('camera_status').select(['camera', 'status', 'since']).orderBy('camera').execute()
  const before = await known()
  expect(before.map(({ status }) => status)).toEqual(cameras.map(() => 'online'))
  const two = looker()
  await period(one, two)
  await one.probe.close()
  await period(two)
  expect(await known()).toEqual(before)
  expect(told).toHaveLength(1)
})
