import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyStore, type TestStore } from '../../../tests/support/stores'
import { readPast } from './past'
import { readSnapshot } from './snapshot'
import { Words } from './words'
import { makeZone } from './zone'

describe('words whose reading cannot be ended', () => {
  let store: TestStore
  beforeEach(async () => {
    store = await emptyStore('libsql')
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await store.close()
  })

  it.each([
    ['of now', readSnapshot],
    ['of the past', readPast],
  ])('are forgotten: %s', async (_, read) => {
    const close = vi.spyOn(Words.prototype, 'close')
    await store.db.schema.dropTable('emergency_grants').execute()
    await expect(read(store.db, makeZone('Asia/Shanghai'), 0)).rejects.toThrow('emergency_grants')
    expect(close).toHaveBeenCalledOnce()
  })
})
