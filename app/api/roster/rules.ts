import type { ShiftRequest } from '../../contract/roster'

const hourMs = 3_600_000
/** The shift of an officer is at most so long. */
export const longestMs = 24 * hourMs
/** Nobody plans further ahead. */
export const furthestMs = 366 * 24 * hourMs
const weekMs = 7 * 24 * hourMs

/** The shifts that a request plans, in epoch milliseconds, or what is wrong with it in words. */
export function shiftsOf(
  { starts_at, ends_at, weeks = 1 }: Pick<ShiftRequest, 'starts_at' | 'ends_at' | 'weeks'>,
  now: number,
): { startsAt: number; endsAt: number }[] | string {
  const [start, end] = [Date.parse(starts_at), Date.parse(ends_at)]
  if (Number.isNaN(start)) return 'body.starts_at is not a time'
  if (Number.isNaN(end)) return 'body.ends_at is not a time'
  if (end <= start) return 'body.ends_at is not after body.starts_at'
  if (end - start > longestMs) return 'a shift is at most 24 hours long'
  if (end <= now) return 'the shift is over'
  const shifts = Array.from({ length: weeks }, (_, n) => ({ startsAt: start + n * weekMs, endsAt: end + n * weekMs }))
  return shifts.at(-1)!.endsAt - now > furthestMs ? 'the shift is more than a year away' : shifts
}

/** Who plans a desk's duty: its head; where nobody is named head, any of its officers. */
export const mayPlan = (user: string, heads: readonly string[]): boolean => heads.length === 0 || heads.includes(user)
