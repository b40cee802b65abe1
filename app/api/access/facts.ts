import type { Clarity } from '../../contract/basics'
import type { ClosedCamera } from '../../contract/cameras'
import type { EndReason } from '../../contract/events'

export interface HouseholdFacts {
  id: string
  area: string
  group: string | null
  label: string
  contactName: string
  contactPhone: string
}

export interface CameraFacts {
  id: string
  number: number
  name: string
  area: string
  kind: string
  hlsUrl: string
  hlsUrlLow: string | null
  owner: string
  contact: string
}

/** What the rules say of one household and one camera at one time. */
export type Decision =
  | { see: 'yes'; clarity: Clarity; why: 'area' | 'grant' | 'emergency'; until: number | null }
  | { see: 'closed'; reason: ClosedCamera['reason']; until: number | null; by: string | null; because: string | null }
  | { see: 'no' }

/** Why a picture that was allowed is no longer. */
export function endReason(decision: Decision): EndReason | null {
  if (decision.see === 'yes') return null
  if (decision.see === 'no') return 'grant_ended'
  return decision.reason
}
