import { isQuiet, readQuietHours } from '../access/quiet'
import type { Zone } from '../access/zone'
import type { PublishedCamera } from './store'

/** Whether a published camera may be seen by anybody now: approved, not suspended, and not in its quiet hours. */
export function isOpen(camera: PublishedCamera, now: number, zone: Zone): boolean {
  if (camera.suspended_at !== null || (camera.approved_until ?? 0) <= now) return false
  const quiet = camera.quiet_hours === null ? null : readQuietHours(camera.quiet_hours)
  return quiet === null || !isQuiet(quiet, zone.minuteOfDay(now))
}
