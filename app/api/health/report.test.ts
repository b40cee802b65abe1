import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { emptyStreet, type HandClock, handClock, openProcess, type Process } from '../../../tests/support/street'
import { makeZone } from '../access/zone'
import { openReports } from '../repairs/store'
import { areaDays, cameraDay, dayBounds, rate, type Spent, stretches, unspent } from './days'
import { makeDiary } from './diary'
import { daysOf } from './report-store'

const zone = makeZone('Asia/Shanghai')
const at = (text: string) => Date.parse(text)

describe('a camera’s day', () => {
  it.each([
    ['a day', '2026-11-23', '2026-11-22T16:00:00Z', '2026-11-23T16:00:00Z'],
    ['the end of a leap year’s February', '2028-02-29', '2028-02-28T16:00:00Z', '2028-02-29T16:00:00Z'],
  ])('%s has bounds', (_name, day, from, until) =>
    expect(dayBounds(zone, day)).toEqual({ from: at(from), until: at(until) }),
  )
  it.each(['2026-02-30', '2026-13-01', 'today'])('%s is none', (day) => expect(dayBounds(zone, day)).toBeNull())

  it('is 23 hours long where the clock is put forward', () => {
    const bounds = dayBounds(makeZone('Europe/Berlin'), '2026-03-29')!
    expect(bounds.until - bounds.from).toBe(23 * 3600 * 1000)
  })

  const midnight = at('2026-11-22T16:00:00Z')
  it.each<[string, number, number, object[]]>([
    ['within a day', midnight + 10, midnight + 25, [{ day: '2026-11-23', ms: 15 }]],
    [
      'over midnight',
      midnight - 5,
      midnight + 10,
      [
        { day: '2026-11-22', ms: 5 },
        { day: '2026-11-23', ms: 10 },
      ],
    ],
    ['up to midnight', midnight - 5, midnight, [{ day: '2026-11-22', ms: 5 }]],
    ['that nobody watched', midnight, midnight + 101, []],
    ['of a clock put back', midnight, midnight - 1, []],
  ])('counts a stretch %s', (_name, from, to, days) => expect(stretches(zone, from, to, 100)).toEqual(days))

  const camera = { id: 'c', area: 'a' }
  const spent = (change: Partial<Spent>): Spent => ({ ...unspent, ...change })
  it.each<[string, Partial<Spent>, boolean, string, number]>([
    ['never looked at', {}, false, 'unknown', 100],
    ['online for a while', { online: 40, sound: 40, offline: 10 }, false, 'yes', 50],
    ['online, but never looked into', { online: 100 }, false, 'unknown', 0],
    ['suspected for a while', { online: 90, sound: 50, suspected: 40 }, false, 'yes', 10],
    ['suspected for longer', { online: 100, sound: 40, suspected: 50 }, false, 'suspected', 0],
    ['only ever offline', { offline: 10 }, false, 'no', 90],
    ['online, but called broken', { online: 100, sound: 100 }, true, 'no', 0],
    ['never looked at, and called broken', {}, true, 'no', 100],
  ])('%s', (_name, change, broken, intact, unknown) =>
    expect(cameraDay(camera, spent(change), broken, 100)).toMatchObject({ intact, unknown }),
  )

  it('adds up to every area above', () => {
    const days = [
      cameraDay({ id: 'x', area: 'near' }, spent({ online: 60, sound: 60, offline: 20 }), false, 100),
      cameraDay({ id: 'y', area: 'far' }, unspent, false, 100),
    ]
    const sums = areaDays(days, (area) => [area, 'top'])
    expect(sums.get('top')).toEqual({
      ...{ cameras: 2, online: 60, offline: 20, unknown: 120 },
      intact: { yes: 1, no: 0, suspected: 0, unknown: 1 },
    })
    expect(sums.get('near')?.cameras).toBe(1)
  })

  it('has no rate where nothing is known', () => {
    expect([rate(0, 0), rate(1, 3), rate(3, 3)]).toEqual([null, 0.3333, 1])
  })
})

describe.each(storeKinds)('the cameras’ diary on %s', (kind) => {
  let clock: HandClock
  let store: TestStore
  let running: Process
  beforeEach(async () => {
    clock = handClock()
    store = await emptyStreet(kind, clock)
    running = await openProcess(store, clock)
  })
  afterEach(async () => {
    await running.close()
    await store.close()
  })

  it('adds what processes saw, one after the other', async () => {
    for (const [status, picture] of [
      ['online', 'sound'],
      ['offline', 'unreadable'],
      ['online', 'still'],
      ['online', null],
      ['unknown', 'sound'],
    ] as const) {
      const diary = makeDiary(running.service)
      diary.note('cam1', { status, picture }, clock.now() - 15_000, clock.now())
      await diary.write(true)
    }
    expect(await daysOf(store.db, '2026-11-23')).toEqual([
      {
        ...{ camera: 'cam1', day: '2026-11-23', online_ms: 45_000, offline_ms: 15_000 },
        ...{ sound_ms: 15_000, suspected_ms: 15_000, suspicion: 'still' },
      },
    ])
  })

  it('loses nothing while the store is away', async () => {
    const diary = makeDiary(running.service)
    diary.note('cam1', { status: 'online', picture: 'flat' }, clock.now() - 1000, clock.now())
    await store.db.schema.alterTable('camera_days').renameTo('elsewhere').execute()
    await expect(diary.write(true)).rejects.toThrow()
    await store.db.schema.alterTable('elsewhere').renameTo('camera_days').execute()
    diary.note('cam1', { status: 'online', picture: 'sound' }, clock.now() - 1000, clock.now())
    await diary.write(true)
    expect((await daysOf(store.db, '2026-11-23'))[0]).toMatchObject({
      ...{ online_ms: 2000, sound_ms: 1000, suspected_ms: 1000, suspicion: 'flat' },
    })
  })

  it('counts a report until it is answered', async () => {
    const report = (camera: string, what: string, answered_at: number | null) => ({
      ...{ id: `r-${camera}`, household: 'home1', camera, kind: what, note: null, at: clock.now() },
      ...{ answer: answered_at === null ? null : 'done', answered_by: null, answered_at },
    })
    await store.db
      .insertInto('reports')
      .values([
        report('cam1', 'picture_bad', null),
        report('cam2', 'privacy', null),
        report('cam3', 'fault', clock.now() + 5000),
      ])
      .execute()
    expect(new Set((await openReports(store.db, clock.now())).keys())).toEqual(new Set())
    expect(new Set((await openReports(store.db, clock.now() + 1000)).keys())).toEqual(new Set(['cam1', 'cam3']))
    expect(new Set((await openReports(store.db, clock.now() + 6000)).keys())).toEqual(new Set(['cam1']))
  })
})
