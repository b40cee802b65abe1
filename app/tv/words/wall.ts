import type { Me } from '../../contract/household'

let offsets: readonly { from: number; minutes: number }[] = []

/** The service told how far the neighbourhood's wall clock is ahead of UTC, and from when. */
export function tellOffsets(told: Me['utc_offsets']): void {
  offsets = told.map(({ from, minutes }) => ({ from: Date.parse(from), minutes }))
}

/**
 * A moment on the neighbourhood's wall clock, to be read by the getters of UTC. Many boxes run on UTC; their own zone
 * counts only until the service has told.
 */
export function wall(at: number): Date {
  let minutes = offsets.length > 0 ? offsets[0]!.minutes : -new Date(at).getTimezoneOffset()
  for (const offset of offsets) if (offset.from <= at) minutes = offset.minutes
  return new Date(at + minutes * 60_000)
}

/** Counts calendar days, so that the one before is one less. */
export const dayNumber = (at: number) => Math.floor(wall(at).getTime() / 86_400_000)

export const isSameDay = (a: number, b: number) => dayNumber(a) === dayNumber(b)
