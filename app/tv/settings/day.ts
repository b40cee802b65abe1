import type { HouseholdWords } from '../words/householdShape'
import { wall } from '../words/wall'

/** A day with its time; with its year where that is another. */
export function dayOf(at: number, now: number, { time, watch }: HouseholdWords): string {
  const date = wall(at)
  const day =
    date.getUTCFullYear() === wall(now).getUTCFullYear()
      ? time.day(at, now)
      : watch.date(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
  return day === time.ofDay(at) ? day : `${day} ${time.ofDay(at)}`
}
