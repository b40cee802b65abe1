import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fc, runs } from '../../../tests/support/properties'
import { emptyStore, storeKinds, type TestStore } from '../../../tests/support/stores'
import { openNeighbourhood } from './memory'
import { inShort, type NaiveWorld, naiveDecision } from './naive.test-support'
import type { Neighbourhood } from './neighbourhood'
import { bumpVersion } from './store'
import { clearTables, insertWorld } from './world.test-support'

const start = Date.parse('2026-05-01T00:00:00+08:00')
const hour = 3_600_000
const parents: Record<string, string | null> = {
  c1: null,
  c2: null,
  t1: 'c1',
  t2: 'c2',
  v1: 't1',
  v2: 't1',
  v3: 't2',
  g1: 'v1',
  g2: 'v1',
  g3: 'v2',
  g4: 'v3',
}
const area = fc.constantFrom(...Object.keys(parents))
const moment = fc.integer({ min: -6, max: 6 }).map((quarters) => start + 12 * hour + quarters * (hour / 4))
const householdIds = ['h1', 'h2', 'h3', 'h4', 'h5']
const cameraIds = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6']
const usually = (likely: boolean) => fc.integer({ min: 0, max: 9 }).map((value) => value < 8 === likely)

const world: fc.Arbitrary<NaiveWorld> = fc.record({
  parents: fc.constant(parents),
  cameras: fc.tuple(
    ...cameraIds.map((id) =>
      fc.record({
        id: fc.constant(id),
        area,
        published: usually(true),
        clarity: fc.constantFrom('none' as const, 'low' as const, 'full' as const),
        approvedUntil: fc.oneof(fc.constant(start + 400 * 24 * hour), moment),
        quiet: fc.constantFrom(null, null, '11:30-12:30', '22:00-06:00', '13:00-12:00', '12:00-12:15'),
        suspended: usually(false),
      }),
    ),
  ),
  households: fc.tuple(
    ...householdIds.map((id) => fc.record({ id: fc.constant(id), area, group: fc.constantFrom(null, 'm1', 'm2') })),
  ),
  grants: fc.array(
    fc
      .record({
        subject: fc.oneof(
          fc.tuple(fc.constant('household'), fc.constantFrom(...householdIds)),
          fc.tuple(fc.constant('group'), fc.constantFrom('m1', 'm2')),
          fc.tuple(fc.constant('area'), area),
        ),
        object: fc.oneof(
          fc.tuple(fc.constant('camera'), fc.constantFrom(...cameraIds)),
          fc.tuple(fc.constant('area'), area),
        ),
        effect: fc.constantFrom('allow', 'allow', 'allow', 'deny'),
        clarity: fc.constantFrom('low' as const, 'full' as const),
        from: moment,
        until: fc.option(moment, { nil: null }),
      })
      .map(({ subject, object, ...rest }) => ({
        subjectKind: subject[0],
        subject: subject[1],
        objectKind: object[0],
        object: object[1],
        ...rest,
      })),
    { maxLength: 12 },
  ),
  emergencies: fc.array(
    fc.record({
      household: fc.constantFrom(...householdIds),
      camera: fc.constantFrom(...cameraIds),
      from: moment,
      until: moment,
    }),
    { maxLength: 4 },
  ),
})

const clock = { at: start, now: () => clock.at }
const timeZone = 'Asia/Shanghai'

describe.each(storeKinds)('the neighbourhood in memory, on %s', (kind) => {
  let store: TestStore
  let neighbourhood: Neighbourhood
  beforeAll(async () => {
    store = await emptyStore(kind)
    neighbourhood = await openNeighbourhood({ db: store.db, clock, timeZone, pollMs: 3_600_000 })
  })
  afterAll(async () => {
    neighbourhood.close()
    await store.close()
  })

  it('answers as the contract’s text does, over random neighbourhoods', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(moment, { minLength: 1, maxLength: 4 }), async (facts, moments) => {
        clock.at = start
        await store.db.transaction().execute(async (transaction) => {
          await clearTables(transaction)
          await insertWorld(transaction, facts)
          await bumpVersion(transaction)
        })
        await neighbourhood.refresh()
        for (const now of moments)
          for (const household of householdIds) {
            const list = neighbourhood.list(household, now)
            for (const camera of cameraIds) {
              const expected = naiveDecision(facts, household, camera, now, timeZone)
              const decision = neighbourhood.decide(household, camera, now)
              expect(inShort(decision)).toBe(expected)
              const listed = list.cameras.find((one) => one.id === camera)
              const closed = list.closed.find((one) => one.id === camera)
              const inList =
                listed !== undefined
                  ? `yes ${listed.clarity} ${listed.emergency ? 'emergency' : listed.why}`
                  : closed !== undefined
                    ? `closed ${closed.reason}`
                    : 'no'
              expect(inList).toBe(expected)
            }
          }
      }),
      { numRuns: runs(kind === 'libsql' ? 150 : 40) },
    )
  })

  it('knows neither household nor camera that are not there', () => {
    expect(neighbourhood.decide('nobody', 'k1', start)).toEqual({ see: 'no' })
    expect(neighbourhood.decide('h1', 'nothing', start)).toEqual({ see: 'no' })
    expect(neighbourhood.list('nobody', start)).toEqual({ cameras: [], closed: [] })
    expect(neighbourhood.camera('nothing')).toBeNull()
    expect(neighbourhood.household('nobody')).toBeNull()
    expect(neighbourhood.box('nothing')).toBeNull()
    expect(neighbourhood.group('nothing')).toBeNull()
    expect(neighbourhood.areaPath('nowhere')).toEqual([])
    expect(neighbourhood.nearest('nowhere', 3, start)).toEqual([])
    expect(neighbourhood.audience('nothing')).toEqual([])
  })
})
