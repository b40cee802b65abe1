import { describe, expect, it } from 'vitest'
import { fc, runs } from '../../../tests/support/properties'
import type { CameraState } from '../../contract/cameras'
import { Boxes } from './boxes'
import { Cameras } from './cameras'
import { packGrants } from './grants'
import { Households } from './households'
import { listFor } from './list'
import { listingOf, makeListings } from './listing'
import { buildPlaces } from './places'
import { groupEmergencies, type Snapshot, suspend } from './snapshot'
import { Statuses } from './statuses'
import type { CameraRow, GrantRow } from './store'
import { Words } from './words'
import { makeZone } from './zone'

const zone = makeZone('Asia/Shanghai')
const noon = Date.parse('2026-05-01T12:00:00+08:00')
const minute = 60_000
const parents: Record<string, string | null> = { c1: null, t1: 'c1', v1: 't1', g1: 'v1', g2: 'v1', c2: null, g9: 'c2' }
const households = [
  ...['h1', 'h2', 'h3'].map((id) => ({ id, area: 'g1', group_id: 'm1' })),
  { id: 'h4', area: 'g1', group_id: null },
  { id: 'h5', area: 'g2', group_id: 'm1' },
  { id: 'h6', area: 'g9', group_id: 'm2' },
  { id: 'h7', area: 'nowhere', group_id: null },
]
const cameras = ['k1', 'k2', 'k3', 'k4']
const area = fc.constantFrom(...Object.keys(parents))
const household = fc.constantFrom(...households.map((one) => one.id))
/** Few different moments, so that many things turn at once, and the clock often stands just at a turn. */
const moment = fc
  .tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(-1, 0, 1))
  .map(([minutes, off]) => noon + minutes * minute + off)
const end = fc.integer({ min: -3, max: 3 }).map((minutes) => noon + minutes * minute)

interface World {
  cameras: { area: string; clarity: string; approvedUntil: number; quiet: string | null; suspended: boolean }[]
  grants: {
    by: [string, string]
    of: [string, string]
    deny: boolean
    full: boolean
    from: number
    until: number | null
  }[]
  emergencies: { household: string; camera: string; from: number; until: number }[]
}

const world: fc.Arbitrary<World> = fc.record({
  cameras: fc.tuple(
    ...cameras.map(() =>
      fc.record({
        area,
        clarity: fc.constantFrom('none', 'low', 'full'),
        approvedUntil: fc.oneof(fc.constant(noon + 1000 * minute), end),
        quiet: fc.constantFrom(null, null, '11:58-12:01', '12:01-11:59', '22:00-06:00'),
        suspended: fc.constantFrom(false, false, true),
      }),
    ),
  ),
  grants: fc.array(
    fc.record({
      by: fc.oneof(
        fc.tuple(fc.constant('household'), household),
        fc.tuple(fc.constant('group'), fc.constantFrom('m1', 'm2')),
        fc.tuple(fc.constant('area'), area),
      ),
      of: fc.oneof(fc.tuple(fc.constant('camera'), fc.constantFrom(...cameras)), fc.tuple(fc.constant('area'), area)),
      deny: fc.constantFrom(false, false, true),
      full: fc.boolean(),
      from: end,
      until: fc.option(end, { nil: null }),
    }),
    { maxLength: 6 },
  ),
  emergencies: fc.array(fc.record({ household, camera: fc.constantFrom(...cameras), from: end, until: end }), {
    maxLength: 2,
  }),
})

function snapshotOf(facts: World): Snapshot {
  const areas = Object.entries(parents).map(([id, parent]) => ({ id, parent, level: 'grid', name: id }))
  const rows = facts.cameras.map(
    (one, index): CameraRow => ({
      ...{ id: cameras[index]!, number: index + 1, name: '门口 "1"', area: one.area, kind: 'gate', hls_url: 'x' },
      ...{ hls_url_low: null, published: 1, resident_clarity: one.clarity, approved_by: 'board' },
      ...{ approved_until: one.approvedUntil, owner: 'owner', contact: 'contact', quiet_hours: one.quiet },
    }),
  )
  const words = new Words()
  const places = buildPlaces(areas)
  const base = { places, cameras: new Cameras(places, words, zone), households: new Households(places, words) }
  for (const row of rows) base.cameras.put(row)
  for (const id of ['m1', 'm2']) base.households.putGroup({ id, name: id })
  for (const one of households) base.households.put({ ...one, label: '', contact_name: '', contact_phone: '' })
  const closed = rows.filter((_, index) => facts.cameras[index]!.suspended)
  suspend(
    base.cameras,
    closed.map(({ id }) => ({ camera: id, by_name: 'Officer Li', reason: 'works' })),
  )
  const grants = facts.grants.map(
    ({ by, of, deny, full, from, until }, index): GrantRow => ({
      ...{ id: `${index}`, subject_kind: by[0], subject: by[1], object_kind: of[0], object: of[1] },
      ...{ effect: deny ? 'deny' : 'allow', clarity: full ? 'full' : 'low', valid_from: from, valid_until: until },
    }),
  )
  const emergencies = facts.emergencies.map((one) => ({ ...one, valid_from: one.from, valid_until: one.until }))
  const packed = packGrants(base)
  packed.add(grants)
  return {
    ...base,
    words,
    boxes: new Boxes(),
    grants: packed.finish(),
    emergencies: groupEmergencies(base, emergencies),
  }
}

