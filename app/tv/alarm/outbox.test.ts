import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../contract/alarms'
import { boxStore } from '../service/store'
import type { Post } from './call'
import { makeKey } from './key'
import { Outbox } from './outbox'
import type { Wish } from './panel'

const help: Wish = { kind: 'help', quiet: false, mode: 'real' }
const noon = Date.UTC(2026, 10, 23, 12)

/** A service that stores alarms by key, and a way to it that the test can break. */
class Service {
  readonly alarms = new Map<string, Alarm>()
  readonly requests: Parameters<Post>[0][] = []
  /** what the way does with the next requests; then it works */
  way: ('dead' | 'answer lost' | 'store down' | 'standby away' | 'credential not known' | 'internal error')[] = []
  goodTokens = ['alarm-token']

  readonly post: Post = async (request) => {
    this.requests.push(request)
    const fault = this.way.shift()
    if (fault === 'dead') throw new Error('no network')
    if (fault === 'store down') return { status: 503, body: { passed_on: true } }
    if (fault === 'credential not known') return { status: 503, body: {} }
    if (fault === 'internal error') return { status: 500, body: {} }
    const answer = this.answer(request)
    if (fault === 'answer lost') throw new Error('timeout')
    // Stored and told, but not yet where a disk that fails does not lose it.
    if (fault === 'standby away') return { status: 503, body: { passed_on: true, alarm: (answer.body as Alarm).id } }
    return answer
  }

  private answer({ method, path, key, body, token }: Parameters<Post>[0]) {
    if (token === null || !this.goodTokens.includes(token))
      return { status: 401, body: { type: '/problems/unauthorized' } }
    if (method === 'GET') {
      const found = [...this.alarms.values()].find(({ id }) => path === `/v1/alarms/${id}`)
      return found ? { status: 200, body: found } : { status: 404, body: {} }
    }
    if (path === '/v1/alarms/stopped') return { status: 202, body: {} }
    if (path.endsWith('/displayed') || path.endsWith('/answer'))
      return { status: 200, body: [...this.alarms.values()][0] }
    if (path.endsWith('/safe')) return { status: 200, body: [...this.alarms.values()][0] }
    const known = this.alarms.get(key as string)
    if (known) return { status: 200, body: known }
    const request = JSON.parse(body as string)
    const alarm: Alarm = {
      ...{ ...request, id: `a${this.alarms.size + 1}`, late: false, state: 'raised', unanswered: false, stored: true },
      ...{
        own: true,
        raised_at: new Date(noon).toISOString(),
        closed_at: null,
        outcome: null,
        household: null,
        receipts: [],
      },
    }
    this.alarms.set(key as string, alarm)
    return { status: 201, body: alarm }
  }
}

/** A box with a clock that only the test moves; `restart` is a power cut. */
function makeBox(service = new Service()) {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  }
  const box = {
    service,
    kept,
    steady: 0,
    /** box clock minus true time */
    off: 0,
    tokens: ['alarm-token'],
    addresses: 1,
    timers: [] as { at: number; act: () => void }[],
    outbox: null as unknown as Outbox,
    restart() {
      box.timers = []
      const started = box.steady
      const boxTime = () => noon + box.off + box.steady
      box.outbox = new Outbox({
        store: boxStore(storage, 'B1'),
        post: service.post,
        addresses: box.addresses,
        tokens: () => box.tokens,
        clock: { now: boxTime, steady: () => box.steady - started },
        boxTime,
        makeKey: () => makeKey(globalThis.crypto, 0),
        later(act, ms) {
          const timer = { at: box.steady + ms, act }
          box.timers.push(timer)
          return () => {
            box.timers = box.timers.filter((one) => one !== timer)
          }
        },
      })
      box.outbox.start()
    },
    /** Moves the clock on, running what falls due. */
    async pass(ms: number) {
      const end = box.steady + ms
      await settle()
      for (;;) {
        const next = box.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        box.timers = box.timers.filter((one) => one !== next)
        box.steady = Math.max(box.steady, next.at)
        next.act()
        await settle()
      }
      box.steady = end
    },
  }
  box.restart()
  return box
}
const settle = async () => {
  for (let n = 0; n < 20; n++) await Promise.resolve()
}
const sends = (service: Service) => service.requests.filter(({ path }) => path === '/v1/alarms')

