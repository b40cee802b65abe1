import { createHash } from 'node:crypto'

/** How far the newest release of the TV app is rolled out. */
export interface Rollout {
  release: string
  /** of the boxes, 0 to 100 */
  percent: number
  /** only these models; empty: all */
  models: readonly string[]
  /** epoch milliseconds of the last change */
  at: number
  /** why it was stopped; null: it goes on */
  stopped: string | null
  /** how the two releases had fared on the day of that change until then: it is not held against what came after */
  fared?: { newest: Fared; before: Fared }
}

/** A release that nobody has let out yet reaches no box. */
export const heldBack = (release: string, at: number): Rollout => ({
  release,
  percent: 0,
  models: [],
  at,
  stopped: null,
})

/** Which part of a hundred a box belongs to; another one for each release, so that the same boxes are not always first. */
export function partOf(release: string, serial: string): number {
  return createHash('sha256').update(`${release} ${serial}`).digest().readUInt32BE(0) % 100
}

/** Whether a box is to run the newest release. */
export function reaches(
  { release, percent, models, stopped }: Rollout,
  box: { serial: string; model: string },
): boolean {
  if (stopped !== null) return false
  if (models.length > 0 && !models.includes(box.model)) return false
  return partOf(release, box.serial) < percent
}

/** What a box that was told nothing yet runs: the newest only when all run it. */
export const isForAll = ({ percent, models, stopped }: Rollout): boolean =>
  stopped === null && percent === 100 && models.length === 0

export interface Fared {
  starts: number
  failed: number
  errors: number
}

/** What has come since. */
export const faredSince = (now: Fared, then: Fared = { starts: 0, failed: 0, errors: 0 }): Fared => ({
  starts: Math.max(0, now.starts - then.starts),
  failed: Math.max(0, now.failed - then.failed),
  errors: Math.max(0, now.errors - then.errors),
})

/** Fewer starts than this tell nothing. */
const enough = 30

/** Why a release must not reach further boxes: it fails more often than a bound, and than the one before it. */
export function stopReason(newest: Fared, before: Fared): string | null {
  const [tries, triesBefore] = [newest.starts + newest.failed, before.starts + before.failed]
  if (tries < enough) return null
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`
  const failing = share(newest.failed, tries)
  if (failing > Math.max(0.02, 3 * share(before.failed, triesBefore)))
    return `${percent(failing)} of ${tries} starts failed`
  const errors = share(newest.errors, tries)
  if (errors > Math.max(0.5, 3 * share(before.errors, triesBefore)))
    return `${errors.toFixed(2)} errors per start in ${tries} starts`
  return null
}
