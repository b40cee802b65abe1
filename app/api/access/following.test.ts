import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startService, type TestService, tokenOf } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { type Bus, channel, openBus, type StoredEvent } from '../events/bus'
import { turnedBetween } from './audience'
import { openNeighbourhood } from './memory'
import type { Neighbourhood } from './neighbourhood'
import { readSnapshot } from './snapshot'
import { bumpVersion } from './store'
import { insertEmergencies } from './world.test-support'
import { makeZone } from './zone'

const noon = Date.parse('2026-05-01T12:00:00+08:00')
const minute = 60_000

describe.each(storeKinds)('the neighbourhood follows the store, on %s', (kind) => {
  let running: TestService
  /** As another process has it: its own memory and, on PostgreSQL, its own ear. */
  let otherBus: Bus
  let other: Neighbourhood
  beforeAll(async () => {
    running = await startService(kind)
    const { store, clock } = running
    const rows = goodRows()
    rows['cameras.csv'].push(
      { ...rows['cameras.csv'][0]!, id: 'k5', number: '12', area: 't1' },
      { ...rows['cameras.csv'][0]!, id: 'k6', number: '5', area: 'g1' },
      { ...rows['cameras.csv'][0]!, id: 'k7', number: '7', area: 'c1', approved_until: '2026-05-01T13:00:00+08:00' },
    )
    rows['grants.csv'].push({
      ...rows['grants.csv'][0]!,
      ...{ id: 'a3', subject_kind: 'group', subject: 'm1', object: 'k4', from: '2026-05-01T14:00:00+08:00' },
    })
    expect((await running.send(asFiles(rows))).body.errors).toBeUndefined()
    otherBus = await openBus(store, clock)
    other = await openNeighbourhood({
      db: store.db,
      clock,
      timeZone: 'Asia/Shanghai',
      bus: otherBus,
      pollMs: 3_600_000,
    })
  })
  afterAll(async () => {
    other.close()
    await otherBus.close()
    await running.close()
  })

  it('lists from the household’s grid outwards, then by number', () => {
    const { cameras } = other.list('h1', noon)
    expect(cameras.map(({ id }) => id)).toEqual(['k1', 'k6', 'k2', 'k5', 'k7'])
    expect(cameras[0]).toEqual({
      ...{ id: 'k1', number: 1, name: '摄像头 1', area: { id: 'g1', name: '一格', level: 'grid' }, kind: 'gate' },
      ...{ clarity: 'low', status: 'unknown', status_since: null, checked_at: null, why: 'area' },
      ...{ until: '2026-12-31T16:00:00.000Z', approved_by: '县公安局', owner: '村委会', contact: '0571-1234' },
    })
  })

  it('knows households, boxes, groups, areas and cameras', () => {
    expect(other.household('h1')).toEqual({
      ...{ id: 'h1', area: 'g1', group: 'm1', label: 'h1 室', contactName: '张三', contactPhone: '13800000000' },
    })
    expect(other.box('b1')).toEqual({ serial: 'b1', household: 'h1', model: 'X1' })
    expect(other.group('m1')).toEqual({ id: 'm1', name: '互助一组', members: ['h1', 'h2', 'h4', 'h5', 'h6'] })
    expect(other.areaPath('g1').map(({ id }) => id)).toEqual(['g1', 'v1', 't1', 'c1'])
    expect(other.camera('k1')).toMatchObject({ id: 'k1', area: 'g1', hlsUrl: 'https://cameras.example/k1/index.m3u8' })
  })

  it('finds the cameras nearest to an area by steps through the tree', () => {
    expect(other.nearest('g1', 3, noon).map(({ id }) => id)).toEqual(['k1', 'k6', 'k2'])
    expect(other.nearest('t2', 3, noon).map(({ id }) => id)).toEqual(['k7', 'k3', 'k5'])
    expect(other.nearest('g1', 99, noon).map(({ id }) => id)).toEqual(['k1', 'k6', 'k2', 'k5', 'k7', 'k3'])
    expect(other.nearest('c2', 1, noon).map(({ id }) => id)).toEqual(['k4'])
  })

  it('tells a camera’s audience by area and by grant', () => {
    expect(other.audience('k1').sort()).toEqual(['area:g1', 'household:h3'])
    expect(other.audience('k4').sort()).toEqual(['area:c2', 'group:m1'])
    expect(other.audience('k3').sort()).toEqual(['area:g2', 'area:v1'])
  })

  it('keeps the status that is newer', () => {
    other.setStatus('k1', 'online', noon - minute, noon)
    other.setStatus('k1', 'offline', noon - 2 * minute, noon - minute)
    const [first] = other.list('h1', noon).cameras
    expect(first).toMatchObject({ status: 'online', checked_at: new Date(noon).toISOString() })
  })

  it('a suspension in one process is in force in another, whose listeners are told once it is', async () => {
    const heard: string[] = []
    const stop = otherBus.subscribe([channel.area('g1')], (event: StoredEvent) => {
      if (event.id === null) heard.push(`${event.type} ${other.decide('h1', 'k1', noon).see}`)
    })
    await running.call('POST', '/v1/operator/cameras/k1/suspension', { body: { reason: 'x' } })
    await vi.waitFor(() => expect(other.decide('h1', 'k1', noon).see).toBe('closed'), 15_000)
    await vi.waitFor(() => expect(heard).toEqual(['access.changed closed']), 15_000)
    await running.call('DELETE', '/v1/operator/cameras/k1/suspension')
    await vi.waitFor(() => expect(other.decide('h1', 'k1', noon).see).toBe('yes'), 15_000)
    stop()
  })

  it('reads the part again that was bumped, and tells its listeners only then', async () => {
    const { db } = running.store
    // What the tests before have told arrives first: a slow store would deliver it in the middle.
    await otherBus.wake()
    await other.refresh()
    let changes = 0
    const stop = other.onChange(() => {
      changes++
    })
    await other.refresh()
    expect(changes).toBe(0)
    await db.updateTable('grants').set({ clarity: 'low' }).where('id', '=', 'a1').execute()
    await other.refresh()
    expect(other.decide('h3', 'k1', noon)).toMatchObject({ clarity: 'full' })
    await bumpVersion(db, 'grants')
    await other.refresh()
    expect(other.decide('h3', 'k1', noon)).toMatchObject({ clarity: 'low' })
    await insertEmergencies(db, [{ household: 'h1', camera: 'k3', from: noon, until: noon + 15 * minute }])
    await bumpVersion(db, 'live')
    await other.refresh()
    // k3 is denied to the whole village: also in an emergency.
    expect(other.decide('h1', 'k3', noon).see).toBe('no')
    await db.deleteFrom('grants').where('id', '=', 'a2').execute()
    await bumpVersion(db, 'grants', 'live')
    await other.refresh()
    expect(other.decide('h1', 'k3', noon)).toMatchObject({ see: 'yes', why: 'emergency', clarity: 'low' })
    // Of what must be in force at once they are told without waiting for the rest.
    expect(changes).toBe(4)
    stop()
  })

  it('refreshes that are asked for at once share one reading', async () => {
    const { db } = running.store
    await otherBus.wake()
    await other.refresh()
    await bumpVersion(db, 'live')
    let changes = 0
    const stop = other.onChange(() => {
      changes++
    })
    await Promise.all([other.refresh(), other.refresh(), other.refresh()])
    expect(changes).toBe(1)
    stop()
  })

  it('tells by the clock alone whose lists have changed', async () => {
    const snapshot = await readSnapshot(running.store.db, makeZone('Asia/Shanghai'), noon)
    const at = (time: string) => Date.parse(`2026-05-01T${time}+08:00`)
    const turned = (from: string, to: string) => turnedBetween(snapshot, at(from), at(to)).sort()
    expect(turned('12:20:00', '12:58:00')).toEqual([])
    expect(turned('12:58:00', '13:00:00')).toEqual(['area:c1'])
    expect(turned('13:59:58', '14:00:00')).toEqual(['group:m1'])
    expect(turned('12:14:59', '12:15:00')).toEqual(['household:h1'])
    expect(turned('21:59:58', '22:00:00')).toEqual([
      'area:c1',
      'area:c2',
      'area:g1',
      'area:g2',
      'area:t1',
      'area:v1',
      'group:m1',
      'household:h1',
      'household:h3',
    ])
  })
})

