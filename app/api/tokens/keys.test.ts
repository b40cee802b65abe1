import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, storeKinds, type TestStore } from '../../../tests/support/stores'
import { type Claims, sign, verify } from './compact'
import { openSigningKeys, type SigningKeys } from './keys'
import { relearnMs } from './rules'

const minute = 60_000
const day = 24 * 60 * minute
const claims: Claims = { kind: 'box', expiresAt: 0, subject: 'p1', rest: [] }

describe.each(storeKinds)('signing keys on %s', (kind) => {
  let store: TestStore
  let here: SigningKeys
  let there: SigningKeys
  const start = 1_764_000_000_000
  const good = (keys: SigningKeys, token: string) => verify(token, keys.byId) !== null

  beforeEach(async () => {
    store = await emptyStore(kind)
    const both = await Promise.all([openSigningKeys(store.db, start), openSigningKeys(store.db, start)])
    here = both[0]
    there = both[1]
  })
  afterEach(() => store.close())

  it('are the same for processes that start together on an empty store', () => {
    expect(good(there, sign(claims, here.current()))).toBe(true)
    expect(good(here, sign(claims, there.current()))).toBe(true)
  })

  it('are found again after a restart', async () => {
    const token = sign(claims, here.current())
    expect(good(await openSigningKeys(store.db, start + day), token)).toBe(true)
  })

  it('rotate without interrupting anyone: a new key signs when every process has learnt it', async () => {
    const before = here.current().id
    const later = start + day
    await here.rotate(later)
    expect(here.current().id).toBe(before)
    expect(good(there, sign(claims, here.current()))).toBe(true)

    await there.reload(later + relearnMs)
    expect(there.current().id).toBe(before)

    await here.reload(later + 3 * relearnMs)
    expect(here.current().id).not.toBe(before)
    expect(good(there, sign(claims, here.current()))).toBe(true)
  })

  it('go on checking what the former key signed, also when the next rotation comes soon', async () => {
    const old = sign(claims, here.current())
    await here.rotate(start + 10 * day)
    await here.reload(start + 10 * day + 2 * minute)
    await here.rotate(start + 10 * day + 3 * minute)
    expect(good(here, old)).toBe(true)
    await here.rotate(start + 11 * day)
    expect(good(here, old)).toBe(true)
  })

  it('are forgotten when nothing they signed can be alive', async () => {
    const old = sign(claims, here.current())
    await here.rotate(start + day)
    await here.rotate(start + 4 * day)
    expect(good(here, old)).toBe(false)
  })

  it('are honoured until they are retired, in every process', async () => {
    const old = sign(claims, here.current())
    const id = await there.rotate(start + minute)
    for (const keys of [here, there]) await keys.reload(start + 3 * minute)
    expect([here.current().id, there.current().id]).toEqual([id, id])
    expect([good(here, old), good(there, old)]).toEqual([true, true])
    await here.retire('first', start + 4 * minute)
    expect([good(here, old), good(there, old)]).toEqual([false, true])
    await there.reload(start + 4 * minute + relearnMs)
    expect(good(there, old)).toBe(false)
    expect(good(there, sign(claims, here.current()))).toBe(true)
    expect(await there.list(start + 5 * minute)).toEqual([expect.objectContaining({ id, state: 'signs' })])
  })

  it('go by themselves also where nobody rotates again', async () => {
    const old = sign(claims, here.current())
    await here.rotate(start + day)
    await here.reload(start + 4 * day)
    expect(good(here, old)).toBe(false)
  })
})
