import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { emptyStore, storeKinds, type TestStore } from '../support/stores'
import { type Api, startApi } from './town'

/** More than goes into one transaction on either store. */
const homes = 20_000
const file = (header: string, line: (n: number) => string) =>
  `${[header, ...Array.from({ length: homes }, (_, n) => line(n))].join('\r\n')}\r\n`

describe.each(storeKinds)('a large import on %s, its process killed in the middle', (kind) => {
  let store: TestStore
  let api: Api
  beforeAll(async () => {
    store = await emptyStore(kind)
    api = await startApi(store.address)
  })
  afterAll(async () => {
    await api.stop()
    await store.close()
  })

  const count = async (table: 'households' | 'boxes' | 'import_pieces' | 'access_history') => {
    const of = store.db.selectFrom(table).select((row) => row.fn.countAll().as('n'))
    return Number((await of.executeTakeFirstOrThrow()).n)
  }
  const send = async () => {
    const form = new FormData()
    const areas = 'id,parent,level,name\r\ncity,,county,县\r\n'
    const households = file('id,area,group,label,contact_name,contact_phone', (n) => `h${n},city,,${n}室,张三,1`)
    const boxes = file('serial,household,model', (n) => `b${n},h${n},X1`)
    for (const [name, text] of Object.entries({ 'areas.csv': areas, 'households.csv': households, 'boxes.csv': boxes }))
      form.append('file', new Blob([text]), name)
    const headers = { authorization: 'Bearer a-root-key-for-tests-0123456789abcdef' }
    const answer = await fetch(`${api.url}/v1/operator/import`, { method: 'POST', headers, body: form })
    return { status: answer.status, body: (await answer.json()) as { counts: Record<string, object> } }
  }

  it('goes on where it was when the process comes again, and nothing is written twice', async () => {
    const cut = send().catch(() => 'cut')
    // Decided, and some of it in its table: pieces are 500 rows.
    await vi.waitFor(async () => expect(await count('households')).toBeGreaterThan(1000), {
      timeout: 120_000,
      interval: 20,
    })
    await api.kill()
    expect(await cut).toBe('cut')
    const left = await count('import_pieces')
    const there = await count('households')
    expect([left > 0, there < homes]).toEqual([true, true])

    await api.start()
    expect([await count('households'), await count('boxes'), await count('import_pieces')]).toEqual([homes, homes, 0])
    const noted = await count('access_history')
    const again = await send()
    expect([again.status, again.body.counts['households.csv']]).toEqual([
      200,
      { created: 0, updated: 0, unchanged: homes, removed: 0 },
    ])
    expect(await count('access_history')).toBe(noted)
    // The area and each household; boxes have no history.
    expect(noted).toBe(homes + 1)
  })
})
