/** The rules of pairing, without I/O: what a code, a poll, a refresh token or a new box means. Times are epoch ms. */

const minute = 60_000
const day = 24 * 60 * minute

export const accessTokenMs = 10 * minute
export const activationCodeMs = 7 * day
export const deviceCodeMs = 10 * minute
/** RFC 8628, section 3.2 and 3.5 */
export const pollIntervalS = 5
export const slowDownS = 5
/** RFC 7523: an assertion ends at most this far away; the middleware's clock may be a little ahead. */
export const assertionMs = 5 * minute
export const assertionSkewMs = 5000
/** A code that was guessed at so often is dead. */
export const codeFailures = 5
/** Boxes of one household may be given a code each; a further one makes the oldest void. */
export const liveCodes = 5

export const alarmPrefix = 'pla_'
export const refreshPrefix = 'plr_'

/** How a box became known. */
export type Method = 'activation_code' | 'device' | 'assertion'

/** Nine digits as people read them: `123-456-789` (RFC 8628, section 6.1). */
export function showCode(code: string): string {
  return `${code.slice(0, 3)}-${code.slice(3, 6)}-${code.slice(6)}`
}

/** Nine digits from what someone typed: any spaces and dashes, also full-width digits. Null when it is no code. */
export function readCode(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s\-‐-―_.]/g, '')
  return /^\d{9}$/.test(digits) ? digits : null
}

/**
 * The end of a serial: enough to tell one's own box, and never more than half, so that whoever guesses codes on screens
 * learns no serial.
 */
export function serialEnd(serial: string): string {
  const signs = [...serial]
  return signs.slice(signs.length - Math.min(4, Math.floor(signs.length / 2))).join('')
}

/** Whether an activation code can still be used: once only, seven days, not guessed out, not made void. */
export function isLive(
  code: { expires_at: number; failures: number; used_at: number | null; void_at: number | null },
  now: number,
): boolean {
  return code.used_at === null && code.void_at === null && code.failures < codeFailures && now < code.expires_at
}

/**
 * What a refresh token means that carries a pairing's family. The newest and the one before it are good, because a box
 * may lose power before it has kept the answer; any other was spent: somebody holds a copy.
 */
export function judgeRefresh(
  pairing: { state: string; refresh_hash: string; previous_hash: string | null },
  presented: string,
): 'rotate' | 'ended' | 'suspended' | 'reuse' {
  if (pairing.state === 'ended') return 'ended'
  if (presented !== pairing.refresh_hash && presented !== pairing.previous_hash) return 'reuse'
  return pairing.state === 'suspended' ? 'suspended' : 'rotate'
}

/** What a poll of the device flow is answered (RFC 8628, section 3.5). */
export function judgePoll(
  authorization: { state: string; expires_at: number; interval_s: number; polled_at: number | null },
  now: number,
): 'approved' | 'authorization_pending' | 'slow_down' | 'expired_token' | 'access_denied' | 'invalid_grant' {
  const { state, expires_at, interval_s, polled_at } = authorization
  if (state === 'used') return 'invalid_grant'
  if (state === 'denied') return 'access_denied'
  if (now >= expires_at) return 'expired_token'
  if (state === 'approved') return 'approved'
  return polled_at !== null && now - polled_at < interval_s * 1000 ? 'slow_down' : 'authorization_pending'
}

/**
 * How a new pairing starts. Where the network tells the cable node, a box that asks again while its pairing stands was
 * reset or copied: it waits for the desk or the operator, unless one of them made this very pairing.
 */
export function startState(facts: {
  nodes: boolean
  formerActive: boolean
  confirmedBy: 'resident' | 'officer' | 'operator'
}): 'active' | 'suspended' {
  return facts.nodes && facts.formerActive && facts.confirmedBy === 'resident' ? 'suspended' : 'active'
}

/** What a request from a cable node means for a pairing: the first node is learnt, another one suspends. */
export function judgeNode(known: string | null, seen: string): 'learn' | 'same' | 'other' {
  if (known === null) return 'learn'
  return known === seen ? 'same' : 'other'
}

/** A PIN is 4 to 8 digits: typed on a remote. */
export function isPin(text: string): boolean {
  return /^\d{4,8}$/.test(text)
}

const pinFailures = 5
export const pinLockMs = 15 * minute

/** Milliseconds until a PIN may be tried again; 0 when it may be tried now. */
export function pinLockedFor(pin: { failures: number; failed_at: number | null }, now: number): number {
  if (pin.failures < pinFailures || pin.failed_at === null) return 0
  return Math.max(0, pin.failed_at + pinLockMs - now)
}
