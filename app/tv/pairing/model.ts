import type { FailureName } from '../service/api'
import type { SessionState } from '../service/session'
import type { Words } from '../words/words'

/** An activation code has so many digits. */
export const codeLength = 9

/** What a call that failed says, as far as pairing goes by it. */
export interface Refusal {
  failure: FailureName
  status: number
  /** `error` of RFC 6749 and 8628; empty where there is none. */
  error: string
  /** Seconds to wait, where the service says so. */
  retryAfter: number | null
}

/** What went wrong, to be said in words. */
export type Trouble =
  | { is: 'incomplete'; missing: number }
  | { is: 'limited'; until: number }
  /** `away` is tried again by itself, `unanswered` by whoever typed. */
  | { is: 'wrong' | 'unknown' | 'away' | 'unanswered' | 'declined' | 'expired' }

/** What was typed with one more digit; nothing is added to a whole code. */
export function typeDigit(typed: string, digit: number, length: number): string {
  return typed.length < length ? typed + String(digit) : typed
}

/** What was typed without its last digit. */
export const eraseDigit = (typed: string): string => typed.slice(0, -1)

/** Why an activation code was not taken. `now` is server time. */
export function codeTrouble({ failure, error, status, retryAfter }: Refusal, now: number): Trouble {
  if (failure === 'too-many-requests') return { is: 'limited', until: now + (retryAfter ?? 600) * 1000 }
  if (error === 'invalid_client') return { is: 'unknown' }
  if (status === 400 || status === 401 || status === 422) return { is: 'wrong' }
  return { is: 'unanswered' }
}

/** What to do after a poll of the device flow that gave no tokens (RFC 8628, section 3.5). Seconds. */
export type Next =
  | { go: 'poll'; interval: number; trouble: Trouble | null }
  | { go: 'anew'; after: number; trouble: Trouble | null }

/** The standard's step for `slow_down`. */
const slowDownS = 5
/** While the service is away its asking grows to this. */
const longestS = 60

/** How the device flow goes on after a refused or failed poll. */
export function afterPoll(refusal: Refusal, interval: number, now: number): Next {
  switch (refusal.error) {
    case 'authorization_pending':
      return { go: 'poll', interval, trouble: null }
    case 'slow_down':
      return { go: 'poll', interval: interval + slowDownS, trouble: null }
    case 'access_denied':
      return { go: 'anew', after: 0, trouble: { is: 'declined' } }
    case 'expired_token':
    case 'invalid_grant':
      return { go: 'anew', after: 0, trouble: { is: 'expired' } }
  }
  const wait = refusal.retryAfter ?? Math.min(longestS, interval * 2)
  const trouble: Trouble =
    refusal.failure === 'too-many-requests' ? { is: 'limited', until: now + wait * 1000 } : { is: 'away' }
  return { go: 'poll', interval: wait, trouble }
}

/** How soon a refused or failed beginning of the device flow is tried again. */
export function afterBegin(refusal: Refusal, now: number): Next {
  if (refusal.error === 'invalid_client') return { go: 'anew', after: longestS, trouble: { is: 'unknown' } }
  const after = refusal.retryAfter ?? 10
  const limited = refusal.failure === 'too-many-requests'
  return { go: 'anew', after, trouble: limited ? { is: 'limited', until: now + after * 1000 } : { is: 'away' } }
}

/** A trouble in words. */
export function troubleWords(trouble: Trouble, { pairing, time }: Words): string {
  switch (trouble.is) {
    case 'incomplete':
      return pairing.trouble.incomplete(trouble.missing)
    case 'limited':
      return pairing.trouble.limited(time.ofDay(trouble.until))
    default:
      return pairing.trouble[trouble.is]
  }
}

/** What is shown in the place of the cameras: the way in, the wait for a confirmation, or nothing. */
export type Gate = 'open' | 'unpaired' | 'suspended'

/**
 * `refresh`: the box holds a pairing. Without one, a service or a middleware that cannot be reached leaves the box as
 * unpaired as a refusal does.
 */
export function gateOf(state: SessionState, refresh: boolean, before: Gate): Gate {
  if (state === 'suspended') return 'suspended'
  if (state === 'paired') return 'open'
  if (state === 'unpaired') return 'unpaired'
  if (state === 'pairing') return before
  return refresh ? (before === 'suspended' ? 'suspended' : 'open') : 'unpaired'
}

/** What the household promises, and whether it has. */
export interface Undertaking {
  version: string
  text_zh: string
  text_en: string
  accepted: boolean
}
