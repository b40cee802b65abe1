import { createHash } from 'node:crypto'
import type { CameraList } from '../../contract/cameras'
import { candidates, listFor } from './list'
import type { Listing } from './neighbourhood'
import type { Snapshot } from './snapshot'
import type { Statuses } from './statuses'

interface Kept extends Listing {
  /** holds from then on, and until then: a clock may be put back */
  from: number
  until: number
  cameras: readonly string[]
  /** the turn of statuses that it is known to be right at */
  turn: number
}

const minuteMs = 60_000
const keptBytes = 48 * 1024 * 1024
/** What an entry costs beside its body. */
const entryBytes = 600

/**
 * Keeps listings until anything in them may have changed: the rules or suspensions (another snapshot), a camera's
 * status, or the clock, to the millisecond. Households of one area for which no grant is made share theirs.
 */
export function makeListings(statuses: Statuses, mostBytes: number = keptBytes) {
  // Insertion order is the order of use: the front was asked for longest ago.
  let kept = new Map<number, Kept>()
  let keptOf: Snapshot | null = null
  let bytes = 0

  function build(snapshot: Snapshot, household: number, now: number): Kept {
    const id = snapshot.households.id(household)
    const found = candidates(snapshot, household, now)
    return {
      ...listingOf(listFor(snapshot, statuses, id, now)),
      from: now,
      until: holdsUntil(snapshot, household, found, now),
      cameras: [...found].map((camera) => snapshot.cameras.id(camera)),
      turn: statuses.turn,
    }
  }

  function isCurrent(entry: Kept, now: number): boolean {
    if (now < entry.from || now >= entry.until) return false
    if (entry.turn === statuses.turn) return true
    for (const camera of entry.cameras) if (statuses.turnOf(camera) > entry.turn) return false
    entry.turn = statuses.turn
    return true
  }

  function drop(key: number, { body }: Kept): void {
    kept.delete(key)
    bytes -= body.length + entryBytes
  }

  return (snapshot: Snapshot, household: number, now: number): Listing => {
    if (snapshot !== keptOf) {
      kept = new Map()
      keptOf = snapshot
      bytes = 0
    }
    const key = sharedBy(snapshot, household)
    let entry = kept.get(key)
    if (entry !== undefined && isCurrent(entry, now)) {
      kept.delete(key)
      kept.set(key, entry)
      return entry
    }
    if (entry !== undefined) drop(key, entry)
    entry = build(snapshot, household, now)
    kept.set(key, entry)
    bytes += entry.body.length + entryBytes
    for (const [oldest, one] of kept) {
      if (bytes <= mostBytes) break
      drop(oldest, one)
    }
    return entry
  }
}

/** A list as it is sent. */
export function listingOf(list: CameraList): Listing {
  const body = Buffer.from(JSON.stringify(list))
  return { body, tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}

/** A number that households share whose lists must be the same: an area's, a group's in an area, or one's own. */
function sharedBy({ households, grants, emergencies, places }: Snapshot, household: number): number {
  if (grants.isNamed('household', household) || emergencies.has(household)) return -1 - household
  const group = households.groupOf(household)
  const named = group >= 0 && grants.isNamed('group', group) ? group + 1 : 0
  return named * (places.areas.length + 1) + households.areaOf(household) + 1
}

/** The first moment at which the clock alone may change the list of a household: not sooner than after `now`. */
function holdsUntil(
  { cameras, grants, emergencies }: Snapshot,
  household: number,
  found: ReturnType<typeof candidates>,
  now: number,
): number {
  let until = grants.nextTurnOf(household, now)
  const turns = (at: number | null) => {
    if (at !== null && at > now && at < until) until = at
  }
  for (const camera of found) {
    turns(cameras.gateOf(camera).approvedUntil)
    // Quiet hours begin and end on full minutes.
    if (cameras.quietOf(camera) !== null) turns((Math.floor(now / minuteMs) + 1) * minuteMs)
  }
  for (const grant of emergencies.get(household) ?? []) {
    turns(grant.from)
    turns(grant.until)
  }
  return until
}
