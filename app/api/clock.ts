/** The time, in epoch milliseconds: an argument everywhere, so that tests and drills may move it. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A list tells the same few times again and again, and writing one costs half a microsecond and more. */
const written = new Map<number, string>()
const mostWritten = 10_000

/** RFC 3339 in UTC, as the contract wants it; null stays null. */
export function rfc3339(at: number): string
export function rfc3339(at: number | null): string | null
export function rfc3339(at: number | null): string | null {
  if (at === null) return null
  let text = written.get(at)
  if (text === undefined) {
    if (written.size >= mostWritten) written.clear()
    text = new Date(at).toISOString()
    written.set(at, text)
  }
  return text
}
