/** A time zone's clock, for quiet hours and for dates without a time. */
export interface Zone {
  /** Milliseconds that the zone's wall clock is ahead of UTC at a moment. */
  offset(at: number): number
  /** Minutes since midnight on the zone's wall clock, 0 to 1439. */
  minuteOfDay(at: number): number
  /** The moment at which a calendar day begins; where a clock change skips midnight, the first moment that is. */
  startOfDay(year: number, month: number, day: number): number
}

const minute = 60_000
const day = 24 * 60 * minute
/** Every offset change in the IANA database since 1972 falls on a quarter of an hour, so one answer holds for one. */
const quarter = 15 * minute
const kept = 512

/** Since when a wall clock is how many minutes ahead of UTC. */
export interface Offset {
  from: number
  minutes: number
}

/** The offsets of a zone from a year before a moment to a year after it, oldest first; the first holds from before. */
export function offsetsAround({ offset }: Zone, at: number): Offset[] {
  const first = Math.floor(at / day) * day - 366 * day
  const found = [{ from: first, minutes: offset(first) / minute }]
  for (let from = first; from < at + 366 * day; from += day) {
    let [before, after] = [from, from + day]
    if (offset(before) === offset(after)) continue
    while (after - before > quarter) {
      const middle = Math.floor((before + after) / 2 / quarter) * quarter
      if (offset(middle) === offset(before)) before = middle
      else after = middle
    }
    found.push({ from: after, minutes: offset(after) / minute })
  }
  return found
}

/** The clock of an IANA time zone. `Intl` is asked once per quarter of an hour. */
export function makeZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const offsets = new Map<number, number>()
  let lastQuarter = Number.NaN
  let lastOffset = 0

  function askIntl(at: number): number {
    const parts: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value)
    const wall = Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!)
    return wall - Math.floor(at / 1000) * 1000
  }

  function offset(at: number): number {
    const index = Math.floor(at / quarter)
    if (index === lastQuarter) return lastOffset
    let found = offsets.get(index)
    if (found === undefined) {
      found = askIntl(index * quarter)
      if (offsets.size >= kept) offsets.clear()
      offsets.set(index, found)
    }
    lastQuarter = index
    lastOffset = found
    return found
  }

  function minuteOfDay(at: number): number {
    return Math.floor(((((at + offset(at)) % day) + day) % day) / minute)
  }

  function startOfDay(year: number, month: number, dayOfMonth: number): number {
    const wall = Date.UTC(year, month - 1, dayOfMonth)
    // Offsets lie between -12 h and +14 h, and change by a few hours at most: the day begins after this moment.
    const earliest = wall - 15 * 60 * minute
    for (let at = earliest; at <= earliest + 30 * 60 * minute; at += quarter) if (at + offset(at) >= wall) return at
    throw new Error(`the day ${year}-${month}-${dayOfMonth} does not begin in ${timeZone}`)
  }

  return { offset, minuteOfDay, startOfDay }
}
