import { describe, expect, it } from 'vitest'
import type { FailureName } from '../service/api'
import type { SessionState } from '../service/session'
import { en } from '../words/en'
import {
  afterBegin,
  afterPoll,
  codeTrouble,
  eraseDigit,
  type Gate,
  gateOf,
  type Refusal,
  type Trouble,
  troubleWords,
  typeDigit,
} from './model'

const refusal = (failure: FailureName, status: number, error = '', retryAfter: number | null = null): Refusal => ({
  failure,
  status,
  error,
  retryAfter,
})
const noon = new Date(2026, 10, 23, 12, 0).getTime()

describe('typing a code', () => {
  it('takes digits up to its length and gives them back one by one', () => {
    const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].reduce((typed, digit) => typeDigit(typed, digit, 9), '')
    expect(nine).toBe('123456789')
    expect(eraseDigit(nine)).toBe('12345678')
    expect(eraseDigit('')).toBe('')
  })
})

describe('an activation code that was not taken', () => {
  it.each<[string, Refusal, Trouble]>([
    ['wrong, used or ended', refusal('bad-request', 400, 'invalid_grant'), { is: 'wrong' }],
    ['not nine digits for the service', refusal('bad-request', 400, 'invalid_request'), { is: 'wrong' }],
    ['too many tries', refusal('too-many-requests', 429, '', 300), { is: 'limited', until: noon + 300_000 }],
    [
      'too many tries, until when is not said',
      refusal('too-many-requests', 429),
      { is: 'limited', until: noon + 600_000 },
    ],
    ['a box the operator does not know', refusal('bad-request', 400, 'invalid_client'), { is: 'unknown' }],
    ['the store is down', refusal('store-down', 503), { is: 'unanswered' }],
    ['no network', refusal('no-network', 0), { is: 'unanswered' }],
    ['a slow answer', refusal('timeout', 0), { is: 'unanswered' }],
  ])('%s', (_what, given, trouble) => {
    expect(codeTrouble(given, noon)).toEqual(trouble)
  })
})

describe('the device flow goes on', () => {
  const poll = (error: string, interval = 5) => afterPoll(refusal('bad-request', 400, error), interval, noon)
  it.each([
    ['nobody has confirmed yet', poll('authorization_pending'), { go: 'poll', interval: 5, trouble: null }],
    ['asked too often', poll('slow_down'), { go: 'poll', interval: 10, trouble: null }],
    ['asked too often again', poll('slow_down', 10), { go: 'poll', interval: 15, trouble: null }],
    ['the code ended', poll('expired_token'), { go: 'anew', after: 0, trouble: { is: 'expired' } }],
    ['the code is spent', poll('invalid_grant'), { go: 'anew', after: 0, trouble: { is: 'expired' } }],
    ['declined', poll('access_denied'), { go: 'anew', after: 0, trouble: { is: 'declined' } }],
    [
      'the service is away: less often',
      afterPoll(refusal('no-network', 0), 40, noon),
      { go: 'poll', interval: 60, trouble: { is: 'away' } },
    ],
    [
      'limited: when it says',
      afterPoll(refusal('too-many-requests', 429, '', 30), 5, noon),
      { go: 'poll', interval: 30, trouble: { is: 'limited', until: noon + 30_000 } },
    ],
    [
      'it cannot begin: the box is not known',
      afterBegin(refusal('bad-request', 400, 'invalid_client'), noon),
      { go: 'anew', after: 60, trouble: { is: 'unknown' } },
    ],
    [
      'it cannot begin: the service is away',
      afterBegin(refusal('store-down', 503), noon),
      { go: 'anew', after: 10, trouble: { is: 'away' } },
    ],
  ])('%s', (_what, next, expected) => {
    expect(next).toEqual(expected)
  })
})

describe('what went wrong, in words', () => {
  it.each<[Trouble, RegExp]>([
    [{ is: 'incomplete', missing: 1 }, /^One digit is missing/],
    [{ is: 'incomplete', missing: 4 }, /^4 digits/],
    [{ is: 'limited', until: noon }, /again at 12:00/],
    [{ is: 'unknown' }, /serial/],
    [{ is: 'away' }, /trying again/],
    [{ is: 'unanswered' }, /press OK again/],
  ])('%o', (trouble, words) => {
    expect(troubleWords(trouble, en)).toMatch(words)
  })
})

describe('what stands in the place of the cameras', () => {
  it.each<[SessionState, boolean, Gate, Gate]>([
    ['paired', true, 'unpaired', 'open'],
    ['unpaired', false, 'open', 'unpaired'],
    ['suspended', true, 'open', 'suspended'],
    ['pairing', false, 'open', 'open'],
    ['pairing', false, 'unpaired', 'unpaired'],
    ['offline', true, 'open', 'open'],
    ['offline', true, 'suspended', 'suspended'],
    ['offline', true, 'unpaired', 'open'],
    ['offline', false, 'open', 'unpaired'],
  ])('%s, a pairing at hand: %s, before: %s → %s', (state, refresh, before, gate) => {
    expect(gateOf(state, refresh, before)).toBe(gate)
  })
})
