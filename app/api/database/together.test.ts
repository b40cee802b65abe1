import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeTogether } from './together'

const settled = (promises: Promise<unknown>[]) => Promise.allSettled(promises)

describe('writes that share a commit', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('go together when they are asked for within the time, and each is answered its own', async () => {
    const write = vi.fn(async (items: readonly number[]) => items.map((item) => item * 2))
    const ask = writeTogether(write, 15)
    const answers = settled([ask(1), ask(2)])
    await vi.advanceTimersByTimeAsync(10)
    const third = ask(3)
    expect(write).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(5)
    expect(write.mock.calls).toEqual([[[1, 2, 3]]])
    expect(await answers).toMatchObject([{ value: 2 }, { value: 4 }])
    expect(await third).toBe(6)
  })

  it('are answered after the commit and not before; who comes meanwhile goes into the next one', async () => {
    const commits: (() => void)[] = []
    const write = vi.fn(
      (items: readonly number[]) => new Promise<number[]>((done) => commits.push(() => done([...items]))),
    )
    const ask = writeTogether(write, 15)
    let answered = false
    const first = ask(1).then(() => {
      answered = true
    })
    await vi.advanceTimersByTimeAsync(15)
    const second = ask(2)
    const third = ask(3)
    await vi.advanceTimersByTimeAsync(1000)
    expect([answered, write.mock.calls.length]).toEqual([false, 1])
    commits[0]!()
    await first
    expect(write.mock.calls[1]).toEqual([[2, 3]])
    commits[1]!()
    expect(await Promise.all([second, third])).toEqual([2, 3])
  })

  it('fail alone: the others of the group are written', async () => {
    const ask = writeTogether(async (items: readonly number[]) => {
      if (items.includes(2)) throw new Error(`2 among ${items.length}`)
      return items
    }, 15)
    const answers = settled([ask(1), ask(2), ask(3)])
    await vi.advanceTimersByTimeAsync(15)
    expect(await answers).toMatchObject([{ value: 1 }, { reason: { message: '2 among 1' } }, { value: 3 }])
  })

  it('fail all at once while the store is away, without asking it for each', async () => {
    const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' })
    const write = vi
      .fn()
      .mockRejectedValueOnce(away)
      .mockImplementation(async (items) => items)
    const ask = writeTogether(write, 15)
    const answers = settled([ask(1), ask(2)])
    await vi.advanceTimersByTimeAsync(15)
    expect(await answers).toMatchObject([{ reason: away }, { reason: away }])
    expect(write).toHaveBeenCalledTimes(1)
    const later = ask(3)
    await vi.advanceTimersByTimeAsync(15)
    expect(await later).toBe(3)
  })

  it('do not wait when there are enough for one statement', async () => {
    const write = vi.fn(async (items: readonly number[]) => items)
    const ask = writeTogether(write, 15)
    const all = Promise.all(Array.from({ length: 600 }, (_, item) => ask(item)))
    await vi.advanceTimersByTimeAsync(0)
    expect(write.mock.calls.map(([items]) => items.length)).toEqual([250, 250, 100])
    expect(await all).toHaveLength(600)
  })

  it('do not wait when they shall not; those that come while the first is written go together', async () => {
    const write = vi.fn(async (items: readonly number[]) => items)
    const ask = writeTogether(write, 0)
    expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([1, 2, 3])
    expect(write.mock.calls).toEqual([[[1]], [[2, 3]]])
  })
})
