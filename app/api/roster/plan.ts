import type { Zone } from '../access/zone'
import { readCells } from '../operator/cells'
import type { Fault } from '../operator/csv'
import { furthestMs, longestMs } from './rules'

export const rosterColumns = ['area', 'user', 'starts_at', 'ends_at'] as const

/** A shift that a file plans, in epoch milliseconds. */
export interface Planned {
  area: string
  user: string
  startsAt: number
  endsAt: number
}

/** What a file's rows are checked against. */
export interface Known {
  zone: Zone
  now: number
  /** whether the area is known to this caller */
  area: (id: string) => boolean
  /** whether the officer sits at the area's desk */
  officer: (area: string, user: string) => boolean
}

export interface Plan {
  shifts: Planned[]
  /** rows of shifts that are over: looked at, and then left alone */
  over: number
}

/**
 * The shifts that rows plan. `line` is that of the file, or which entry of a JSON list, from 1. What is wrong goes to
 * `fault`: a row of the past is none, so that a file of the whole month may be sent every night.
 */
export function planOf(
  rows: readonly { line: number; cells: Readonly<Record<string, unknown>> }[],
  known: Known,
  file: string,
  fault: (fault: Fault) => void,
): Plan {
  const plan: Plan = { shifts: [], over: 0 }
  const taken = new Map<string, { line: number; shift: Planned }[]>()
  for (const { line, cells } of rows) {
    let fits = true
    const wrong = (column: string, message: string) => {
      fits = false
      fault({ file, line, column, message })
    }
    const read = readCells(cells, known.zone, wrong, () => undefined)
    const shift = {
      ...{ area: read.id('area'), user: read.id('user') },
      ...{ startsAt: read.time('starts_at'), endsAt: read.time('ends_at') },
    }
    if (!fits) continue
    const { area, user, startsAt, endsAt } = shift
    if (!known.area(area)) wrong('area', 'The area is not known.')
    else if (!known.officer(area, user)) wrong('user', 'user is no officer of the area’s desk.')
    if (endsAt <= startsAt) wrong('ends_at', 'ends_at is not after starts_at.')
    else if (endsAt - startsAt > longestMs) wrong('ends_at', 'A shift is at most 24 hours long.')
    else if (endsAt - known.now > furthestMs) wrong('ends_at', 'The shift is more than a year away.')
    if (!fits) continue
    const own = taken.get(`${area}|${user}`) ?? []
    const other = own.find((one) => one.shift.startsAt < endsAt && startsAt < one.shift.endsAt)
    if (other !== undefined) wrong('starts_at', `"${user}" is on duty then already, by line ${other.line}.`)
    taken.set(`${area}|${user}`, [...own, { line, shift }])
    if (endsAt <= known.now) plan.over++
    else plan.shifts.push(shift)
  }
  return plan
}

/** What must be done so that the desks that a plan names have its shifts and no others. */
export function difference<Stored extends Planned>(
  planned: readonly Planned[],
  stored: readonly Stored[],
): { create: Planned[]; remove: Stored[]; unchanged: number } {
  const keyOf = ({ area, user, startsAt, endsAt }: Planned) => `${area}|${user}|${startsAt}|${endsAt}`
  const desks = new Set(planned.map(({ area }) => area))
  const wanted = new Map(planned.map((shift) => [keyOf(shift), shift]))
  const remove: Stored[] = []
  let unchanged = 0
  for (const shift of stored) {
    if (!desks.has(shift.area)) continue
    // Planned twice by hand: one of them stays.
    if (wanted.delete(keyOf(shift))) unchanged++
    else remove.push(shift)
  }
  return { create: [...wanted.values()], remove, unchanged }
}
