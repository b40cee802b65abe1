import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { emptyStore, type TestStore } from '../../../tests/support/stores'
import { runningFrom } from './running'
import { type Gathering, makeWriter } from './writer'

let store: TestStore
beforeEach(async () => {
  store = await emptyStore('libsql')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await store.close()
})

const mustNotFail = (error: unknown) => {
  throw error
}

function begun(playback: string) {
  const place = { camera: 'cam1', box: 'box1', household: 'h1', pairing: 'p1', desk: null }
  const ticket = { playback, intent: 'watch', clarity: 'full', engine: 'mse', codecs: [], ...place } as const
  return { ...runningFrom(ticket, 0, 1000), complete: true }
}

const rows = async () =>
  (await store.db.selectFrom('playbacks').select('id').orderBy('id').execute()).map(({ id }) => id)

it.each<[Gathering, string[][]]>([
  [{ everyMs: 15, passedOver: 0 }, [['1'], ['1', '2'], ['1', '2', '3']]],
  [{ everyMs: 500, passedOver: 1 }, [[], ['1'], ['1', '2'], ['1', '2', '3']]],
])('writes what waits together, and passes a young row over: %j', async (gathering, seen) => {
  const writer = makeWriter(store.db, gathering, async () => undefined, mustNotFail)
  for (const [turn, ids] of seen.entries()) {
    if (turn < 3) writer.add(begun(`${turn + 1}`))
    await vi.advanceTimersByTimeAsync(gathering.everyMs)
    expect(await rows()).toEqual(ids)
  }
  expect(vi.getTimerCount()).toBe(0)
})

it('never writes what is taken back before its time', async () => {
  const writer = makeWriter(store.db, { everyMs: 500, passedOver: 1 }, async () => undefined, mustNotFail)
  const [zapped, watched] = [begun('zapped'), begun('watched')]
  writer.add(zapped)
  writer.add(watched)
  await vi.advanceTimersByTimeAsync(500)
  expect(writer.forget(zapped)).toBe(true)
  await vi.advanceTimersByTimeAsync(500)
  await writer.durable(watched)
  expect(await rows()).toEqual(['watched'])
  expect([writer.forget(zapped), writer.forget(watched)]).toEqual([false, false])
})

it('writes young and old at once when somebody must know', async () => {
  const writer = makeWriter(store.db, { everyMs: 500, passedOver: 1 }, async () => undefined, mustNotFail)
  const one = begun('1')
  writer.add(one)
  const durable = writer.durable(one)
  await writer.flush()
  await durable
  expect(await rows()).toEqual(['1'])
  expect(vi.getTimerCount()).toBe(0)
})
