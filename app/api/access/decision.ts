import type { Decision } from './facts'
import { isNamed, judge, type Matches, no, none } from './rules'
import type { Snapshot } from './snapshot'

const found: Matches = { area: none, allow: none, allowUntil: 0, denied: false, emergencyUntil: 0 }

/**
 * The access rule by ids, as requests ask. In a city each of the two looks waits for memory that no cache has: both are
 * asked for before either is waited for.
 */
export function decideById(snapshot: Snapshot, household: string, camera: string, now: number): Decision {
  const { households, cameras } = snapshot
  const homeBegin = households.table.begin(household)
  const eyeBegin = cameras.table.begin(camera)
  const home = households.table.seek(homeBegin)
  const eye = cameras.table.seek(eyeBegin)
  const areThere = home > 0 && eye > 0 && households.isThere(home) && cameras.isThere(eye)
  return areThere ? decideIn(snapshot, home, eye, now) : no
}

/** The access rule over a snapshot, by places: what is asked a thousand times a second. Allocates only the answer. */
export function decideIn(snapshot: Snapshot, household: number, camera: number, now: number): Decision {
  const { places, households, cameras, grants, emergencies } = snapshot
  const isBelow = places.isAtOrAbove(cameras.areaOf(camera), households.areaOf(household))
  found.area = isBelow ? cameras.clarityOf(camera) : none
  found.allow = none
  found.allowUntil = 0
  found.denied = false
  found.emergencyUntil = 0
  if (grants.count > 0) grants.gather(household, camera, now, found)
  if (emergencies.size > 0)
    for (const grant of emergencies.get(household) ?? [])
      if (grant.camera === camera && grant.from <= now && now < grant.until)
        found.emergencyUntil = Math.max(found.emergencyUntil, grant.until)
  if (!isNamed(found, now)) return no
  const quiet = cameras.quietOf(camera)
  return judge(cameras.gateOf(camera), found, quiet === null ? 0 : quiet.until(now), now)
}

/**
 * What a desk may see of a camera near an alarm that calls it: as an emergency grant, so that published, approval,
 * suspension and denials to its area or one above hold, and quiet hours do not; low unless an allow gives more.
 */
export function decideInForDesk({ cameras, grants }: Snapshot, area: number, camera: number, now: number): Decision {
  const emergencyUntil = Number.POSITIVE_INFINITY
  const matches: Matches = { area: none, allow: none, allowUntil: 0, denied: false, emergencyUntil }
  grants.gatherForArea(area, camera, now, matches)
  // As in quiet hours: then only grants raise what the emergency gives.
  return judge(cameras.gateOf(camera), matches, emergencyUntil, now)
}
