import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest'
import { launch } from '../support/browser'
import { zoneAtNoon } from '../support/day'
import { type Porchlight, startPorchlight } from '../support/porchlight'
import { suspendForTest } from '../support/suspension'
import { openTv, type Tv } from '../support/tv'

/**
 * The household's own camera 1 is the East Gate. It was granted two of another county: one with the same number and the
 * same name, and camera 99. What they show is painted by the demo's cameras 16 and 15.
 */
const own = { id: 'east-gate', picture: 1 }
const far = { id: 'far/gate 1', picture: 16 }
const other = { id: 'far-99', picture: 15 }
const address = (camera: { id: string }, number = 1) => `#/camera/${number}/${encodeURIComponent(camera.id)}`

let porchlight: Porchlight
let browser: Browser
beforeAll(async () => {
  porchlight = await startPorchlight({ TIME_ZONE: zoneAtNoon() })
  browser = await launch(inject('chromium'))
  await put('areas/c-far', { parent: null, level: 'county', name: '远山县 Far County' })
  await camera(far.id, 1, '东门 East Gate', 'tea-terraces')
  await camera(other.id, 99, '渡口 Far Ferry', 'pavilion')
})
afterAll(async () => {
  await browser.close()
  expect(await porchlight.stop()).toBe(0)
})
beforeEach(() =>
  put('grants/x-far', {
    subject_kind: 'household',
    subject: porchlight.boxes[0]!.household,
    object_kind: 'area',
    object: 'c-far',
    effect: 'allow',
    clarity: 'full',
    from: '2020-01-01',
    until: null,
    approved_by: '派出所',
    reason: '照看父母',
  }),
)

async function put(path: string, body: object): Promise<void> {
  const answer = await porchlight.operator('PUT', `/v1/operator/${path}`, body)
  expect(answer.status, await answer.clone().text()).toBeLessThan(300)
}

const camera = (id: string, number: number, name: string, shows: string) =>
  put(`cameras/${encodeURIComponent(id)}`, {
    ...{ number, name, area: 'c-far', kind: 'gate', published: true, resident_clarity: 'none', quiet_hours: null },
    ...{ hls_url: `${porchlight.demo}/${shows}/index.m3u8`, hls_url_low: null, external_id: null },
    ...{ legal_basis: '条例第七条', approved_by: '县公安局', approved_until: '2099-01-01', mask_attested_by: '李' },
    ...{ owner: '远山县', contact: '100-0002' },
  })

async function open(hash = ''): Promise<Tv> {
  return openTv(browser, porchlight.api, { language: 'en', hash })
}
const setHash = (tv: Tv, hash: string) => tv.page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
const standsAt = (tv: Tv, hash: string) => tv.page.waitForFunction(`location.hash === ${JSON.stringify(hash)}`)
const toTheEnd = (tv: Tv, way: 'up' | 'down') => tv.press(...Array.from({ length: 9 }, () => way))

async function leave(tv: Tv): Promise<void> {
  expect(tv.errors).toEqual([])
  await tv.close()
}

it('OK in the list opens the camera that has the focus; its number leads to the own one', async () => {
  const tv = await open()
  await tv.shows(/East Gate$/)
  await toTheEnd(tv, 'down')
  await tv.shows(/Far County/)
  await tv.press('ok')
  await tv.plays(far.picture)
  await tv.press('back', '1', 'ok')
  await tv.plays(own.picture)
  await tv.press('back')

  await toTheEnd(tv, 'down')
  await tv.press('yellow')
  await tv.shows(/^Favourite: /)
  await toTheEnd(tv, 'up')
  await tv.press('ok')
  await tv.plays(far.picture)
  await standsAt(tv, address(far))
  // Both were watched: the row after the favourites has them, the last one first.
  await tv.press('back', 'down', 'right', 'ok')
  await tv.plays(own.picture)
  await leave(tv)
})

it('zaps go to each of them in turn, round and round', async () => {
  const tv = await open('#/camera/1')
  await tv.plays(own.picture)
  await tv.press('channelDown')
  await tv.plays(other.picture)
  await tv.press('channelDown')
  await tv.plays(far.picture)
  await tv.press('channelUp')
  await tv.plays(other.picture)
  await tv.press('channelUp')
  await tv.plays(own.picture)
  await leave(tv)
})

it('digits, the last camera and the list over the picture tell them apart', async () => {
  const tv = await open(address(far))
  await tv.plays(far.picture)
  await tv.press('1')
  await tv.plays(own.picture)
  await tv.press('left')
  await tv.plays(far.picture)
  await tv.press('left')
  await tv.plays(own.picture)

  await tv.press('ok')
  await tv.shows(/East Gate · .*Far County$/)
  await tv.press('up', 'up', 'ok')
  await tv.plays(far.picture)
  await leave(tv)
})

it('several pictures begin with the camera that was watched', async () => {
  const tv = await open(address(far))
  await tv.plays(far.picture)
  const asked = new Set<string>()
  tv.page.on('request', (request) => {
    if (request.url().endsWith('/v1/playbacks')) asked.add(request.postDataJSON().camera_id)
  })
  await tv.hides(/several/)
  await tv.press('right')
  await tv.shows(/several/)
  await tv.press('right')
  await expect.poll(() => [...asked], { timeout: 60_000 }).toEqual([far.id, other.id, own.id, 'playground'])
  await tv.press('ok')
  await tv.plays(far.picture)
  await standsAt(tv, address(far))
  await leave(tv)
})

it('an address with a number is the own camera, one with an id is that camera, also after a restart', async () => {
  const tv = await open('#/camera/1')
  await tv.plays(own.picture)
  await standsAt(tv, address(own))
  await setHash(tv, '#/camera/99')
  await tv.plays(other.picture)
  await standsAt(tv, address(other, 99))
  await setHash(tv, address(far))
  await tv.plays(far.picture)
  await tv.page.reload()
  await tv.plays(far.picture)
  await setHash(tv, '#/camera/1')
  await tv.plays(own.picture)
  await leave(tv)
})

it('where the own camera is closed its number tells so, and shows no other one', async () => {
  const tv = await open(address(far))
  await tv.plays(far.picture)
  await suspendForTest(porchlight, own.id, 'a window came into view')
  await tv.press('1')
  await tv.shows(/a window came into view/)
  await setHash(tv, '#/camera/1')
  await tv.shows(/a window came into view/)
  expect(await tv.painted()).toBeNull()
  await porchlight.operator('DELETE', `/v1/operator/cameras/${own.id}/suspension`)
  await tv.plays(own.picture)
  await leave(tv)
})

it('what is no longer granted is not there, and the own camera does not take its place', async () => {
  const tv = await open(address(far))
  await tv.plays(far.picture)
  expect((await porchlight.operator('DELETE', '/v1/operator/grants/x-far')).ok).toBe(true)
  await tv.shows(/permission to watch/)
  expect(await tv.painted()).toBeNull()
  await tv.page.reload()
  await tv.shows(/There is no camera 1/)
  expect(await tv.painted()).toBeNull()
  await tv.press('1')
  await tv.plays(own.picture)
  await leave(tv)
})
