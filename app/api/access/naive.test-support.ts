import type { Decision } from './facts'

/**
 * The access rule written down a second time, straight from the contract's words and as slowly as they read, to
 * compare the fast one with. It shares nothing with the rules but the words of the answer.
 */
export interface NaiveWorld {
  parents: Record<string, string | null>
  cameras: {
    id: string
    area: string
    published: boolean
    clarity: 'none' | 'low' | 'full'
    approvedUntil: number
    quiet: string | null
    suspended: boolean
  }[]
  households: { id: string; area: string; group: string | null }[]
  grants: {
    subjectKind: string
    subject: string
    objectKind: string
    object: string
    effect: string
    clarity: 'low' | 'full'
    from: number
    until: number | null
  }[]
  emergencies: { household: string; camera: string; from: number; until: number }[]
}

export function naiveDecision(world: NaiveWorld, householdId: string, cameraId: string, now: number, timeZone: string) {
  const household = world.households.find((one) => one.id === householdId)!
  const camera = world.cameras.find((one) => one.id === cameraId)!
  const atOrAbove = (upper: string, lower: string | null): boolean =>
    lower !== null && (upper === lower || atOrAbove(upper, world.parents[lower]!))

  const matching = world.grants.filter((grant) => {
    const inForce = grant.from <= now && (grant.until === null || now < grant.until)
    const forIt =
      (grant.subjectKind === 'household' && grant.subject === household.id) ||
      (grant.subjectKind === 'group' && grant.subject === household.group) ||
      (grant.subjectKind === 'area' && atOrAbove(grant.subject, household.area))
    const names =
      (grant.objectKind === 'camera' && grant.object === camera.id) ||
      (grant.objectKind === 'area' && atOrAbove(grant.object, camera.area))
    return inForce && forIt && names
  })
  const allows = matching.filter((grant) => grant.effect === 'allow')
  const denied = matching.some((grant) => grant.effect === 'deny')
  const byArea = atOrAbove(camera.area, household.area) && camera.clarity !== 'none'
  const emergency = world.emergencies.some(
    (one) => one.household === household.id && one.camera === camera.id && one.from <= now && now < one.until,
  )
  if (!camera.published || denied || !(byArea || allows.length > 0 || emergency)) return 'no'
  if (camera.suspended) return 'closed suspended'
  if (now >= camera.approvedUntil) return 'closed approval_ended'
  const quiet = camera.quiet !== null && isQuiet(camera.quiet, now, timeZone)
  if (quiet && !emergency) return 'closed quiet_hours'
  const allowedFull = allows.some((grant) => grant.clarity === 'full')
  if (quiet) return `yes ${allowedFull ? 'full' : 'low'} emergency`
  if (byArea && (camera.clarity === 'full' || !allowedFull)) return `yes ${camera.clarity} area`
  if (allows.length > 0) return `yes ${allowedFull ? 'full' : 'low'} grant`
  return 'yes low emergency'
}

function isQuiet(hours: string, now: number, timeZone: string): boolean {
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const time = wall.format(now)
  const [start, end] = hours.split('-') as [string, string]
  return start < end ? start <= time && time < end : time >= start || time < end
}

/** A decision as the naive one says it. */
export function inShort(decision: Decision): string {
  if (decision.see === 'no') return 'no'
  return decision.see === 'closed' ? `closed ${decision.reason}` : `yes ${decision.clarity} ${decision.why}`
}
