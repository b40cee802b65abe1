import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { csv, startService, type TestService } from '../../../tests/support/operator'
import { storeKinds } from '../../../tests/support/stores'
import type { Db } from '../database/connect'
import { type Ending, finishImport } from './journal'
import { appendPiece } from './journal-store'

describe.each(storeKinds)('a large import on %s', (kind) => {
  let at: TestService
  beforeEach(async () => {
    at = await startService(kind)
  })
  afterEach(() => at.close())

  const homes = 1100
  const areas = csv([
    ['id', 'parent', 'level', 'name'],
    ['c1', '', 'county', '县'],
  ])
  const households = (count: number, label = '室') =>
    csv([
      ['id', 'area', 'group', 'label', 'contact_name', 'contact_phone'],
      ...Array.from({ length: count }, (_, n) => [`h${n}`, 'c1', '', `${n}${label}`, '张三', '1']),
    ])
  const boxes = (count: number) =>
    csv([['serial', 'household', 'model'], ...Array.from({ length: count }, (_, n) => [`b${n}`, `h${n}`, 'X1'])])
  const first = () => at.send({ 'areas.csv': areas, 'households.csv': households(homes), 'boxes.csv': boxes(homes) })
  const count = async (table: 'households' | 'boxes' | 'import_pieces' | 'events') => {
    const { n } = await at.store.db
      .selectFrom(table)
      .select((row) => row.fn.countAll().as('n'))
      .executeTakeFirstOrThrow()
    return Number(n)
  }
  const version = async () => {
    const row = await at.store.db
      .selectFrom('settings')
      .select('value')
      .where('key', '=', 'access.version.neighbourhood')
      .executeTakeFirst()
    return Number(row?.value ?? 0)
  }

  it('comes in whole, with one telling and one new version, and leaves nothing behind', async () => {
    const { status, body } = await first()
    expect([status, body.counts['households.csv'].created]).toEqual([200, homes])
    expect([await count('households'), await count('boxes'), await count('import_pieces')]).toEqual([homes, homes, 0])
    expect([await version(), await count('events')]).toEqual([1, 1])
    expect(at.service.neighbourhood.box('b1099')?.household).toBe('h1099')
    const changed = { 'households.csv': households(homes - 300, '号'), 'boxes.csv': boxes(homes - 300) }
    const second = await at.send(changed, '?confirm_removed=600')
    expect(second.body.counts['households.csv']).toEqual({ created: 0, updated: 800, unchanged: 0, removed: 300 })
    expect([await count('households'), await count('boxes'), await count('import_pieces')]).toEqual([800, 800, 0])
    expect([await version(), at.service.neighbourhood.household('h1099')]).toEqual([2, null])
  })

  it('lets others write in between, and changes nobody’s rules before it is all there', async () => {
    let done = false
    const importing = first().finally(() => {
      done = true
    })
    let between = 0
    let halfSeen = 0
    while (!done) {
      // As requests do: the embedded store answers within one turn of the loop.
      await new Promise((turn) => setImmediate(turn))
      await at.store.db
        .insertInto('settings')
        .values({ key: 'a call for help', value: '' })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: '' }))
        .execute()
      between++
      if ((await version()) === 0) {
        expect(at.service.neighbourhood.household('h0')).toBeNull()
        if ((await count('households')) > 0) halfSeen++
      }
    }
    expect((await importing).status).toBe(200)
    expect(between).toBeGreaterThan(4)
    // PostgreSQL shows nobody a transaction that is not done.
    if (kind === 'libsql') expect(halfSeen).toBeGreaterThan(0)
    expect(at.service.neighbourhood.household('h0')).not.toBeNull()
  })

  const ending: Ending = { at: 1, parts: ['neighbourhood'], channels: ['service'] }
  const area = { id: 'c1', parent: null, level: 'county', name: '县' }
  const household = { id: 'h', area: 'c1', group_id: null, label: 'l', contact_name: 'n', contact_phone: '1' }
  async function journal(last: boolean, row: object = household): Promise<void> {
    await appendPiece(at.store.db, 1, { act: 'put', file: 'areas.csv', rows: [area] })
    await appendPiece(at.store.db, 2, { act: 'put', file: 'households.csv', rows: [row] })
    if (last) await appendPiece(at.store.db, 3, { act: 'finish', file: '', rows: ending })
  }

  it('is finished by the next process when it was decided', async () => {
    await journal(true)
    await finishImport(at.service)
    expect([await count('households'), await count('import_pieces'), await version()]).toEqual([1, 0, 1])
    await finishImport(at.service)
    expect(await version()).toBe(1)
  })

  it('is forgotten when it was cut off before it was decided', async () => {
    await journal(false)
    await finishImport(at.service)
    expect([await count('households'), await count('import_pieces'), await version()]).toEqual([0, 0, 0])
  })

  it('is finished before the next change by an operator', async () => {
    await journal(true)
    expect((await at.call('PUT', '/v1/operator/groups/m1', { body: { area: 'c1', name: 'x' } })).status).toBe(201)
    expect(await count('households')).toBe(1)
  })

  /** The store, in which so many transactions fail before one goes well. */
  function failing(code: string, times: number): Db {
    return new Proxy(at.store.db, {
      get(db, name) {
        if (name === 'transaction' && times-- > 0) throw Object.assign(new Error(code), { code })
        const value: unknown = Reflect.get(db, name, db)
        return typeof value === 'function' ? value.bind(db) : value
      },
    })
  }

  it.each(['SQLITE_FULL', '40P01'])('waits in the journal while the store says %s, and goes on later', async (code) => {
    await journal(true)
    await expect(finishImport({ ...at.service, db: failing(code, 3) })).rejects.toThrow(code)
    expect(await count('import_pieces')).toBe(3)
    await finishImport(at.service)
    expect([await count('households'), await count('import_pieces')]).toEqual([1, 0])
  })

  it('writes a piece again that collided with what others write', async () => {
    await journal(true)
    await finishImport({ ...at.service, db: failing('40P01', 2) })
    expect([await count('households'), await count('import_pieces'), await version()]).toEqual([1, 0, 1])
  })

  it('takes a PIN away in every process, however long it takes', async () => {
    const { db } = at.store
    const pin = { household: 'h', hash: 'x', changed_at: at.clock.at, failures: 0, failed_at: null }
    await db.insertInto('household_pins').values(pin).execute()
    await appendPiece(db, 1, { act: 'remove', file: 'households.csv', rows: ['h'] })
    await appendPiece(db, 2, { act: 'end', file: 'households.csv', rows: ['h'] })
    await appendPiece(db, 3, { act: 'finish', file: '', rows: { ...ending, at: at.clock.at } })
    at.clock.at += 5 * 60_000
    await at.service.pairings.refresh()
    expect(at.service.pairings.hasPin('h')).toBe(true)
    await finishImport(at.service)
    await at.service.pairings.refresh()
    expect(at.service.pairings.hasPin('h')).toBe(false)
  })

  it('that cannot be finished holds up none that follow', async () => {
    await journal(true, { ...household, area: 'nowhere' })
    await expect(finishImport(at.service)).rejects.toThrow()
    expect([await count('import_pieces'), await version()]).toEqual([0, 1])
    expect((await first()).status).toBe(200)
    expect(await count('households')).toBe(homes)
  })
})
