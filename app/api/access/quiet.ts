import type { Zone } from './zone'

/** Hours in which a camera is closed, in minutes of the day: from `start`, and up to but not including `end`. */
export interface QuietHours {
  start: number
  end: number
}

const minute = 60_000
const pattern = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

/** Reads `22:00-06:00`, also over midnight; `24:00` may be the end. Null when the text is not that, or spans no time. */
export function readQuietHours(text: string): QuietHours | null {
  const match = pattern.exec(text)
  if (match === null) return null
  const start = Number(match[1]) * 60 + Number(match[2])
  const end = match[3] === undefined ? 24 * 60 : Number(match[3]) * 60 + Number(match[4])
  return start === end ? null : { start, end }
}

/** Whether a minute of the wall clock lies in the quiet hours. */
export function isQuiet(hours: QuietHours, minuteOfDay: number): boolean {
  return hours.start < hours.end
    ? minuteOfDay >= hours.start && minuteOfDay < hours.end
    : minuteOfDay >= hours.start || minuteOfDay < hours.end
}

/** The moment at which the quiet hours that hold now are over, by the wall clock, also through a clock change. */
export function quietEnd(hours: QuietHours, at: number, zone: Zone): number {
  const startOfMinute = Math.floor(at / minute) * minute
  const ahead = (hours.end - zone.minuteOfDay(at) + 24 * 60) % (24 * 60)
  const end = startOfMinute + ahead * minute
  if (hours.end - hours.start < 24 * 60 && ahead > 0 && zone.offset(end) === zone.offset(at)) return end
  // The clock is changed on the way, twice a year at most: look minute by minute.
  for (let step = 1; step <= 50 * 60; step++) {
    const next = startOfMinute + step * minute
    if (!isQuiet(hours, zone.minuteOfDay(next))) return next
  }
  return Number.POSITIVE_INFINITY
}
