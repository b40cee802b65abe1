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
function quietEnd(hours: QuietHours, at: number, zone: Zone): number {
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

/** The end of the quiet hours that hold now, or 0 outside of them. */
export function quietUntil(hours: QuietHours | null, now: number, zone: Zone): number {
  return hours !== null && isQuiet(hours, zone.minuteOfDay(now)) ? quietEnd(hours, now, zone) : 0
}

/** Quiet hours that many cameras share; whether they hold is worked out once a minute. */
export class QuietWindow {
  #minute = Number.NaN
  #until = 0

  constructor(
    private readonly hours: QuietHours,
    private readonly zone: Zone,
  ) {}

  /** The end of the quiet hours that hold now, or 0 outside of them. */
  until(now: number): number {
    const current = Math.floor(now / minute)
    if (current !== this.#minute) {
      this.#until = quietUntil(this.hours, now, this.zone)
      this.#minute = current
    }
    return this.#until
  }
}

/** The different quiet hours of a neighbourhood, by number; 0: none. */
export class Windows {
  readonly #list: (QuietWindow | null)[] = [null]
  readonly #byText = new Map<string, number>()

  constructor(private readonly zone: Zone) {}

  add(text: string | null): number {
    const hours = text === null ? null : readQuietHours(text)
    if (text === null || hours === null) return 0
    const known = this.#byText.get(text) ?? this.#list.push(new QuietWindow(hours, this.zone)) - 1
    this.#byText.set(text, known)
    return known
  }

  at(number: number): QuietWindow | null {
    return this.#list[number]!
  }

  /** Those that began or ended between two moments. */
  flipped(from: number, to: number): Set<QuietWindow> {
    const flipped = new Set<QuietWindow>()
    for (const window of this.#list) if (window !== null && window.until(from) !== window.until(to)) flipped.add(window)
    return flipped
  }
}
