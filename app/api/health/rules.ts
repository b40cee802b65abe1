import type { Soundness } from './soundness'

/** What a look at a camera's playlist found. */
export type Look =
  | { answers: false }
  | {
      answers: true
      /** names the newest segment */
      newest: string | null
      /** a segment's length in seconds */
      target: number
      ended: boolean
      /** what the newest segment is; absent: nobody looked into it */
      picture?: Soundness
    }

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
  /** what its segments are believed to be */
  picture: Soundness
  pictureSince: number
  /** what looks into segments found last, against what is believed, and how many in a row */
  doubt: { of: Soundness; looks: number } | null
}

export const unseen: Seen = {
  ...{ status: 'unknown', since: 0, newest: null, newestAt: 0, failures: 0 },
  ...{ picture: null, pictureSince: 0, doubt: null },
}

/** One lost answer is no outage; two in a row are. */
const failuresToOffline = 2
/** A playlist that stands still for this many segments shows an old picture (RFC 8216, 6.2.2 allows 1.5). */
const stillTargets = 3
/** So many looks in a row until something other than a sound picture is believed: an empty street may stand still. */
const looksUntilBelieved = { unreadable: 2, suspicion: 3 }

/**
 * What a camera is after a look: online when its playlist moved on, offline when it gave no picture twice in a row or
 * stands still, or when its segments are none. A playlist that has ended is no live camera. An outage ends when the
 * playlist moves, not when it merely answers again: also one that an earlier process found.
 */
export function judge(before: Seen, look: Look, now: number): Seen {
  const gives = look.answers && look.newest !== null && !look.ended
  const fresh = gives && look.newest !== before.newest
  const moved = fresh && !(before.newest === null && before.status === 'offline')
  const newest = fresh ? look.newest : before.newest
  const newestAt = fresh ? now : before.newestAt
  const failures = gives ? 0 : before.failures + 1
  const stands = gives && now - newestAt > stillTargets * look.target * 1000
  const { picture, pictureSince, doubt } = pictureAfter(before, look.answers ? look.picture : undefined, now)
  const gone = stands || failures >= failuresToOffline || picture === 'unreadable'
  const status = gone ? 'offline' : moved ? 'online' : before.status
  const since = status === before.status ? before.since : now
  return { status, since, newest, newestAt, failures, picture, pictureSince, doubt }
}

/** A sound picture is believed at once, all else when it was found often enough. */
function pictureAfter(before: Seen, found: Soundness | undefined, now: number) {
  const { picture, pictureSince } = before
  if (found === undefined) return before
  if (found === picture) return { picture, pictureSince, doubt: null }
  const looks = before.doubt?.of === found ? before.doubt.looks + 1 : 1
  const needed = found === 'unreadable' ? looksUntilBelieved.unreadable : looksUntilBelieved.suspicion
  if (found === 'sound' || found === null || looks >= needed) return { picture: found, pictureSince: now, doubt: null }
  return { picture, pictureSince, doubt: { of: found, looks } }
}

/** Milliseconds until the next look: soon after a first failure, else the period, spread so that looks do not bunch. */
export function nextLook(seen: Seen, periodMs: number, random: number): number {
  const spread = 0.9 + 0.2 * random
  return (seen.failures === 1 ? Math.min(periodMs, 2000) : periodMs) * spread
}

/**
 * Milliseconds until the next look into a segment: at the next look where something is not sure, or there is no picture
 * to be had, so that it is known when there is one again.
 */
export function nextPicture({ doubt, picture }: Seen, periodMs: number, random: number): number {
  return doubt !== null || picture === 'unreadable' ? 0 : periodMs * (0.9 + 0.2 * random)
}
