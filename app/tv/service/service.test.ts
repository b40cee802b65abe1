import { describe, expect, it } from 'vitest'
import { serverClock } from './clock'
import { pauseBefore } from './events'
import { known } from './known'
import { memoryPreviews } from './previews'
import { defaults, readSettings } from './settings'
import { type SseMessage, SseReader } from './sse'
import { boxStore } from './store'

describe('the event stream', () => {
  const message = (event: string, data: string, id: string | null = null): SseMessage => ({ event, data, id })
  it.each<[string, string[], SseMessage[]]>([
    ['one message', ['event: notice\ndata: {}\nid: 7\n\n'], [message('notice', '{}', '7')]],
    ['cut anywhere', ['eve', 'nt: notice\nda', 'ta: {"a"', ':1}\n', '\n'], [message('notice', '{"a":1}')]],
    ['comments are nothing', [': hello\n\n:\n\n'], []],
    ['lines of data are joined', ['data: a\ndata: b\n\n'], [message('message', 'a\nb')]],
    ['carriage returns', ['event: x\r\ndata: 1\r\n\r\n'], [message('x', '1')]],
    ['a carriage return cut from its line feed', ['event: x\r', '\ndata: 1\r\n\r\n'], [message('x', '1')]],
    ['no data, no message', ['event: x\nid: 1\n\n'], []],
    ['two at once', ['data: 1\n\ndata: 2\n\n'], [message('message', '1'), message('message', '2')]],
  ])('%s', (_, pieces, messages) => {
    const reader = new SseReader()
    expect(pieces.flatMap((piece) => reader.read(piece))).toEqual(messages)
  })

  it.each([
    [1, 0, 500],
    [1, 1, 1000],
    [3, 1, 4000],
    [9, 0, 15_000],
    [50, 1, 30_000],
  ])('waits before attempt %i (luck %i): %i ms', (attempt, random, ms) => {
    expect(pauseBefore(attempt, random)).toBe(ms)
  })
})

describe('the server clock', () => {
  it('is the box clock until the server tells the time, then immune to it', () => {
    let steady = 0
    let box = 500
    const clock = serverClock(
      () => steady,
      () => box,
    )
    expect([clock.known, clock.now()]).toEqual([false, 500])
    steady = 100
    clock.told(1_000_000, 60)
    expect([clock.known, clock.now()]).toEqual([true, 1_000_020])
    box = 99_999_999
    steady = 1100
    expect(clock.now()).toBe(1_001_020)
  })

  it.each([
    ['a slow answer does not spoil a good one', 5_000, 1_003_000, 1_005_020],
    ['a slow answer that proves it wrong is believed', 5_000, 1_303_000, 1_304_500],
    ['after ten minutes any answer is better than drift', 700_000, 1_698_500, 1_700_000],
  ])('%s', (_, later, serverTime, now) => {
    let steady = 40
    const clock = serverClock(
      () => steady,
      () => 0,
    )
    clock.told(1_000_000, 0)
    steady = 40 + later
    clock.told(serverTime, steady - 3_000)
    expect(clock.now()).toBe(now)
  })
})

describe('the box storage', () => {
  const forbidding = {
    getItem: () => {
      throw new Error('forbidden')
    },
    setItem: () => {
      throw new Error('full')
    },
    removeItem: () => {
      throw new Error('forbidden')
    },
  }
  it.each([
    ['forbidden', forbidding],
    ['missing', null],
  ])('keeps things for this start when storage is %s', (_, storage) => {
    const store = boxStore(storage, 'a')
    expect(store.lasting).toBe(false)
    expect(store.write('x', { y: 1 })).toBe(false)
    expect(store.read('x')).toEqual({ y: 1 })
    store.remove('x')
    expect(store.read('x')).toBeNull()
  })

  it('keeps boxes apart and does not trip over rubbish', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
    const a = boxStore(storage, 'a')
    expect([a.lasting, a.write('x', 1), boxStore(storage, 'b').read('x')]).toEqual([true, true, null])
    expect(boxStore(storage, 'a').read('x')).toBe(1)
    kept.set([...kept.keys()][0]!, '{broken')
    expect(a.read('x')).toBeNull()
  })
})

