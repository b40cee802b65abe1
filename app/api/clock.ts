/** The time, in epoch milliseconds: an argument everywhere, so that tests and drills may move it. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** RFC 3339 in UTC, as the contract wants it; null stays null. */
export function rfc3339(at: number): string
export function rfc3339(at: number | null): string | null
export function rfc3339(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
