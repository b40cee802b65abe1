import type { Generated } from 'kysely'

export interface PlaybackTables {
  playbacks: {
    id: string
    household: string
    box: string
    camera: string
    clarity: string
    engine: string
    intent: string
    why: string
    reason: string | null
    created_at: number
    /** first segment served */
    started_at: number | null
    ended_at: number | null
    how: string | null
    /** end of the newest token */
    expires_at: number
    /** end of the longest watching time; moves with the newest key press */
    watch_until: number
    pairing: string
    /** what the box can play, joined by commas */
    codecs: string
    /** the area of the desk that looks during an alarm; null: a household watches. Of a desk, `household` is the officer's user, `box` the session and `pairing` the alarm. */
    desk: string | null
  }
  /** The hash-chained log: one chain per process and day; a day's chain ends are chained in `viewing_heads`. */
  viewings: {
    id: Generated<number>
    chain: string
    seq: number
    at: number
    /** watch.started, watch.ended, lookup, act … */
    kind: string
    household: string | null
    box: string | null
    camera: string | null
    clarity: string | null
    playback: string | null
    actor: string | null
    reason: string | null
    detail: string | null
    previous_hash: string
    hash: string
  }
  viewing_heads: {
    /** `2026-11-23`, in UTC */
    day: string
    head: string
    previous: string
    /** the ends of the day's chains, as JSON `[[chain, seq, hash], …]`: with them a head can be checked without lines */
    ends: string
    lines: number
    removed: number
  }
}