describe('the outbox', () => {
  it('stores the call before it sends it, and says "unsent" until the server has it', async () => {
    const box = makeBox()
    box.service.way = ['dead']
    box.outbox.press(help)
    expect([...box.kept.values()].join()).toContain('"key"')
    await box.pass(0)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'unsent', alarm: null }])
    await box.pass(1000)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'stored', alarm: { id: 'a1' } }])
  })

  it('raises one alarm when the answer is lost and the call is repeated', async () => {
    const box = makeBox()
    box.service.way = ['answer lost', 'answer lost']
    box.outbox.press(help)
    await box.pass(10_000)
    expect(box.service.alarms.size).toBe(1)
    const sameCall = sends(box.service).map(({ key, body }) => `${key} ${JSON.parse(body as string).pressed_at}`)
    expect(new Set(sameCall).size).toBe(1)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'stored' }])
  })

  it.each(['before', 'after'] as const)('survives a power cut %s the server stored it', async (when) => {
    const box = makeBox()
    box.service.way = when === 'before' ? ['dead'] : ['answer lost']
    box.outbox.press(help)
    await box.pass(500)
    box.restart()
    await box.pass(5000)
    expect(box.service.alarms.size).toBe(1)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'stored', alarm: { id: 'a1' } }])
  })

  it('shows its own open alarm again after a reload and follows it until it is closed', async () => {
    const box = makeBox()
    box.outbox.press(help)
    await box.pass(100)
    const [key, alarm] = [...box.service.alarms][0]!
    box.restart()
    expect(box.outbox.calls()).toMatchObject([{ alarm: { id: 'a1', state: 'raised' } }])
    box.service.alarms.set(key, { ...alarm, state: 'closed', outcome: 'real' })
    await box.pass(5000)
    expect(box.outbox.calls()).toMatchObject([{ alarm: { state: 'closed', outcome: 'real' } }])
    expect(box.kept.size).toBe(0)
    expect(box.timers).toEqual([])
  })

  it.each<[string, Service['way'], number, 'unsent' | 'passed_on' | 'stored']>([
    ['nothing fails', [], 1, 'stored'],
    ['the way is dead', Array(9).fill('dead'), 1, 'unsent'],
    ['the first address is dead', ['dead'], 2, 'stored'],
    ['the answer is lost once', ['answer lost'], 1, 'stored'],
    ['every answer is lost', Array(9).fill('answer lost'), 1, 'unsent'],
    ['the store is down', Array(9).fill('store down'), 1, 'passed_on'],
    ['the service is broken', Array(9).fill('internal error'), 1, 'unsent'],
  ])('says three seconds after the press what is true when %s', async (_, way, addresses, sent) => {
    const box = makeBox()
    box.addresses = addresses
    box.restart()
    box.service.way = way
    box.outbox.press(help)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'unsent' }])
    await box.pass(3000)
    expect(box.outbox.calls()).toMatchObject([{ sent }])
    expect(box.service.alarms.size > 0 || sent !== 'stored').toBe(true)
  })

  it('pauses 1, 2, 4, 8 and then 15 seconds', async () => {
    const box = makeBox()
    box.service.way = Array(7).fill('dead')
    box.outbox.press(help)
    await box.pass(0)
    const times: number[] = []
    for (let second = 1; second <= 60; second++) {
      const before = box.service.requests.length
      await box.pass(1000)
      if (box.service.requests.length > before) times.push(second)
    }
    expect(times.slice(0, 7)).toEqual([1, 3, 7, 15, 30, 45, 60])
  })

  it('tries the second address in turn, and at once when the network is back', async () => {
    const box = makeBox()
    box.addresses = 2
    box.restart()
    box.service.way = ['dead', 'dead', 'dead']
    box.outbox.press(help)
    await box.pass(1500)
    box.outbox.hurry()
    await box.pass(0)
    expect(sends(box.service).map(({ address }) => address)).toEqual([0, 1, 0])
  })

  it('does without a session, and falls back to it when the alarm credential is refused', async () => {
    const box = makeBox()
    box.service.goodTokens = ['session-token']
    box.tokens = ['alarm-token', 'session-token']
    box.outbox.press(help)
    await box.pass(0)
    expect(sends(box.service).map(({ token }) => token)).toEqual(['alarm-token', 'session-token'])
    expect(box.outbox.calls()).toMatchObject([{ sent: 'stored' }])
  })

  it('falls back to the session when the store is away and the service cannot know the credential', async () => {
    const box = makeBox()
    box.service.way = ['credential not known', 'store down']
    box.tokens = ['alarm-token', 'session-token']
    box.outbox.press(help)
    await box.pass(0)
    expect(sends(box.service).map(({ token }) => token)).toEqual(['alarm-token', 'session-token'])
    expect(box.outbox.calls()).toMatchObject([{ sent: 'passed_on' }])
  })

  it('never gives up: without any token the call stays unsent and goes out when one comes', async () => {
    const box = makeBox()
    box.tokens = []
    box.outbox.press(help)
    await box.pass(120_000)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'unsent' }])
    box.tokens = ['alarm-token']
    await box.pass(15_000)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'stored' }])
  })

  it('shows "passed on, not stored yet" and goes on until it is stored', async () => {
    const box = makeBox()
    box.service.way = ['store down', 'internal error']
    box.outbox.press(help)
    await box.pass(0)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'passed_on', alarm: null }])
    await box.pass(1000)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'passed_on' }])
    await box.pass(2000)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'stored' }])
  })

  it.each([
    ['a day ahead', 86_400_000, 0],
    ['at 1970', -noon, 0],
    ['right again after a restart', -noon, noon],
  ])('tells how old the press is when the box’s clock is %s', async (_, off, jump) => {
    const box = makeBox()
    box.off = off
    box.service.way = ['dead', 'dead', 'dead', 'dead', 'dead']
    box.outbox.press(help)
    await box.pass(20_000)
    box.off += jump
    box.restart()
    await box.pass(1000)
    const { pressed_at, sent_at } = JSON.parse(sends(box.service).slice(-1)[0]!.body as string)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'stored' }])
    expect(pressed_at).toBe(new Date(noon + off).toISOString())
    const age = Date.parse(sent_at) - Date.parse(pressed_at)
    expect(age).toBeGreaterThanOrEqual(15_000)
    expect(age).toBeLessThanOrEqual(20_000)
  })

  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
  it.each<[string, number, number, boolean]>([
    ['slept over night', 9 * hour, 9 * hour, true],
    ['slept for five minutes', 5 * minute, 5 * minute, false],
    ['slept for six days', 6 * day, 6 * day, true],
    ['was set right by 20 s', 20_000, 0, false],
    ['was set back by an hour', -hour, 0, false],
    ['came from 1970', 56 * 365 * day, 0, false],
    ['jumped by eight days', 8 * day, 0, false],
  ])('tells how old the press is when the box, whose steady clock stood still, %s', async (_, ran, counted, asks) => {
    const box = makeBox()
    box.service.way = Array(100).fill('dead')
    box.outbox.press(help)
    await box.pass(3 * minute)
    box.off += ran
    await box.pass(20_000)
    expect(box.outbox.calls()).toMatchObject([{ asking: asks, sent: 'unsent' }])
    // It is counted once, and a restart changes nothing.
    box.service.way = []
    box.restart()
    await box.pass(0)
    const { pressed_at, sent_at } = JSON.parse(sends(box.service).slice(-1)[0]!.body as string)
    expect(Date.parse(sent_at) - Date.parse(pressed_at)).toBe(3 * minute + counted + 20_000)
  })

  it('asks after ten minutes whether help is still needed, and a clock that jumps does not hurry it', async () => {
    const box = makeBox()
    box.service.way = Array(1000).fill('dead')
    box.outbox.press(help)
    await box.pass(60_000)
    box.off = 40 * 365 * 86_400_000
    box.restart()
    await box.pass(530_000)
    expect(box.outbox.calls()).toMatchObject([{ asking: false }])
    await box.pass(30_000)
    expect(box.outbox.calls()).toMatchObject([{ asking: true }])
  })

  it('presses anew with a new key and time when help is still needed', async () => {
    const box = makeBox()
    box.service.way = Array(100).fill('dead')
    box.outbox.press(help)
    await box.pass(700_000)
    box.service.way = []
    const old = box.outbox.calls()[0]!
    box.outbox.renew(old.key as string)
    await box.pass(0)
    expect(box.outbox.calls()).toMatchObject([{ sent: 'stored' }])
    const last = sends(box.service).slice(-1)[0]!
    expect(last.key).not.toBe(old.key)
    expect(JSON.parse(last.body as string).pressed_at).toBe(new Date(noon + 700_000).toISOString())
  })

  it('sends nothing more once it is said that help is no longer needed', async () => {
    const box = makeBox()
    box.service.way = Array(100).fill('dead')
    box.outbox.press(help)
    await box.pass(700_000)
    box.outbox.forget(box.outbox.calls()[0]!)
    const before = box.service.requests.length
    await box.pass(100_000)
    expect(box.service.requests).toHaveLength(before)
    expect(box.kept.size).toBe(0)
  })

  it('leaves no trace of a quiet call', async () => {
    const box = makeBox()
    box.outbox.press({ ...help, quiet: true })
    expect(box.outbox.calls()).toEqual([])
    await box.pass(60_000)
    expect(box.service.alarms.size).toBe(1)
    expect(box.kept.size).toBe(0)
    expect(box.service.requests.filter(({ method }) => method === 'GET')).toEqual([])
    box.outbox.hear({ ...[...box.service.alarms.values()][0]!, state: 'acknowledged' })
    expect(box.outbox.calls()).toEqual([])
  })

  it('tells of a digit before a cancel until the service has it, and keeps it in memory alone', async () => {
    const box = makeBox()
    box.service.way = ['dead', 'internal error']
    box.outbox.stopped('intruder', 7)
    expect([box.outbox.calls(), box.kept.size]).toEqual([[], 0])
    await box.pass(2000)
    // A call pressed meanwhile is stored as ever; the digit is not stored with it.
    box.outbox.press(help)
    expect([...box.kept.values()].join()).not.toMatch(/sign|intruder/)
    await box.pass(60_000)
    const told = box.service.requests.filter(({ path }) => path === '/v1/alarms/stopped')
    expect(told).toHaveLength(3)
    expect(new Set(told.map(({ key }) => key)).size).toBe(1)
    expect(JSON.parse(told[2]?.body as string)).toMatchObject({ kind: 'intruder', sign: '7' })
    expect(box.outbox.calls()).toHaveLength(1)
    box.restart()
    expect(box.outbox.calls()).toHaveLength(1)
  })

  it('sends "I am safe" with or without a digit, and what became of a text', async () => {
    const box = makeBox()
    box.outbox.press(help)
    await box.pass(0)
    expect(await box.outbox.saySafe('a1')).toBe(true)
    expect(await box.outbox.saySafe('a1', 7)).toBe(true)
    expect(await box.outbox.textShown('a1', 't')).toBe(true)
    box.service.way = ['dead']
    expect(await box.outbox.answerText('a1', 't', 'yes')).toBe(false)
    const bodies = box.service.requests.slice(-4).map(({ path, body }) => [path, body])
    expect(bodies).toEqual([
      ['/v1/alarms/a1/safe', '{}'],
      ['/v1/alarms/a1/safe', '{"sign":"7"}'],
      ['/v1/alarms/a1/texts/t/displayed', '{}'],
      ['/v1/alarms/a1/texts/t/answer', '{"answer":"yes"}'],
    ])
  })

  it('shows one alarm when it was pressed twice and joined, and one that another box pressed', async () => {
    const box = makeBox()
    box.outbox.press(help)
    await box.pass(0)
    const alarm = [...box.service.alarms.values()][0]!
    box.outbox.press(help)
    box.service.alarms.set(sends(box.service).slice(-1)[0]!.key as string, alarm)
    await box.pass(10_000)
    expect(box.outbox.calls().filter((call) => call.alarm?.id === 'a1')).toHaveLength(1)
    box.outbox.hear({ ...alarm, id: 'other', kind: 'fire' })
    expect(box.outbox.calls().map((call) => call.alarm?.id)).toContain('other')
    // The service knows nothing of it any more; what this box pressed itself it asks about on its own.
    for (const id of ['other', 'a1', 'nosuch']) box.outbox.lose(id)
    expect(box.outbox.calls().map((call) => call.alarm?.id)).toEqual(['a1'])
  })

  it('forgets everything that is over once it was read, and nothing that is open', async () => {
    const box = makeBox()
    for (const kind of ['help', 'fire', 'medical'] as const) {
      box.outbox.press({ ...help, kind })
      await box.pass(0)
    }
    const [a1, a2] = [...box.service.alarms.values()]
    for (const alarm of [a1!, { ...a1!, id: 'other' }]) box.outbox.hear(alarm)
    for (const alarm of [a1!, a2!, { ...a1!, id: 'other' }]) box.outbox.hear({ ...alarm, state: 'closed' })
    box.outbox.forgetClosed()
    expect(box.outbox.calls().map((call) => call.alarm?.id)).toEqual(['a3'])
  })

  describe('with the standby away, when every answer is "passed on" and events tell of the alarm,', () => {
    const away = () => {
      const box = makeBox()
      box.service.way = Array(100).fill('standby away')
      box.outbox.press(help)
      const hear = (state: Alarm['state']) =>
        box.outbox.hear({ ...[...box.service.alarms.values()].slice(-1)[0]!, id: 'a1', state })
      const posts = () => sends(box.service).length
      return { box, hear, posts }
    }
    const one = (state: Alarm['state']) => [{ sent: 'stored', alarm: { id: 'a1', state } }]

    it.each(['before', 'after'])('shows one call, answered, and goes on sending: heard %s the answer', async (when) => {
      const { box, hear, posts } = away()
      if (when === 'before') hear('raised')
      await box.pass(0)
      hear('acknowledged')
      expect(box.outbox.calls()).toMatchObject(one('acknowledged'))
      expect(box.outbox.calls()).toHaveLength(1)
      const before = posts()
      await box.pass(60_000)
      expect(posts()).toBeGreaterThan(before + 3)
      box.outbox.hurry()
      await box.pass(0)
      // Nor does a restart make it a call that is only followed.
      const again = posts()
      box.restart()
      await box.pass(0)
      expect(posts()).toBe(again + 1)
      box.service.way = []
      await box.pass(30_000)
      const last = posts()
      hear('attending')
      await box.pass(60_000)
      expect(posts()).toBe(last)
      expect(box.outbox.calls()).toMatchObject(one('attending'))
    })

    it('is one call also when it is pressed again', async () => {
      const { box, hear } = away()
      await box.pass(0)
      hear('acknowledged')
      box.outbox.press(help)
      const [alarm] = [...box.service.alarms.values()]
      box.service.alarms.set(sends(box.service).slice(-1)[0]!.key as string, alarm!)
      await box.pass(1000)
      expect(box.outbox.calls()).toMatchObject(one('acknowledged'))
      expect(box.outbox.calls()).toHaveLength(1)
    })

    it('says "not stored" of what is told as not stored', async () => {
      const { box } = away()
      await box.pass(0)
      box.outbox.hear({ ...[...box.service.alarms.values()][0]!, stored: false })
      expect(box.outbox.calls()).toMatchObject([{ sent: 'passed_on', alarm: null }])
    })

    it('would be lost by a restart that no network ends', async () => {
      const { box, hear } = away()
      await box.pass(0)
      hear('raised')
      expect([box.outbox.losable(true), box.outbox.losable(false)]).toEqual([false, true])
    })
  })

  it('hears events of its alarm and never goes back', async () => {
    const box = makeBox()
    box.outbox.press(help)
    await box.pass(0)
    const alarm = box.outbox.calls()[0]!.alarm!
    box.outbox.hear({ ...alarm, state: 'attending' })
    await box.pass(5000)
    expect(box.outbox.calls()).toMatchObject([{ alarm: { state: 'attending' } }])
  })

  it('knows whether "I am safe" reached the server', async () => {
    const box = makeBox()
    box.outbox.press(help)
    await box.pass(0)
    expect(await box.outbox.saySafe('a1')).toBe(true)
    box.service.way = ['dead']
    expect(await box.outbox.saySafe('a1')).toBe(false)
  })

  it.each(['dead', 'internal error'] as const)('says it at the second address when the first is %s', async (fault) => {
    const box = makeBox()
    box.addresses = 2
    box.restart()
    box.outbox.press(help)
    await box.pass(0)
    box.service.way = [fault]
    expect(await box.outbox.saySafe('a1')).toBe(true)
    expect(box.service.requests.slice(-2).map(({ address }) => address)).toEqual([0, 1])
    box.service.way = [fault, fault]
    expect(await box.outbox.answerText('a1', 't', 'yes')).toBe(false)
  })

  it('would be lost by a restart only where no storage keeps it, or no network brings the page back', async () => {
    const box = makeBox()
    expect(box.outbox.losable(false)).toBe(false)
    box.service.way = ['dead']
    box.outbox.press(help)
    await box.pass(0)
    expect([box.outbox.losable(true), box.outbox.losable(false)]).toEqual([false, true])
    await box.pass(1000)
    expect(box.outbox.losable(false)).toBe(false)
  })

  it('starts with an empty box when the storage holds nonsense', () => {
    const box = makeBox()
    box.kept.set('porchlight.1.B1.alarm.outbox', '[{"key":1},null,7]')
    box.restart()
    expect(box.outbox.calls()).toEqual([])
  })
})

describe('the key of a call', () => {
  it.each([
    ['crypto', globalThis.crypto],
    ['an old box', undefined],
  ])('is fresh and 32 characters long with %s', (_, source) => {
    const keys = Array.from({ length: 500 }, () => makeKey(source, noon))
    expect(new Set(keys).size).toBe(500)
    for (const key of keys) expect(key).toMatch(/^[0-9a-f.]{32}$/)
  })
})
