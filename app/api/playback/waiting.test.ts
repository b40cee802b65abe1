import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import {
  type FakeOrigin,
  fakeOrigin,
  mediaPlaylist,
  openWatching,
  setCamera,
  until,
  type Watching,
} from '../../../tests/support/watching'

/** Blocking reload through the gate (RFC 8216bis, 6.2.5.2). */
let origin: FakeOrigin
let store: TestStore
let clock: HandClock
let at: Watching
let answers: (() => void)[] = []

const control = '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES'
const asked = '/pond/i.m3u8?_HLS_msn=13'

beforeAll(async () => {
  clock = handClock()
  origin = await fakeOrigin()
  store = await emptyStreet('libsql', clock)
  at = await openWatching(store, clock, { CAMERA_ORIGINS: origin.url, HOUSEHOLD_PLAYBACKS: '64' })
  origin.files.set('/pond/i.m3u8', (_request, response) => response.writeHead(200).end(mediaPlaylist(10, 3, [control])))
  origin.files.set(asked, (_request, response) => {
    answers.push(() => response.writeHead(200).end(mediaPlaylist(11, 3, [control])))
  })
  await setCamera(at, 'cam1', { hls_url: `${origin.url}/pond/i.m3u8`, resident_clarity: 'full' })
})
afterAll(async () => {
  for (const answer of answers) answer()
  await at.close()
  await store.close()
  await origin.close()
})

const waitsAtOrigin = () => until(() => answers.length > 0)
const answerAll = () => {
  for (const answer of answers) answer()
  answers = []
}

it('answers when the camera has it; all who ask for the same wait for one request', async () => {
  const { url } = await at.watch('box1', 'cam1')
  const [one, other] = [at.get(`${url}?_HLS_msn=13`), at.get(`${url}?_HLS_msn=13`)]
  await waitsAtOrigin()
  answerAll()
  for (const answer of [await one, await other]) expect(answer.body).toContain('seg13.ts')
  expect(origin.count(asked)).toBe(1)
})

it('gives nothing to a playback that ended while it waited', async () => {
  clock.advance(60_000)
  const { url, id } = await at.watch('box1', 'cam1')
  const waiting = at.get(`${url}?_HLS_msn=13`)
  await waitsAtOrigin()
  await at.call('box1', 'DELETE', `/v1/playbacks/${id}`)
  answerAll()
  expect((await waiting).statusCode).toBe(403)
})

it('a third request of one playback is answered at once with the playlist of now', async () => {
  clock.advance(60_000)
  const { url } = await at.watch('box1', 'cam1')
  const waiting = [at.get(`${url}?_HLS_msn=13`), at.get(`${url}?_HLS_msn=13`)]
  await waitsAtOrigin()
  expect((await at.get(`${url}?_HLS_msn=13`)).body).not.toContain('seg13.ts')
  answerAll()
  await Promise.all(waiting)
})

it.each([
  ['what is too far ahead', '?_HLS_msn=99', 400],
  ['a part of no segment', '?_HLS_part=1', 400],
  ['a directive that is none', '?_HLS_msn=13&_HLS_push=1', 404],
])('%s is refused', async (_, query, status) => {
  const { url } = await at.watch('box1', 'cam1')
  expect((await at.get(url + query)).statusCode).toBe(status)
  expect(answers).toEqual([])
})
