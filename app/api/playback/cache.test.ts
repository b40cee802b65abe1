import { beforeEach, describe, expect, it } from 'vitest'
import { type HandClock, handClock } from '../../../tests/support/street'
import { type Cache, makeCache } from './cache'

describe('what was fetched a moment ago', () => {
  let clock: HandClock
  let cache: Cache<string>
  let fetches: string[]
  beforeEach(() => {
    clock = handClock()
    cache = makeCache(clock, 100)
    fetches = []
  })
  const get = (key: string, size = 40, ms = 1000) =>
    cache.get(key, async () => {
      fetches.push(key)
      return { value: `${key}${fetches.length}`, size, ms }
    })

  it('is fetched once for all who ask at the same time, and again when it is too old', async () => {
    expect(await Promise.all([get('a'), get('a'), get('a')])).toEqual(['a1', 'a1', 'a1'])
    clock.advance(999)
    expect([await get('a'), cache.peek('a')]).toEqual(['a1', 'a1'])
    clock.advance(1)
    expect([cache.peek('a'), await get('a')]).toEqual([undefined, 'a2'])
  })

  it('takes no more room than it may: what was asked for longest ago goes first', async () => {
    await get('a')
    await get('b')
    await get('a')
    await get('c')
    expect([cache.bytes, cache.peek('a'), cache.peek('b')]).toEqual([80, 'a1', undefined])
    await get('huge', 101)
    expect([cache.bytes, cache.peek('huge')]).toEqual([80, undefined])
    clock.advance(1000)
    cache.prune()
    expect(cache.bytes).toBe(0)
  })

  it('keeps what came by another way in the place of what was there', async () => {
    await get('a')
    cache.put('a', { value: 'newer', size: 50, ms: 1000 })
    expect([await get('a'), cache.bytes, fetches]).toEqual(['newer', 50, ['a']])
  })

  it('passes a failure on to all who wait, and keeps none', async () => {
    const fail = () => cache.get('a', () => Promise.reject(new Error('away')))
    const answers = await Promise.allSettled([fail(), fail()])
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await get('a')).toBe('a1')
  })
})