describe('GET /v1/cameras', () => {
  let running: TestService
  beforeAll(async () => {
    running = await startService('libsql')
    const { 'duty.csv': _, ...rows } = goodRows()
    await running.send(asFiles(rows))
  })
  afterAll(() => running.close())

  const get = async (known?: string) => {
    const authorization = `Bearer ${tokenOf(running.service, 'b1')}`
    const headers = known === undefined ? { authorization } : { authorization, 'if-none-match': known }
    return running.app.inject({ url: '/v1/cameras', headers })
  }

  it('answers 304 while nothing has changed, and the list again when it has', async () => {
    const first = await get()
    expect(first.headers['cache-control']).toBe('private, no-cache')
    const tag = String(first.headers.etag)
    expect(tag).toMatch(/^"[\w-]{22}"$/)
    const second = await get(tag)
    expect([second.statusCode, second.body, second.headers.etag]).toEqual([304, '', tag])
    expect((await get(`"other", W/${tag}`)).statusCode).toBe(304)
    expect((await get('"other"')).statusCode).toBe(200)
    running.service.neighbourhood.setStatus('k1', 'online', 1, 2)
    expect((await get(tag)).statusCode).toBe(200)
  })

  it('is for boxes only', async () => {
    expect((await running.app.inject('/v1/cameras')).statusCode).toBe(401)
    expect((await running.call('GET', '/v1/cameras')).status).toBe(401)
  })
})
