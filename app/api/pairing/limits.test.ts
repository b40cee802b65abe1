import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, storeKinds, type TestStore } from '../../../tests/support/stores'
import { handClock } from '../../../tests/support/street'
import { readConfig } from '../config'
import { addressKey, type Limit, makeLimit } from './limits'

const config = readConfig({ OPERATOR_KEY: 'a-root-key-for-tests-0123456789abcdef' })
const locked = expect.objectContaining({ problem: 'too-many-requests' })

describe.each(storeKinds)('a limit on guessing on %s', (kind) => {
  let store: TestStore
  let clock: ReturnType<typeof handClock>
  /** the same limit in two processes */
  let here: Limit
  let there: Limit
  beforeEach(async () => {
    store = await emptyStore(kind)
    clock = handClock()
    const make = (name = 'box') => makeLimit({ db: store.db, clock, config }, name, 3, 60_000)
    here = make()
    there = make()
  })
  afterEach(() => store.close())

  it('counts what all processes see, and ends with its window', async () => {
    await here.failed('a')
    await there.failed('a')
    await here.check('a')
    await there.take('a')
    await expect(here.check('a')).rejects.toEqual(locked)
    await expect(there.take('a')).rejects.toMatchObject({ extensions: { retryAfter: 60 } })
    clock.advance(59_999)
    await expect(there.check('a')).rejects.toEqual(locked)
    clock.advance(1)
    await here.check('a')
    await there.take('a')
  })

  it('lets no more pass at one moment than the limit', async () => {
    const tries = Array.from({ length: 12 }, (_, turn) => (turn % 2 ? here : there).take('a'))
    const passed = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled')
    expect(passed).toHaveLength(3)
  })

  it('never counts a success', async () => {
    for (let turn = 0; turn < 10; turn++) {
      await here.take('a')
      await here.forgive('a')
    }
    await there.check('a')
  })

  it('keeps keys and limits apart', async () => {
    for (let turn = 0; turn < 3; turn++) await here.failed('a')
    await here.check('b')
    await makeLimit({ db: store.db, clock, config }, 'address', 3, 60_000).check('a')
  })

  it('keeps no address, user or serial in the clear, and nothing that is over', async () => {
    await here.failed('192.0.2.1')
    expect(JSON.stringify(await store.db.selectFrom('failed_tries').selectAll().execute())).not.toContain('192.0.2')
    clock.advance(60_000)
    await here.take('another')
    expect(await store.db.selectFrom('failed_tries').selectAll().execute()).toHaveLength(1)
  })
})

describe('whom an address stands for', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
  ])('%s: %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key)
  })
})
