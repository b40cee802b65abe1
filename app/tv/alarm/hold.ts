import type { HoldStyle, KeyName, Phase } from '../remote/keys'

/** The last that was heard of a key, to tell a fresh press from a train of repeats. */
export interface Train {
  /** its name, and of a digit which one */
  key: string
  /** milliseconds of a clock that never jumps */
  at: number
  down: boolean
  count: number
}

/** A key being held since `since`; `last` is when it was last heard of. */
export interface Hold {
  key: KeyName
  since: number
  last: number
  count: number
  releasedAt: number | null
}

/** A contact that opens and closes again within this time has bounced or trembled: it was never let go. */
const bounceMs = 60
/** A key that was down and silent for this long lost its release on the way; the next press is a fresh one. */
const lostReleaseMs = 1000
/** Remotes wait about half a second before the first repeat (Linux rc-core: 500 ms) and then send 4 to 10 a second. */
const firstGapMs = 700
const gapMs = 350
/** Without any repeats, two presses nearer than this are one press heard twice. */
const doubledMs = 250

const allowedGap = (count: number): number => (count <= 1 ? firstGapMs : gapMs)

/** Whether a key message is a press or only more of the same: a train of repeats never counts as presses. */
export function classify(style: HoldStyle, train: Train | null, key: string, phase: Phase, at: number): Phase {
  if (phase !== 'press' || train === null || train.key !== key) return phase
  const since = at - train.at
  if (style === 'key-up') return since < (train.down ? lostReleaseMs : bounceMs) ? 'repeat' : 'press'
  if (style === 'none') return since < doubledMs ? 'repeat' : 'press'
  return since <= allowedGap(train.count) ? 'repeat' : 'press'
}

/** The train after a message; `phase` is what `classify` made of it. */
export function extend(train: Train | null, key: string, phase: Phase, at: number): Train {
  const same = train !== null && train.key === key
  const count = !same || phase === 'press' ? 1 : train.count + (phase === 'repeat' ? 1 : 0)
  return { key, at, down: phase !== 'release', count }
}

export function beginHold(key: KeyName, at: number): Hold {
  return { key, since: at, last: at, count: 1, releasedAt: null }
}

/** A message of the held key: the hold with it counted in. */
export function feedHold(style: HoldStyle, hold: Hold, phase: Phase, at: number): Hold {
  if (phase === 'release') return style === 'key-up' ? { ...hold, releasedAt: at } : { ...hold, last: at }
  return { ...hold, last: at, count: hold.count + 1, releasedAt: null }
}

/** How long the key was surely held, milliseconds. Where nothing tells its end, only repeats prove that it still is. */
export function heldFor(style: HoldStyle, hold: Hold, now: number): number {
  if (style === 'none') return 0
  if (style === 'key-up') return (hold.releasedAt ?? now) - hold.since
  return hold.last - hold.since
}

/** Whether the key was let go, as far as this remote can tell. */
export function hasEnded(style: HoldStyle, hold: Hold, now: number): boolean {
  if (style === 'none') return true
  if (style === 'key-up') return hold.releasedAt !== null && now - hold.releasedAt > bounceMs
  return now - hold.last > allowedGap(hold.count)
}
