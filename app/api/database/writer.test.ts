import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyStore, storeKinds, type TestStore } from '../../../tests/support/stores'
import type { Db } from './connect'
import { openWriter, type Writer } from './writer'

describe.each(storeKinds)('writes that share transactions on %s', (kind) => {
  let store: TestStore
  let writer: Writer

  beforeAll(async () => {
    store = await emptyStore(kind)
    writer = openWriter(store)
  })
  afterAll(() => store.close())

  const put = (key: string) => (transaction: Db) =>
    transaction.insertInto('settings').values({ key, value: key }).returning('key').executeTakeFirstOrThrow()
  const keys = async () =>
    (await store.db.selectFrom('settings').select('key').orderBy('key').execute()).map(({ key }) => key)

  it('gives each its value', async () => {
    expect(await Promise.all(['a', 'b', 'c'].map((key) => writer.write(put(key))))).toEqual([
      { key: 'a' },
      { key: 'b' },
      { key: 'c' },
    ])
  })

  it('undoes only what fails, also in the store’s own words', async () => {
    const outcomes = await Promise.allSettled([
      writer.write(put('d')),
      writer.write(async (transaction) => {
        await put('never')(transaction)
        throw new Error('changed my mind')
      }),
      writer.write(put('a')),
      writer.write(put('e')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(await keys()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('fails alone and goes on', async () => {
    await expect(writer.write(put('a'))).rejects.toThrow()
    await writer.write(put('f'))
    expect(await keys()).toContain('f')
  })

  it('lets each see what came before it', async () => {
    const count = (transaction: Db) => transaction.selectFrom('settings').select('key').execute()
    const seen = await Promise.all([writer.write(count), writer.write(put('g')), writer.write(count)])
    expect((seen[2] as unknown[]).length - (seen[0] as unknown[]).length).toBe(1)
  })

  it('takes thousands', async () => {
    const many = Array.from({ length: 500 }, (_, n) => `many${n}`)
    await Promise.all(many.map((key) => writer.write(put(key))))
    expect((await keys()).filter((key) => key.startsWith('many'))).toHaveLength(500)
  })
})

describe('writers of two processes on PostgreSQL', () => {
  it('take turns, so that what one read stays true until it is written', async () => {
    const store = await emptyStore('postgres')
    const writers = [openWriter(store), openWriter(store)]
    await store.db.insertInto('settings').values({ key: 'n', value: '0' }).execute()
    const add = async (transaction: Db) => {
      const { value } = await transaction
        .selectFrom('settings')
        .select('value')
        .where('key', '=', 'n')
        .executeTakeFirstOrThrow()
      await transaction
        .updateTable('settings')
        .set({ value: `${Number(value) + 1}` })
        .where('key', '=', 'n')
        .execute()
    }
    await Promise.all(Array.from({ length: 100 }, (_, n) => writers[n % 2]!.write(add)))
    const row = await store.db.selectFrom('settings').selectAll().where('key', '=', 'n').executeTakeFirstOrThrow()
    expect(row.value).toBe('100')
    await store.close()
  })
})
