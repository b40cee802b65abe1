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

const isSameDay = (a: number, b: number) => dayNumber(a) === dayNumber(b)

const two = (n: number) => (n < 10 ? `0${n}` : String(n))

const ofDay = (at: number) => `${two(wall(at).getUTCHours())}:${two(wall(at).getUTCMinutes())}`

/** Times on the neighbourhood's clock from server time in milliseconds; `date` says a day in its language. */
export function timesOf(date: (day: Date) => string) {
  const day = (at: number, now: number) => (isSameDay(at, now) ? ofDay(at) : date(wall(at)))
  return {
    ofDay,
    ofDaySeconds: (at: number) => `${ofDay(at)}:${two(wall(at).getUTCSeconds())}`,
    /** The time of day today, the date before. */
    day,
    /** The same, but what began lately began at a time of day, on either side of midnight. */
    since: (at: number, now: number) => (now - at < 43_200_000 ? ofDay(at) : day(at, now)),
    /** The time of day when it is less than a day away, else the date. */
    until: (at: number, now: number) => (at - now < 86_400_000 ? ofDay(at) : date(wall(at))),
  }
}