type Step = { at: number } | { world: World } | { camera: string; status: CameraState }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ at: moment }) },
  { weight: 1, arbitrary: fc.record({ world }) },
  {
    weight: 2,
    arbitrary: fc.record({
      camera: fc.constantFrom(...cameras, 'elsewhere'),
      status: fc.constantFrom('online' as const, 'offline' as const),
    }),
  },
)

describe('kept camera lists', () => {
  it('are what a fresh list would be, through every change of rules, statuses and clock', () => {
    fc.assert(
      fc.property(
        world,
        fc.array(step, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(0, 3000, 1e6),
        (first, steps, most) => {
          const statuses = new Statuses()
          const listings = makeListings(statuses, most)
          let snapshot = snapshotOf(first)
          let now = noon - 10 * minute
          let checkedAt = 0
          for (const one of steps) {
            if ('at' in one) now = one.at
            else if ('world' in one) snapshot = snapshotOf(one.world)
            else if ('camera' in one) statuses.set(one.camera, { status: one.status, since: 0, checkedAt: ++checkedAt })
            for (const { id } of households) {
              const fresh = listingOf(listFor(snapshot, statuses, id, now))
              const kept = listings(snapshot, snapshot.households.find(id), now)
              expect(kept.body.toString()).toBe(fresh.body.toString())
              expect(kept.tag).toBe(fresh.tag)
            }
          }
        },
      ),
      { numRuns: runs(400) },
    )
  })

  const plain: World = {
    cameras: cameras.map(() => ({
      area: 'g1',
      clarity: 'full',
      approvedUntil: noon + 1000 * minute,
      quiet: null,
      suspended: false,
    })),
    grants: [],
    emergencies: [],
  }
  const grantTo = (kind: string, subject: string): World['grants'][number] => ({
    ...{ by: [kind, subject], of: ['camera', 'k1'], deny: true, full: false, from: 0, until: null },
  })

  it.each([
    ['one area', plain, ['h1', 'h4'], true],
    ['two areas', plain, ['h1', 'h5'], false],
    [
      'one area and group for which there is a grant',
      { ...plain, grants: [grantTo('group', 'm1')] },
      ['h1', 'h2'],
      true,
    ],
    ['a group with a grant, and none', { ...plain, grants: [grantTo('group', 'm1')] }, ['h1', 'h4'], false],
    ['one that has a grant of its own', { ...plain, grants: [grantTo('household', 'h1')] }, ['h1', 'h2'], false],
    [
      'one that has an emergency grant',
      { ...plain, emergencies: [{ household: 'h1', camera: 'k1', from: 0, until: noon * 2 }] },
      ['h1', 'h2'],
      false,
    ],
  ] as const)('are shared by households of %s: as they must', (_, facts, [one, other], shared) => {
    const listings = makeListings(new Statuses())
    const snapshot = snapshotOf(facts as World)
    const at = (id: string) => listings(snapshot, snapshot.households.find(id), noon)
    expect(at(one) === at(other)).toBe(shared)
  })

  it('are kept until something in them changes, and a finding about another camera is no change', () => {
    const statuses = new Statuses()
    const listings = makeListings(statuses)
    const snapshot = snapshotOf(plain)
    const home = snapshot.households.find('h1')
    const kept = listings(snapshot, home, noon)
    statuses.set('elsewhere', { status: 'online', since: 0, checkedAt: 1 })
    expect(listings(snapshot, home, noon + minute)).toBe(kept)
    statuses.set('k1', { status: 'online', since: 0, checkedAt: 2 })
    expect(listings(snapshot, home, noon + minute)).not.toBe(kept)
  })
})
