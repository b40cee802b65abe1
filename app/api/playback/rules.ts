import type { Clarity } from '../../contract/basics'
import type { EndReason } from '../../contract/events'
import { type Decision, endReason } from '../access/facts'
import type { Claims } from '../tokens/compact'

export type Engine = 'mse' | 'native'
export type Intent = 'watch' | 'prepare'

/** How a playback ended: for a reason that the viewer is told, by the viewer, or because nobody renewed it. */
export type How = EndReason | 'stopped' | 'expired'

/**
 * Everything that a token says of a playback: the gate needs no store to check it. Where a duty desk looks during an
 * alarm, `household` is the officer's user, `box` the session and `pairing` the alarm.
 */
export interface Ticket {
  playback: string
  intent: Intent
  camera: string
  clarity: Clarity
  box: string
  household: string
  pairing: string
  engine: Engine
  codecs: readonly string[]
  /** the area of the desk that looks; null: a household does */
  desk: string | null
}

/** Milliseconds that a `prepare` token lives. */
const prepareMs = 60_000
/** `prepare` tokens that a box may have within a minute: two neighbours of each camera of an unhurried zap. */
export const preparesPerMinute = 20
/** Two addresses within this time are one token in two places; a box that got a new address is silent longer. */
export const sameTimeMs = 10_000

/** The end of the longest watching time, counted from a key press that cannot lie in the future. */
export function watchUntil(keyPressedAt: number, now: number, limitS: number): number {
  return Math.min(keyPressedAt, now) + limitS * 1000
}

/**
 * When a token ends. Engines that can swap a token get a short one; the others get one for the whole watching time.
 * Ends fall on whole seconds, because tokens count in seconds and must not live longer.
 */
export function tokenEnd(
  playback: { engine: Engine; intent: Intent; watchUntil: number },
  now: number,
  tokenS: number,
): number {
  const longest =
    playback.intent === 'prepare'
      ? now + prepareMs
      : playback.engine === 'native'
        ? playback.watchUntil
        : Math.min(playback.watchUntil, now + tokenS * 1000)
  return Math.floor(longest / 1000) * 1000
}

/** A token is renewed at half of its life: one lost renewal costs no picture. */
export function renewAfter(expiresAt: number, now: number): number {
  return now + Math.max(0, Math.floor((expiresAt - now) / 2))
}

/** The running watches of a box that end when it begins another: those begun longest ago. */
export function replaced<T extends { createdAt: number }>(running: readonly T[], limit: number): T[] {
  const surplus = running.length + 1 - limit
  return surplus <= 0 ? [] : [...running].sort((a, b) => a.createdAt - b.createdAt).slice(0, surplus)
}

/** Whether one more request of a kind fits into the last minute. Returns the times that still count. */
export function withinMinute(
  times: readonly number[],
  now: number,
  most: number,
): { recent: number[]; waitMs: number | null } {
  const recent = times.filter((at) => at > now - 60_000)
  return { recent, waitMs: recent.length < most ? null : recent[0]! + 60_000 - now }
}

/** Why a running picture must end now, or null. A picture that was full ends when only low is left. */
export function endOf(
  running: Pick<Ticket, 'clarity' | 'household'>,
  now: {
    decision: Decision
    /** the household that the box belongs to; null when there is no such box */
    boxHousehold: string | null
    pairing: 'ended' | 'suspended' | null
  },
): EndReason | null {
  if (now.boxHousehold !== running.household || now.pairing !== null) return 'unpaired'
  const { decision } = now
  if (decision.see !== 'yes') return endReason(decision)
  return running.clarity === 'full' && decision.clarity === 'low' ? 'grant_ended' : null
}

const clarityLetters = { low: 'l', full: 'f' } as const
const engineLetters = { mse: 'm', native: 'n' } as const

/** A ticket as the claims of a compact token. */
export function claimsOf(ticket: Ticket, expiresAt: number): Claims {
  const { camera, clarity, box, household, engine, codecs, pairing, desk } = ticket
  return {
    kind: desk !== null ? 'desk' : ticket.intent === 'prepare' ? 'prepare' : 'playback',
    expiresAt,
    subject: ticket.playback,
    rest: [
      ...[camera, clarityLetters[clarity], box, household, engineLetters[engine], pairing, codecs.join(',')],
      ...(desk === null ? [] : [desk]),
    ],
  }
}

/** The ticket of a token's claims, or null when they are none: another kind of token, or another version's. */
export function ticketOf(claims: Claims): Ticket | null {
  if (claims.kind === 'box') return null
  const [camera, clarity, box, household, engine, pairing, codecs, desk = null] = claims.rest
  if ((claims.kind === 'desk') !== (desk !== null)) return null
  if (camera === undefined || box === undefined || household === undefined) return null
  if (pairing === undefined || codecs === undefined) return null
  if ((clarity !== 'l' && clarity !== 'f') || (engine !== 'm' && engine !== 'n')) return null
  return {
    playback: claims.subject,
    intent: claims.kind === 'prepare' ? 'prepare' : 'watch',
    camera,
    clarity: clarity === 'l' ? 'low' : 'full',
    box,
    household,
    engine: engine === 'm' ? 'mse' : 'native',
    pairing,
    codecs: codecs === '' ? [] : codecs.split(','),
    desk,
  }
}

/**
 * What a `Range` header asks of a body: the bytes, the whole (null), or nothing that there is (`unsatisfiable`).
 * Several ranges and other units are answered with the whole (RFC 9110, section 14.2).
 */
export function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (asked === null || (asked[1] === '' && asked[2] === '')) return null
  const [first, last] = [asked[1]!, asked[2]!]
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return null
  return start >= size ? 'unsatisfiable' : { start, end }
}
