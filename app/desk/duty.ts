import type { Shift } from '../contract/roster'

/** Who is to be on duty now. */
export const dutyNow = (shifts: readonly Shift[], now: number): Shift[] =>
  shifts.filter(({ starts_at, ends_at }) => Date.parse(starts_at) <= now && now < Date.parse(ends_at))

/** The next shift that begins: when the desk changes hands, and to whom. Null: none is planned. */
export const nextHandover = (shifts: readonly Shift[], now: number): Shift | null =>
  shifts
    .filter(({ starts_at }) => Date.parse(starts_at) > now)
    .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))[0] ?? null
