import type { Decision } from './neighbourhood'
import type { CameraEntry } from './places'
import { judge, type Matches, none } from './rules'
import type { Snapshot } from './snapshot'

const found: Matches = { area: none, allow: none, allowUntil: 0, denied: false, emergencyUntil: 0 }

/** The access rule over a snapshot, by numbers: what is asked a thousand times a second. Allocates only the answer. */
export function decideIn(snapshot: Snapshot, household: number, camera: CameraEntry, now: number): Decision {
  const { places, households, grants, emergencies } = snapshot
  found.area = places.isAtOrAbove(camera.area, households.area[household]!) ? camera.residentClarity : none
  found.allow = none
  found.allowUntil = 0
  found.denied = false
  found.emergencyUntil = 0
  if (grants.count > 0) grants.gather(household, camera.index, camera.area, now, found)
  if (emergencies.size > 0)
    for (const grant of emergencies.get(household) ?? [])
      if (grant.camera === camera.index && grant.from <= now && now < grant.until)
        found.emergencyUntil = Math.max(found.emergencyUntil, grant.until)
  return judge(camera.gate, found, camera.quiet === null ? 0 : camera.quiet.until(now), now)
}
