/** The time, in epoch milliseconds: an argument everywhere, so that tests and drills may move it. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** Answers of a moment tell the same few seconds again and again, and writing one costs half a microsecond and more. */
const written = new Map<number, string>()
const mostWritten = 10_000

/** RFC 3339 in UTC, as the contract wants it; null stays null. */
export function rfc3339(at: number): string
export function rfc3339(at: number | null): string | null
export function rfc3339(at: number | null): string | null {
  if (at === null) return null
  const second = Math.floor(at / 1000)
  let text = written.get(second)
  if (text === undefined) {
    if (written.size >= mostWritten) written.clear()
    text = new Date(second * 1000).toISOString().slice(0, -4)
    written.set(second, text)
  }
  const ms = Math.floor(at - second * 1000)
  return `${text}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`
}
