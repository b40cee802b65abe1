import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, storeKinds, type TestStore } from '../../../tests/support/stores'
import { decideIn } from './decision'
import { keepHistory } from './history'
import { readPast } from './past'
import { makeZone } from './zone'

const then = Date.parse('2026-05-01T12:00:00+08:00')
const zone = makeZone('Asia/Shanghai')

describe.each(storeKinds)('the past, on %s', (kind) => {
  let store: TestStore
  beforeEach(async () => {
    store = await emptyStore(kind)
  })
  afterEach(() => store.close())

  it('of more households and cameras than a small table takes', async () => {
    const area = { id: 'c1', parent: null, level: 'county', name: '县' }
    const camera = { area: 'c1', published: 1, resident_clarity: 'low', approved_until: then + 1000, quiet_hours: null }
    const keys = (letter: string) => Array.from({ length: 2500 }, (_, n) => `${letter}${n}`)
    const rows = (letter: string, row: object) => keys(letter).map((key) => ({ key, row: { id: key, ...row } }))
    await keepHistory(store.db, 'areas', [{ key: 'c1', row: area }], then - 2)
    // Each with a change, which is no row more.
    for (const published of [0, 1])
      await keepHistory(store.db, 'cameras', rows('k', { ...camera, published }), then - 2 + published)
    for (const area of ['nowhere', 'c1']) await keepHistory(store.db, 'households', rows('h', { area }), then - 1)
    const past = await readPast(store.db, zone, then)
    const { households, cameras } = past
    expect([...households.all()].map((home) => households.id(home)).sort()).toEqual(keys('h').sort())
    const seen = keys('k').map((id) => decideIn(past, households.find('h2499'), cameras.find(id), then).see)
    expect(new Set(seen)).toEqual(new Set(['yes']))
    past.words.close()
  })
})
