import type { Decision } from './facts'
import { hashOf } from './records'
import { isNamed, judge, type Matches, no, none } from './rules'
import type { Snapshot } from './snapshot'

const found: Matches = { area: none, allow: none, allowUntil: 0, denied: false, emergencyUntil: 0 }

/**
 * The access rule by ids, as requests ask. In a city each of the two looks is two reads of memory that no cache has, one
 * after the other: both first ones are asked for before either is waited for, and then both second ones.
 */
export function decideById(snapshot: Snapshot, household: string, camera: string, now: number): Decision {
  const homes = snapshot.households.records
  const eyes = snapshot.cameras.records
  const homeHash = hashOf(household)
  const eyeHash = hashOf(camera)
  const homeSlot = homes.firstSlot(homeHash)
  const eyeSlot = eyes.firstSlot(eyeHash)
  const home = homes.candidate(homeHash, homeSlot)
  const eye = eyes.candidate(eyeHash, eyeSlot)
  const homeHead = homes.headAt(home)
  const eyeHead = eyes.headAt(eye)
  // Of a hundred looks one meets another's record first, or none: that one goes the long way.
  const isSure = home > 0 && eye > 0 && homes.isAt(home, homeHead, household) && eyes.isAt(eye, eyeHead, camera)
  const at = isSure ? home : snapshot.households.find(household)
  const of = isSure ? eye : snapshot.cameras.find(camera)
  return at < 0 || of < 0 || !snapshot.households.isThere(at) || !snapshot.cameras.isThere(of)
    ? no
    : decideIn(snapshot, at, of, now)
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
