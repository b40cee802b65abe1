import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, storeKinds, type TestStore } from '../../../tests/support/stores'
import { type HandClock, handClock } from '../../../tests/support/street'
import { closeDays, headOf, openViewingLog, removeOldDays } from './chain'
import type { ViewingLog } from './log'
import { beginning, dayMs } from './rules'
import { heads } from './store'
import { verifyViewings } from './verify'

describe.each(storeKinds)('the viewing log on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  const logs: ViewingLog[] = []
  beforeEach(async () => {
    clock = handClock(Date.parse('2026-11-20T23:00:00Z'))
    store = await emptyStore(kind)
  })
  afterEach(async () => {
    for (const log of logs.splice(0)) await log.close()
    await store.close()
  })
  const open = async (id: string) => {
    const log = await openViewingLog(store, clock, id)
    logs.push(log)
    return log
  }
  const line = (playback: string) =>
    ({ kind: 'watch.started', household: 'home1', box: 'box1', camera: 'cam1', clarity: 'low', playback }) as const
  const verify = (kept = 183) => verifyViewings(store.db, clock.now(), kept)
  const lines = () => store.db.selectFrom('viewings').selectAll().orderBy('chain').orderBy('seq').execute()

  /** Two processes, three days, the last of them still open. */
  async function threeDays(): Promise<void> {
    const [a, b] = [await open('a'), await open('b')]
    for (let day = 0; day < 3; day++) {
      for (let number = 0; number < 3; number++) {
        await a.append(line(`a${day}${number}`))
        await b.append({ ...line(`b${day}${number}`), reason: '看看门口 "now"', detail: 'x\ny' })
        clock.advance(60_000)
      }
      clock.advance(dayMs - 180_000)
      await closeDays(store.db, clock.now())
    }
    clock.advance(-dayMs)
  }

  it('chains lines by process and day, also when they come at once and after a restart of the process', async () => {
    const log = await open('a')
    await Promise.all(Array.from({ length: 1203 }, (_, number) => log.append(line(`p${number}`))))
    await log.close()
    await (await open('a')).append(line('after'))
    clock.advance(2 * 3600 * 1000)
    await (await open('a')).append(line('next day'))
    const all = await lines()
    expect(all.length).toBe(1205)
    expect(all[0]).toMatchObject({ chain: '2026-11-20/a', seq: 1, previous_hash: beginning, playback: 'p0' })
    expect(all.at(-2)).toMatchObject({ chain: '2026-11-20/a', seq: 1204, playback: 'after' })
    expect(all.at(-1)).toMatchObject({ chain: '2026-11-21/a', seq: 1, previous_hash: beginning })
    expect(await verify()).toEqual({ lines: 1205, days: 0, fault: null })
  })

  it('takes the next line while the one before is being told of', async () => {
    const log = await open('a')
    let written = 0
    const more = async (): Promise<void> => {
      await log.append(line(`p${written}`))
      if (++written < 50) await more()
    }
    await more()
    expect((await lines()).length).toBe(50)
  })

  it('rejects what cannot be written, and goes on in order afterwards', async () => {
    const log = await open('a')
    await log.append(line('p1'))
    await store.db.schema.alterTable('viewings').renameTo('elsewhere').execute()
    await expect(log.append(line('p2'))).rejects.toThrow()
    await store.db.schema.alterTable('elsewhere').renameTo('viewings').execute()
    await log.append(line('p3'))
    expect((await lines()).map((one) => [one.seq, one.playback])).toEqual([
      [1, 'p1'],
      [2, 'p3'],
    ])
    expect((await verify()).fault).toBeNull()
  })

  it('chains the days that are over, the same from every process', async () => {
    await threeDays()
    await Promise.all([closeDays(store.db, clock.now()), closeDays(store.db, clock.now())])
    const [first, second, ...more] = await heads(store.db)
    expect([first?.day, second?.day, second?.previous, more.length]).toEqual([
      '2026-11-20',
      '2026-11-21',
      first?.head,
      1,
    ])
    expect(await headOf(store.db, '2026-11-20')).toEqual({
      day: '2026-11-20',
      head: first?.head,
      previous: beginning,
      lines: 6,
    })
    expect(await headOf(store.db, '2026-11-30')).toBeNull()
    expect(await verify()).toEqual({ lines: 18, days: 3, fault: null })
  })

  it('tells of each new head once, in its transaction', async () => {
    await (await open('a')).append(line('p1'))
    clock.advance(2 * dayMs)
    const told: string[] = []
    const close = (fails: boolean) =>
      closeDays(store.db, clock.now(), async (transaction, day) => {
        expect(await headOf(transaction, day)).toMatchObject({ day, lines: 1 })
        if (fails) throw new Error('the outbox cannot be written')
        told.push(day)
      })
    await expect(close(true)).rejects.toThrow()
    await close(false)
    await close(false)
    expect(told).toEqual(['2026-11-20'])
  })

  type Tamper = [name: string, act: (at: { day: string; chain: string; seq: number }) => Promise<unknown>, what: string]
  const where = (at: { chain: string; seq: number }) =>
    store.db.updateTable('viewings').where('chain', '=', at.chain).where('seq', '=', at.seq)
  const tampers: Tamper[] = [
    ['another camera', (at) => where(at).set({ camera: 'cam2' }).execute(), 'line altered'],
    ['no household', (at) => where(at).set({ household: null }).execute(), 'line altered'],
    [
      'another time',
      (at) =>
        where(at)
          .set((row) => ({ at: row('at', '+', 1) }))
          .execute(),
      'line altered',
    ],
    ['another reason', (at) => where(at).set({ reason: 'x' }).execute(), 'line altered'],
    ['another hash', (at) => where(at).set({ hash: beginning }).execute(), 'line altered'],
    [
      'a removed line',
      (at) => store.db.deleteFrom('viewings').where('chain', '=', at.chain).where('seq', '=', at.seq).execute(),
      'line removed',
    ],
    ['a line moved away', (at) => where(at).set({ seq: 99 }).execute(), 'line removed'],
  ]
  describe.each(tampers)('finds %s', (_name, act, what) => {
    it.each([
      ['of a closed day', '2026-11-20', 'a', 2],
      ['of today', '2026-11-22', 'b', 1],
      ['at the end of a closed day', '2026-11-21', 'b', 3],
    ])('%s', async (_when, day, process, seq) => {
      await threeDays()
      const at = { day, chain: `${day}/${process}`, seq }
      await act(at)
      expect((await verify()).fault).toEqual({ what, ...at })
    })
  })

  it('finds lines whose places were changed', async () => {
    await threeDays()
    const chain = '2026-11-20/a'
    await where({ chain, seq: 1 }).set({ seq: 50 }).execute()
    await where({ chain, seq: 2 }).set({ seq: 1 }).execute()
    await where({ chain, seq: 50 }).set({ seq: 2 }).execute()
    expect((await verify()).fault).toEqual({ what: 'line altered', day: '2026-11-20', chain, seq: 1 })
  })

  it('finds a whole chain that was removed, a chain that was added, and days that were removed or altered', async () => {
    await threeDays()
    const { db } = store
    const [first, second] = await heads(db)
    const restore = async () => {
      await db.deleteFrom('viewing_heads').execute()
      await db.insertInto('viewing_heads').values([first!, second!]).execute()
    }
    await restore()
    expect((await verify()).fault).toBeNull()
    await db.deleteFrom('viewing_heads').where('day', '=', first!.day).execute()
    expect((await verify()).fault).toMatchObject({ what: 'day removed', day: '2026-11-21' })
    await restore()
    await db.updateTable('viewing_heads').set({ lines: 5 }).where('day', '=', first!.day).execute()
    expect((await verify()).fault).toMatchObject({ what: 'day altered', day: '2026-11-20' })
    await restore()
    await db.updateTable('viewing_heads').set({ removed: 1 }).where('day', '=', first!.day).execute()
    expect((await verify()).fault).toMatchObject({ what: 'day removed too early', day: '2026-11-20' })
    await restore()
    await db.deleteFrom('viewing_heads').execute()
    clock.advance(dayMs)
    expect((await verify()).fault).toMatchObject({ what: 'day not closed', day: '2026-11-20' })
    await restore()
    await db
      .insertInto('viewings')
      .values({ ...(await lines())[0]!, id: undefined as never, chain: '2026-11-20/z' })
      .execute()
    expect((await verify()).fault).toMatchObject({ chain: '2026-11-20/z' })
    await db.deleteFrom('viewings').where('chain', 'in', ['2026-11-20/z', '2026-11-20/b']).execute()
    expect((await verify()).fault).toEqual({ what: 'line removed', day: '2026-11-20', chain: '2026-11-20/b', seq: 1 })
  })

  it('brings a removal to its end that was cut short, before its first line or in between', async () => {
    await threeDays()
    clock.advance(2 * dayMs)
    await store.db.updateTable('viewing_heads').set({ removed: 1 }).where('day', '<=', '2026-11-21').execute()
    await store.db.deleteFrom('viewings').where('chain', '=', '2026-11-20/a').execute()
    await removeOldDays(store.db, clock.now(), 2, AbortSignal.abort())
    expect((await lines()).length).toBe(15)
    await removeOldDays(store.db, clock.now(), 2)
    expect((await lines()).map(({ chain }) => chain.slice(0, 10))).toEqual(Array(6).fill('2026-11-22'))
    expect(await verify(2)).toEqual({ lines: 6, days: 3, fault: null })
  })

  it('removes days that were kept long enough, and can still be verified', async () => {
    await threeDays()
    const kept = 2
    await removeOldDays(store.db, clock.now(), kept)
    expect((await lines()).length).toBe(18)
    clock.advance(dayMs)
    await removeOldDays(store.db, clock.now(), kept)
    expect(new Set((await lines()).map((one) => one.chain))).toEqual(
      new Set(['2026-11-21/a', '2026-11-21/b', '2026-11-22/a', '2026-11-22/b']),
    )
    expect(await verify(kept)).toEqual({ lines: 12, days: 3, fault: null })
    expect((await verify(183)).fault).toMatchObject({ what: 'day removed too early' })
    await store.db.updateTable('viewing_heads').set({ ends: '[]' }).where('day', '=', '2026-11-20').execute()
    expect((await verify(kept)).fault).toMatchObject({ what: 'day altered', day: '2026-11-20' })
  })
})
