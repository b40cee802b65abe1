import { describe, expect, it } from 'vitest'
import { addressKey } from './limits'
import {
  isLive,
  isPin,
  judgeNode,
  judgePoll,
  judgeRefresh,
  pinLockedFor,
  readCode,
  serialEnd,
  showCode,
  startState,
} from './rules'

describe('codes', () => {
  it.each([
    ['123456789', '123456789'],
    ['123-456-789', '123456789'],
    [' 123 456 789 ', '123456789'],
    ['１２３４５６７８９', '123456789'],
    ['123–456—789', '123456789'],
    ['000-000-001', '000000001'],
    ['12345678', null],
    ['1234567890', null],
    ['12345678a', null],
    ['', null],
    ['---', null],
  ])('%j is read as %j', (typed, code) => {
    expect(readCode(typed)).toBe(code)
  })

  it('are shown in threes, and read again', () => {
    expect(showCode('019450730')).toBe('019-450-730')
    expect(readCode(showCode('019450730'))).toBe('019450730')
  })

  const fresh = { expires_at: 1000, failures: 0, used_at: null, void_at: null }
  it.each([
    ['a fresh one', fresh, 999, true],
    ['one that has just ended', fresh, 1000, false],
    ['one used', { ...fresh, used_at: 1 }, 500, false],
    ['one made void', { ...fresh, void_at: 1 }, 500, false],
    ['one guessed at four times', { ...fresh, failures: 4 }, 500, true],
    ['one guessed at five times', { ...fresh, failures: 5 }, 500, false],
  ])('%s: live is %#', (_what, code, now, live) => {
    expect(isLive(code, now)).toBe(live)
  })
})

describe('refresh tokens', () => {
  it.each([
    ['active', 'newest', 'rotate'],
    ['active', 'previous', 'rotate'],
    ['active', 'older', 'reuse'],
    ['suspended', 'newest', 'suspended'],
    ['suspended', 'previous', 'suspended'],
    ['suspended', 'older', 'reuse'],
    ['ended', 'newest', 'ended'],
    ['ended', 'older', 'ended'],
  ])('of a pairing that is %s, the %s one: %s', (state, presented, judged) => {
    expect(judgeRefresh({ state, refresh_hash: 'newest', previous_hash: 'previous' }, presented)).toBe(judged)
  })

  it('have no one before the newest at first', () => {
    expect(judgeRefresh({ state: 'active', refresh_hash: 'newest', previous_hash: null }, 'other')).toBe('reuse')
  })
})

describe('polls of the device flow', () => {
  const row = { state: 'pending', expires_at: 600_000, interval_s: 5, polled_at: 10_000 }
  it.each([
    ['the first', { ...row, polled_at: null }, 0, 'authorization_pending'],
    ['one at the interval', row, 15_000, 'authorization_pending'],
    ['one a millisecond early', row, 14_999, 'slow_down'],
    ['one early after a slow_down', { ...row, interval_s: 10 }, 19_999, 'slow_down'],
    ['one in time after a slow_down', { ...row, interval_s: 10 }, 20_000, 'authorization_pending'],
    ['one at the end', row, 600_000, 'expired_token'],
    ['an early one after the end', { ...row, polled_at: 599_999 }, 600_000, 'expired_token'],
    ['one when approved, however early', { ...row, state: 'approved' }, 10_001, 'approved'],
    ['one when approved too late', { ...row, state: 'approved' }, 600_000, 'expired_token'],
    ['one when denied', { ...row, state: 'denied' }, 15_000, 'access_denied'],
    ['one when denied, after the end', { ...row, state: 'denied' }, 700_000, 'access_denied'],
    ['one when used', { ...row, state: 'used' }, 15_000, 'invalid_grant'],
  ])('%s is answered', (_what, authorization, now, judged) => {
    expect(judgePoll(authorization, now)).toBe(judged)
  })
})

describe('a box that moves', () => {
  it.each([
    [null, 'a', 'learn'],
    ['a', 'a', 'same'],
    ['a', 'b', 'other'],
  ] as const)('known at %j, seen at %j: %s', (known, seen, judged) => {
    expect(judgeNode(known, seen)).toBe(judged)
  })

  it.each([
    [{ nodes: false, formerActive: true, confirmedBy: 'resident' }, 'active'],
    [{ nodes: true, formerActive: false, confirmedBy: 'resident' }, 'active'],
    [{ nodes: true, formerActive: true, confirmedBy: 'resident' }, 'suspended'],
    [{ nodes: true, formerActive: true, confirmedBy: 'officer' }, 'active'],
    [{ nodes: true, formerActive: true, confirmedBy: 'operator' }, 'active'],
  ] as const)('pairs anew with %j: %s', (facts, state) => {
    expect(startState(facts)).toBe(state)
  })
})

describe('a PIN', () => {
  it.each([
    ['1234', true],
    ['12345678', true],
    ['123', false],
    ['123456789', false],
    ['12a4', false],
    ['１２３４', false],
  ])('%j: %s', (text, good) => {
    expect(isPin(text)).toBe(good)
  })

  it.each([
    [{ failures: 4, failed_at: 0 }, 1, 0],
    [{ failures: 5, failed_at: 0 }, 1, 899_999],
    [{ failures: 5, failed_at: 0 }, 900_000, 0],
    [{ failures: 0, failed_at: null }, 1, 0],
  ])('after %j at %i is locked for %i ms', (pin, now, locked) => {
    expect(pinLockedFor(pin, now)).toBe(locked)
  })
})

describe('limits', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
  ])('count %s as %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key)
  })
})

describe('the end of a serial', () => {
  it.each([
    ['STB-2026-004711', '4711'],
    ['abcdef', 'def'],
    ['box1', 'x1'],
    ['ab', 'b'],
    ['a', ''],
    ['机顶盒𠮷', '盒𠮷'],
  ])('of %s is %j', (serial, end) => {
    expect(serialEnd(serial)).toBe(end)
  })
})
