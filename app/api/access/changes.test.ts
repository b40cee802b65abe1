import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fc, runs } from '../../../tests/support/properties'
import { emptyStore, storeKinds, type TestStore } from '../../../tests/support/stores'
import type { Db } from '../database/connect'
import { decideIn } from './decision'
import { openNeighbourhood } from './memory'
import type { Neighbourhood } from './neighbourhood'
import { readSnapshot, type Snapshot } from './snapshot'
import { bumpChanged, bumpVersion, type Changes } from './store'
import { clearTables } from './world.test-support'
import { makeZone } from './zone'

const now = Date.parse('2026-05-01T12:00:00+08:00')
const areas = ['c1', 't1', 'v1', 'v2', 'g1', 'g2', 'g3']
const [homes, groups, cameras, boxes] = [
  ['h1', 'h2', 'h3', '户4'],
  ['m1', 'm2'],
  ['k1', 'k2', 'k3'],
  ['b1', 'b2', 'b3'],
]
const one = (ids: readonly string[]) => fc.constantFrom(...ids)
const parent: Record<string, string | null> = { c1: null, t1: 'c1', v1: 't1', v2: 't1', g1: 'v1', g2: 'v1', g3: 'v2' }
const level = (id: string) => ({ c: 'county', t: 'township', v: 'village', g: 'grid' })[id[0]!]!

/** A change by the operator: what it does to the store, and the rows that it says it did it to. */
type Step = (db: Db) => Promise<Changes>
const put =
  (id: string, area: string, group: string | null, label: string): Step =>
  async (db) => {
    if (group !== null)
      await db
        .insertInto('groups')
        .values({ id: group, area: 'c1', name: group })
        .onConflict((c) => c.doNothing())
        .execute()
    const row = { area, group_id: group, label, contact_name: 'n', contact_phone: '1', contact_method: null }
    await db
      .insertInto('households')
      .values({ id, ...row })
      .onConflict((c) => c.column('id').doUpdateSet(row))
      .execute()
    return { households: [id], groups: group === null ? [] : [group] }
  }
const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(one(homes), one(areas), fc.constantFrom(null, ...groups), fc.string({ maxLength: 5 }))
    .map((all) => put(...all)),
  one(homes).map(
    (id): Step =>
      async (db) => {
        const taken = await db.deleteFrom('boxes').where('household', '=', id).returning('serial').execute()
        await db.deleteFrom('households').where('id', '=', id).execute()
        return { households: [id], boxes: taken.map((row) => row.serial) }
      },
  ),
  fc.tuple(one(cameras), one(areas), fc.constantFrom('none', 'low', 'full'), fc.nat(1)).map(
    ([id, area, resident_clarity, published]): Step =>
      async (db) => {
        const row = { ...blank, number: Number(id[1]), area, resident_clarity, published }
        await db
          .insertInto('cameras')
          .values({ id, ...row })
          .onConflict((c) => c.column('id').doUpdateSet(row))
          .execute()
        return { cameras: [id] }
      },
  ),
  one(cameras).map(
    (id): Step =>
      async (db) => {
        await db.deleteFrom('cameras').where('id', '=', id).execute()
        return { cameras: [id] }
      },
  ),
  fc.tuple(one(boxes), one(homes)).map(
    ([serial, household]): Step =>
      async (db) => {
        const there = await db.selectFrom('households').select('id').where('id', '=', household).executeTakeFirst()
        await db.deleteFrom('boxes').where('serial', '=', serial).execute()
        if (there !== undefined) await db.insertInto('boxes').values({ serial, household, model: household }).execute()
        return { boxes: [serial] }
      },
  ),
  fc.tuple(fc.constantFrom('g1', 'g2', 'g3', 'g4'), fc.constantFrom('v1', 'v2')).map(
    ([id, above]): Step =>
      async (db) => {
        const row = { parent: above, level: 'grid', name: `${id} in ${above}` }
        await db
          .insertInto('areas')
          .values({ id, ...row })
          .onConflict((c) => c.column('id').doUpdateSet(row))
          .execute()
        return { areas: [id] }
      },
  ),
  one(groups).map(
    (id): Step =>
      async (db) => {
        const left = await db
          .updateTable('households')
          .set({ group_id: null })
          .where('group_id', '=', id)
          .returning('id')
          .execute()
        await db.deleteFrom('groups').where('id', '=', id).execute()
        return { households: left.map((row) => row.id), groups: [id] }
      },
  ),
)