describe('settings', () => {
  it.each<[unknown, object]>([
    [{}, {}],
    [null, {}],
    ['text', {}],
    [{ language: 'en' }, { language: 'en' }],
    [{ api: { url: 'https://a.example' } }, { api: { ...defaults.api, url: 'https://a.example' } }],
    [{ api: 'x', stage: { height: '720' } }, {}],
    [{ features: { anything: true } }, { features: { anything: true } }],
  ])('%o over the defaults', (file, changed) => {
    expect(readSettings(file)).toEqual({ ...defaults, ...changed })
  })
})

describe('a known value', () => {
  const clock = { known: true, now: () => 5000, told: () => undefined, steady: () => 0 }
  const fresh = { value: ['fresh'], etag: 'e2' }

  it('is first what was stored, then fresh, and stored again', async () => {
    const store = boxStore(null, 'a')
    store.write('list', { value: ['old'], at: 1000, etag: 'e1' })
    const etags: (string | null)[] = []
    const ask = (etag: string | null) => {
      etags.push(etag)
      return Promise.resolve(fresh)
    }
    const list = known('list', ask, store, clock)
    expect([list.value, list.at, list.freshness]).toEqual([['old'], 1000, 'stored'])
    await list.refresh()
    expect([list.value, list.at, list.freshness, etags]).toEqual([['fresh'], 5000, 'fresh', ['e1']])
    expect(store.read('list')).toEqual({ ...fresh, at: 5000 })
  })

  it('keeps its value when the service says that it is still true, or fails', async () => {
    const answers: (() => Promise<typeof fresh | null>)[] = [
      () => Promise.resolve(fresh),
      () => Promise.resolve(null),
      () => Promise.reject(new Error('away')),
    ]
    const list = known('list', () => answers.shift()!(), boxStore(null, 'a'), clock)
    const seen: string[] = []
    list.onChange(() => seen.push(`${list.value} ${list.freshness} ${list.failure}`))
    for (let i = 0; i < 3; i++) await list.refresh()
    expect(seen).toEqual(['fresh fresh null', 'fresh fresh null', 'fresh failed not-understood'])
  })

  it('asks again when something changed while it asked', async () => {
    let asked = 0
    const ask = () => {
      asked++
      return Promise.resolve(fresh)
    }
    const list = known('list', ask, boxStore(null, 'a'), clock)
    await Promise.all([list.refresh(), list.refresh(), list.refresh()])
    expect(asked).toBe(2)
  })

  it('can be amended, and then asks for the whole again', async () => {
    const etags: (string | null)[] = []
    const ask = (etag: string | null) => {
      etags.push(etag)
      return Promise.resolve(fresh)
    }
    const list = known('list', ask, boxStore(null, 'a'), clock)
    await list.refresh()
    list.amend((value) => value.concat('more'))
    expect(list.value).toEqual(['fresh', 'more'])
    await list.refresh()
    expect([list.value, etags]).toEqual([['fresh'], [null, null]])
  })

  it('can be forgotten', async () => {
    const store = boxStore(null, 'a')
    const list = known('list', () => Promise.resolve(fresh), store, clock)
    await list.refresh()
    list.forget()
    expect([list.value, list.freshness, store.read('list')]).toEqual([null, 'nothing', null])
  })

  it('stays forgotten when an answer was on its way, and knows what is asked afterwards', async () => {
    const store = boxStore(null, 'a')
    const answers: ((answer: typeof fresh) => void)[] = []
    const list = known('list', () => new Promise<typeof fresh>((told) => answers.push(told)), store, clock)
    const told = list.refresh()
    list.forget()
    answers[0]!(fresh)
    await told
    expect([list.value, list.freshness, store.read('list')]).toEqual([null, 'nothing', null])
    const again = list.refresh()
    answers[1]!(fresh)
    await again
    expect([list.value, list.freshness]).toEqual([['fresh'], 'fresh'])
  })
})

describe('previews', () => {
  const picture = {} as HTMLCanvasElement
  it('are few, and the oldest goes first', () => {
    const previews = memoryPreviews()
    for (let i = 0; i < 30; i++) previews.put(`c${i}`, picture, i)
    expect([previews.get('c5'), previews.get('c6')?.takenAt]).toEqual([null, 6])
  })

  it('are kept only of what may be seen', () => {
    const previews = memoryPreviews()
    const told: string[] = []
    for (const id of ['a', 'b', 'c']) previews.put(id, picture, 1)
    previews.onChange((id) => told.push(id))
    previews.keepOnly(['b', 'x'])
    expect([told, previews.get('b')?.takenAt]).toEqual([['a', 'c'], 1])
    previews.keepOnly([])
    expect(previews.get('b')).toBeNull()
  })
})
