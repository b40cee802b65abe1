import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, storeKinds, type TestStore } from '../../../tests/support/stores'
import { slow } from './slow.test-support'
import { readSnapshot } from './snapshot'
import { makeZone } from './zone'

describe.each(storeKinds)('everything, on %s', (kind) => {
  let store: TestStore
  beforeEach(async () => {
    store = await emptyStore(kind)
  })
  afterEach(() => store.close())

  it('is read once more when more comes meanwhile than there is room for', async () => {
    const ids = Array.from({ length: 1500 }, (_, n) => `h${n}`)
    const fill = async () => {
      await store.db.insertInto('areas').values({ id: 'c1', parent: null, level: 'county', name: '县' }).execute()
      const rows = ids.map((id) => ({ id, area: 'c1', label: id, contact_name: 'n', contact_phone: '1' }))
      for (let at = 0; at < rows.length; at += 500)
        await store.db
          .insertInto('households')
          .values(rows.slice(at, at + 500))
          .execute()
    }
    // Between the count of the households and their rows.
    const db = slow(store.db, new Map([['groups', (go) => void fill().then(go)]]))
    const { households, words } = await readSnapshot(db, makeZone('Asia/Shanghai'), 0)
    expect([...households.all()].map((home) => households.id(home)).sort()).toEqual(ids.sort())
    words.close()
  })
})
