/** What a look at a camera's playlist found. */
export type Look =
  | { answers: false }
  /** `newest` names the newest segment; `target` is a segment's length in seconds */
  | { answers: true; newest: string | null; target: number; ended: boolean }

/** What the probe remembers of a camera. */
export interface Seen {
  status: 'online' | 'offline' | 'unknown'
  /** since when */
  since: number
  newest: string | null
  /** when the newest segment was new */
  newestAt: number
  /** looks in a row that found nothing moving */
  failures: number
}

export const unseen: Seen = { status: 'unknown', since: 0, newest: null, newestAt: 0, failures: 0 }

/** One lost answer is no outage; two in a row are. */
const failuresToOffline = 2
/** A playlist that stands still for this many segments shows an old picture (RFC 8216, 6.2.2 allows 1.5). */
const stillTargets = 3

/**
 * What a camera is after a look: online when its playlist moved on, offline when it gave no picture twice in a row or
 * stands still. A playlist that has ended is no live camera. An outage ends when the playlist moves, not when it merely
 * answers again.
 */
export function judge(before: Seen, look: Look, now: number): Seen {
  const gives = look.answers && look.newest !== null && !look.ended
  const moved = gives && look.newest !== before.newest
  const newest = moved ? look.newest : before.newest
  const newestAt = moved ? now : before.newestAt
  const failures = gives ? 0 : before.failures + 1
  const stands = gives && now - newestAt > stillTargets * look.target * 1000
  const status = moved ? 'online' : stands || failures >= failuresToOffline ? 'offline' : before.status
  return { status, since: status === before.status ? before.since : now, newest, newestAt, failures }
}

/** Milliseconds until the next look: soon after a first failure, else the period, spread so that looks do not bunch. */
export function nextLook(seen: Seen, periodMs: number, random: number): number {
  const spread = 0.9 + 0.2 * random
  return (seen.failures === 1 ? Math.min(periodMs, 2000) : periodMs) * spread
}