describe.each(storeKinds)('rows that changed are read again alone, on %s', (kind) => {
  let store: TestStore
  let followed: Neighbourhood
  const zone = makeZone('Asia/Shanghai')
  beforeAll(async () => {
    store = await emptyStore(kind)
    const clock = { now: () => now }
    followed = await openNeighbourhood({ db: store.db, clock, timeZone: 'Asia/Shanghai', pollMs: 3_600_000 })
  })
  afterAll(async () => {
    followed.close()
    await store.close()
  })

  async function fill(db: Db): Promise<void> {
    await clearTables(db)
    for (const id of areas)
      await db
        .insertInto('areas')
        .values({ id, parent: parent[id]!, level: level(id), name: id })
        .execute()
    for (const id of groups) await db.insertInto('groups').values({ id, area: 'c1', name: id }).execute()
    for (const id of homes.slice(0, 3)) await put(id, 'g1', 'm1', id)(db)
    for (const [index, subject] of ['h1', 'h2', 'h3'].entries())
      await db
        .insertInto('grants')
        .values({ ...grant, id: `a${index}`, subject })
        .execute()
    await bumpVersion(db, 'neighbourhood', 'grants')
  }

  it('and then everything is as if all had been read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 4 }), async (rounds) => {
        await fill(store.db)
        await followed.refresh()
        const held = followed.current()
        for (const steps of rounds) {
          for (const change of steps)
            await store.db.transaction().execute(async (transaction) => {
              await bumpChanged(transaction, await change(transaction))
              await bumpVersion(transaction, 'grants')
            })
          await followed.refresh()
          expect(told(followed.current())).toEqual(told(await readSnapshot(store.db, zone, now)))
        }
        // Not because all was read.
        expect(followed.current().households).toBe(held.households)
      }),
      { numRuns: runs(kind === 'libsql' ? 100 : 25) },
    )
  })

  it.each([
    ['its name', { name: 'side gate' }],
    ['its address', { hls_url: 'https://cameras.example/side.m3u8' }],
    ['its area', { area: 'g3' }],
    ['its owner', { owner: 'another' }],
  ])('what is told of a camera is what its row says by now: %s', async (_, change) => {
    await fill(store.db)
    await store.db
      .insertInto('cameras')
      .values({ ...blank, id: 'k1', number: 1, area: 'g1', resident_clarity: 'full', published: 1 })
      .execute()
    await bumpChanged(store.db, { cameras: ['k1'] })
    await followed.refresh()
    const before = followed.camera('k1')!
    await store.db.updateTable('cameras').set(change).where('id', '=', 'k1').execute()
    expect(followed.camera('k1')).toBe(before)
    await bumpChanged(store.db, { cameras: ['k1'] })
    await followed.refresh()
    const { hls_url: hlsUrl = before.hlsUrl, ...rest } = { hls_url: undefined, ...change }
    expect(followed.camera('k1')).toEqual({ ...before, hlsUrl, ...rest })
    await store.db.deleteFrom('cameras').where('id', '=', 'k1').execute()
    await bumpChanged(store.db, { cameras: ['k1'] })
    await followed.refresh()
    expect(followed.camera('k1')).toBeNull()
  })

  it('but all of them when they are more than there is room for', async () => {
    await fill(store.db)
    await followed.refresh()
    const held = followed.current()
    const ids = Array.from({ length: 1200 }, (_, number) => `new${number}`)
    const rows = ids.map((id) => ({ id, area: 'g1', label: id, contact_name: 'n', contact_phone: '1' }))
    for (let at = 0; at < rows.length; at += 500)
      await store.db
        .insertInto('households')
        .values(rows.slice(at, at + 500))
        .execute()
    await bumpChanged(store.db, { households: ids })
    await followed.refresh()
    expect(ids.filter((id) => followed.household(id)?.label !== id)).toEqual([])
    expect(followed.current().households).not.toBe(held.households)
  })

  it('but all of them after a version that names none', async () => {
    await fill(store.db)
    await followed.refresh()
    const held = followed.current()
    await store.db.updateTable('households').set({ area: 'g3' }).where('id', '=', 'h1').execute()
    await bumpVersion(store.db, 'neighbourhood')
    await bumpChanged(store.db, { households: ['h2'] })
    await followed.refresh()
    expect(followed.household('h1')?.area).toBe('g3')
    expect(followed.current().households).not.toBe(held.households)
  })
})

/** Everything that a snapshot answers about the rows there may be. */
function told(snapshot: Snapshot): unknown {
  const { households, cameras, places } = snapshot
  const home = homes.map((id) => households.find(id))
  const eye = cameras.find.bind(cameras)
  return {
    homes: home.map((at) => (at < 0 ? null : households.facts(at))),
    all: [...households.all()].map((at) => households.id(at)).sort(),
    groups: groups.map((id) => (households.findGroup(id) < 0 ? null : households.group(households.findGroup(id)))),
    boxes: boxes.map((serial) => {
      const box = snapshot.boxes.find(serial)
      return box === null ? null : [households.id(box.household), box.model]
    }),
    cameras: there(snapshot),
    areas: [...places.areaIndex.keys()]
      .sort()
      .map((id) => [
        places.path(places.areaIndex.get(id)!).map((area) => places.areas[area]),
        [...cameras.below(places.areaIndex.get(id)!)].map((camera) => cameras.id(camera)).sort(),
        [...cameras.of(places.areaIndex.get(id)!)].map((camera) => cameras.id(camera)),
      ]),
    decisions: home.map((at) => there(snapshot).map((id) => (at < 0 ? null : decideIn(snapshot, at, eye(id), now)))),
  }
}

const there = (snapshot: Snapshot) => cameras.filter((id) => snapshot.cameras.find(id) >= 0)

const blank = {
  ...{
    name: 'gate',
    kind: 'gate',
    hls_url: 'https://cameras.example/gate.m3u8',
    hls_url_low: null,
    legal_basis: 'rules',
  },
  ...{ approved_by: 'board', approved_until: now * 2, mask_attested_by: 'board', owner: 'owner', contact: 'contact' },
  ...{ quiet_hours: null, external_id: null },
}
const grant = {
  ...{ subject_kind: 'household', object_kind: 'camera', object: 'k1', effect: 'deny', clarity: 'low' },
  ...{ valid_from: 0, valid_until: null, approved_by: 'board', reason: 'test' },
}
