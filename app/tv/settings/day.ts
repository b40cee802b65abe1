import type { HouseholdWords } from '../words/householdShape'

/** A day with its time; with its year where that is another. */
export function dayOf(at: number, now: number, { time, watch }: HouseholdWords): string {
  const date = new Date(at)
  const day =
    date.getFullYear() === new Date(now).getFullYear()
      ? time.day(at, now)
      : watch.date(date.getFullYear(), date.getMonth() + 1, date.getDate())
  return day === time.ofDay(at) ? day : `${day} ${time.ofDay(at)}`
}
