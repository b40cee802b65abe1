import type { Clarity } from '../../contract/basics'
import type { Decision } from './facts'
import { type QuietHours, quietUntil } from './quiet'
import type { Zone } from './zone'

/** Clarity as a number, so that the higher is the greater. */
export const none = 0
const low = 1
const full = 2
export type Sharpness = typeof none | typeof low | typeof full

/** Reads a clarity column: `none`, `low`, `full`. */
export function sharpness(text: string): Sharpness {
  return text === 'full' ? full : text === 'low' ? low : none
}

/** A camera as far as rule 1 looks at it. Times are epoch milliseconds. */
export interface CameraGate {
  published: boolean
  /** null: never approved */
  approvedUntil: number | null
  suspension: { by: string; reason: string } | null
}

/** What rules 2 and 3 and the emergency grants say of one household and one camera at one time. */
export interface Matches {
  /** clarity that the area rule gives */
  area: Sharpness
  /** highest clarity of the allows that match and are in force */
  allow: Sharpness
  /** when the last allow of that clarity ends; infinite: never */
  allowUntil: number
  denied: boolean
  /** when the last emergency grant ends; 0: there is none */
  emergencyUntil: number
}

export const no: Decision = { see: 'no' }
const clarityOf = (value: Sharpness): Clarity => (value === full ? 'full' : 'low')
const orNull = (at: number): number | null => (Number.isFinite(at) ? at : null)

/** Whether rules 2 and 3 hold, or an emergency in place of rule 2: without it the household knows nothing of the camera. */
export function isNamed(matches: Matches, now: number): boolean {
  return !matches.denied && (matches.area !== none || matches.allow !== none || matches.emergencyUntil > now)
}

/**
 * The access rule (contract, "Who may see what"), from the matches on. `quietUntil` is 0 outside of quiet hours.
 *
 * `until` of a seen camera is the earlier of the end of what shows it at this clarity (grant, emergency grant; the
 * area rule has none) and the approval's end; quiet hours and later denials are not foretold. `until` of a closed
 * camera is the end of the quiet hours; suspensions and ended approvals have none.
 *
 * The area rule does not raise an emergency grant in quiet hours: only another *grant* does, as the contract says.
 */
export function judge(camera: CameraGate, matches: Matches, quietUntil: number, now: number): Decision {
  if (!camera.published || !isNamed(matches, now)) return no
  const emergency = matches.emergencyUntil > now
  if (camera.suspension !== null) {
    const { by, reason } = camera.suspension
    return { see: 'closed', reason: 'suspended', until: null, by, because: reason }
  }
  const approvalEnd = camera.approvedUntil ?? 0
  if (approvalEnd <= now) return { see: 'closed', reason: 'approval_ended', until: null, by: null, because: null }
  if (quietUntil !== 0 && !emergency)
    return { see: 'closed', reason: 'quiet_hours', until: orNull(quietUntil), by: null, because: null }
  const area = quietUntil === 0 ? matches.area : none
  const allow = matches.allow
  if (quietUntil === 0 && area >= allow && area !== none)
    return { see: 'yes', clarity: clarityOf(area), why: 'area', until: approvalEnd }
  if (quietUntil === 0 && allow !== none)
    return { see: 'yes', clarity: clarityOf(allow), why: 'grant', until: Math.min(approvalEnd, matches.allowUntil) }
  const ends = allow === full ? Math.min(matches.emergencyUntil, matches.allowUntil) : matches.emergencyUntil
  return {
    see: 'yes',
    clarity: clarityOf(allow === full ? full : low),
    why: 'emergency',
    until: Math.min(approvalEnd, ends),
  }
}

/** One row of `grants`, as far as the rules look at it. In force in `[from, until)`. */
export interface Grant {
  subjectKind: 'household' | 'group' | 'area'
  subject: string
  objectKind: 'camera' | 'area'
  object: string
  effect: 'allow' | 'deny'
  clarity: Sharpness
  from: number
  until: number | null
}

/** Everything that the rule needs to know about one household and one camera. */
export interface Facts {
  /** `areas`: the household's own area and those above it */
  household: { id: string; group: string | null; areas: readonly string[] }
  /** `areas`: the camera's own area, first, and those above it */
  camera: CameraGate & {
    id: string
    areas: readonly string[]
    residentClarity: Sharpness
    quietHours: QuietHours | null
  }
  grants: readonly Grant[]
  emergencies: readonly { household: string; camera: string; from: number; until: number }[]
}

/** Whether a grant names this household and this camera, and is in force. */
function matches(grant: Grant, { household, camera }: Facts, now: number): boolean {
  if (now < grant.from || (grant.until !== null && now >= grant.until)) return false
  const subject =
    grant.subjectKind === 'household'
      ? grant.subject === household.id
      : grant.subjectKind === 'group'
        ? grant.subject === household.group
        : household.areas.includes(grant.subject)
  return subject && (grant.objectKind === 'camera' ? grant.object === camera.id : camera.areas.includes(grant.object))
}

/** Adds one matching grant to what was found before. */
export function addGrant(found: Matches, deny: boolean, clarity: Sharpness, until: number): void {
  if (deny) {
    found.denied = true
  } else if (clarity > found.allow) {
    found.allow = clarity
    found.allowUntil = until
  } else if (clarity === found.allow && until > found.allowUntil) {
    found.allowUntil = until
  }
}

/** The access rule over plain facts: for one question at a time. The index in memory answers the same, faster. */
export function decide(facts: Facts, now: number, zone: Zone): Decision {
  const { household, camera } = facts
  const found: Matches = { area: none, allow: none, allowUntil: 0, denied: false, emergencyUntil: 0 }
  if (camera.areas[0] !== undefined && household.areas.includes(camera.areas[0])) found.area = camera.residentClarity
  for (const grant of facts.grants)
    if (matches(grant, facts, now))
      addGrant(found, grant.effect === 'deny', grant.clarity, grant.until ?? Number.POSITIVE_INFINITY)
  for (const grant of facts.emergencies)
    if (grant.household === household.id && grant.camera === camera.id && grant.from <= now && now < grant.until)
      found.emergencyUntil = Math.max(found.emergencyUntil, grant.until)
  return judge(camera, found, quietUntil(camera.quietHours, now, zone), now)
}
