import { describe, expect, it } from 'vitest'
import type { Decision } from '../access/facts'
import { sign, verify } from '../tokens/compact'
import {
  claimsOf,
  endOf,
  rangeOf,
  renewAfter,
  replaced,
  type Ticket,
  ticketOf,
  tokenEnd,
  watchUntil,
  withinMinute,
} from './rules'

const yes = (clarity: 'low' | 'full'): Decision => ({ see: 'yes', clarity, why: 'area', until: null })
const closed = (reason: 'suspended' | 'quiet_hours' | 'approval_ended'): Decision => ({
  see: 'closed',
  reason,
  until: null,
  by: null,
  because: null,
})

describe('why a running picture ends', () => {
  it.each([
    ['low', yes('low'), 'home1', null, null],
    ['low', yes('full'), 'home1', null, null],
    ['full', yes('full'), 'home1', null, null],
    ['full', yes('low'), 'home1', null, 'grant_ended'],
    ['low', { see: 'no' }, 'home1', null, 'grant_ended'],
    ['low', closed('suspended'), 'home1', null, 'suspended'],
    ['low', closed('quiet_hours'), 'home1', null, 'quiet_hours'],
    ['low', closed('approval_ended'), 'home1', null, 'approval_ended'],
    ['low', yes('low'), 'home2', null, 'unpaired'],
    ['low', yes('low'), null, null, 'unpaired'],
    ['low', yes('low'), 'home1', 'ended', 'unpaired'],
    ['low', yes('low'), 'home1', 'suspended', 'unpaired'],
    ['low', closed('suspended'), null, null, 'unpaired'],
  ] as [Ticket['clarity'], Decision, string | null, 'ended' | 'suspended' | null, string | null][])(
    '%s, %j, box of %s, pairing %s: %s',
    (clarity, decision, boxHousehold, pairing, why) => {
      expect(endOf({ clarity, household: 'home1' }, { decision, boxHousehold, pairing })).toBe(why)
    },
  )
})

describe('how long a token lives', () => {
  const now = 1_000_000_500
  it.each([
    ['mse', 'watch', 1800, 300, 299.5],
    ['mse', 'watch', 1800, 20, 19.5],
    ['mse', 'watch', 60, 300, 59.5],
    ['native', 'watch', 1800, 300, 1799.5],
    ['mse', 'prepare', 1800, 300, 59.5],
    ['native', 'prepare', 1800, 300, 59.5],
  ] as const)('%s %s, watching limit %s s, token %s s: %s s', (engine, intent, limit, token, seconds) => {
    const end = tokenEnd({ engine, intent, watchUntil: now + limit * 1000 }, now, token)
    expect(end - now).toBe(seconds * 1000)
    expect(end % 1000).toBe(0)
  })

  it.each([
    [10_000, 5000],
    [1, 0],
    [-5, 0],
  ])('with %s ms left it is renewed in %s ms', (left, wait) => expect(renewAfter(now + left, now)).toBe(now + wait))

  it('counts the watching from a key press that is not in the future', () => {
    expect(watchUntil(5000, 9000, 10)).toBe(15_000)
    expect(watchUntil(99_000, 9000, 10)).toBe(19_000)
  })
})

it.each([
  [[], 1, []],
  [[5], 1, [5]],
  [[5, 3, 9], 1, [3, 5, 9]],
  [[5, 3], 3, []],
  [[5, 3, 9], 3, [3]],
])('watches begun at %j with a limit of %s: %j end', (begun, limit, ends) => {
  const running = begun.map((createdAt) => ({ createdAt }))
  expect(replaced(running, limit).map((one) => one.createdAt)).toEqual(ends)
})

it.each([
  [[], 100_000, null, 0],
  [[100], 100_000, null, 0],
  [[50_000, 60_000], 100_000, 10_000, 2],
  [[40_000, 60_000], 100_000, null, 1],
])('requests at %j, now %s: wait %s ms', (times, now, waitMs, counted) => {
  const { recent, waitMs: wait } = withinMinute(times, now, 2)
  expect([wait, recent.length]).toEqual([waitMs, counted])
})

it.each([
  [undefined, null],
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=90-', { start: 90, end: 99 }],
  ['bytes=90-500', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=9-5', null],
  ['bytes=-', null],
  ['bytes=0-1,4-5', null],
  ['lines=0-1', null],
  ['x', null],
])('of 100 bytes, %s is %j', (header, range) => expect(rangeOf(header, 100)).toEqual(range))

describe('a token', () => {
  const key = { id: 'k', secret: Buffer.alloc(32, 7) }
  const ticket: Ticket = {
    playback: 'p',
    intent: 'watch',
    camera: '34020000001320000001',
    clarity: 'low',
    box: 'box',
    household: '家'.repeat(128),
    pairing: 'pairing',
    engine: 'native',
    codecs: ['avc1', 'hvc1'],
    desk: null,
  }
  it.each<Partial<Ticket>>([{}, { intent: 'prepare' }, { clarity: 'full', engine: 'mse' }, { codecs: [] }])(
    'carries all that the gate needs: %j',
    (change) => {
      const written = { ...ticket, ...change }
      const claims = verify(sign(claimsOf(written, 5000), key), () => key)
      expect(claims?.expiresAt).toBe(5000)
      expect(ticketOf(claims!)).toEqual(written)
    },
  )

  const { rest, ...others } = claimsOf(ticket, 5000)
  it.each([
    ['another kind', { ...others, kind: 'box' as const, rest }],
    ['too little', { ...others, rest: rest.slice(0, 6) }],
    ['another clarity', { ...others, rest: [rest[0]!, 'x', ...rest.slice(2)] }],
    ['another engine', { ...others, rest: [...rest.slice(0, 4), 'x', ...rest.slice(5)] }],
  ])('of %s is none', (_name, claims) => expect(ticketOf(claims)).toBeNull())
})
