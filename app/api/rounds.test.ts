import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openRounds } from './rounds'

describe('rounds', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are gone one at a time, again after a failure, and no more once closed', async () => {
    const ends: (() => void)[] = []
    const failures: string[] = []
    let failing = false
    const rounds = openRounds(
      1000,
      () => {
        if (failing) return Promise.reject(new Error('the store is down'))
        return new Promise((done) => ends.push(done))
      },
      (error) => failures.push(error.message),
    )
    await vi.advanceTimersByTimeAsync(3500)
    expect(ends).toHaveLength(1)
    // The round under way may have looked before whoever asks now changed something.
    const asked = [rounds.look(), rounds.look()]
    ends[0]?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(ends).toHaveLength(2)
    ends[1]?.()
    await Promise.all(asked)
    await vi.advanceTimersByTimeAsync(1000)
    expect(ends).toHaveLength(3)

    ends[2]?.()
    failing = true
    await vi.advanceTimersByTimeAsync(1000)
    expect(failures).toEqual(['the store is down'])
    failing = false
    await vi.advanceTimersByTimeAsync(1000)
    expect(ends).toHaveLength(4)

    let closed = false
    const closing = rounds.close().then(() => {
      closed = true
    })
    await vi.advanceTimersByTimeAsync(5000)
    expect(closed).toBe(false)
    const late = rounds.look()
    ends[3]?.()
    await Promise.all([closing, late])
    expect(ends).toHaveLength(4)
  })
})
