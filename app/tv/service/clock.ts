/**
 * The server's time on a box whose own clock may stand at 1970 or jump. Counts on with the monotonic timer from the
 * last answer that told the time, so that a jump of the box's clock changes nothing.
 */
export interface ServerClock {
  /** Milliseconds since 1970 by the server, or by the box as long as no answer has told the time. */
  now(): number
  /** Whether an answer has told the time yet. */
  readonly known: boolean
  /** An answer told the time. `sentAt` is `steady()` before the request; half the round trip is added. */
  told(serverTime: number, sentAt: number): void
  /** Milliseconds that only ever go on; for durations. */
  steady(): number
}

/** How exactly the ways of telling the time are trusted: a `Date` header counts whole seconds. */
export function serverClock(steady: () => number, boxTime: () => number): ServerClock {
  let offset: number | null = null
  let roundTrip = Infinity
  let toldAt = 0
  return {
    get known() {
      return offset !== null
    },
    now: () => (offset === null ? boxTime() : steady() + offset),
    told(serverTime, sentAt) {
      const now = steady()
      const trip = now - sentAt
      const next = serverTime + trip / 2 - now
      // A slow answer does not spoil a good estimate, unless it proves it wrong (the timer may stop in standby);
      // after ten minutes any answer is better than drift.
      const proven = offset !== null && Math.abs(next - offset) > trip / 2
      if (offset !== null && !proven && trip > roundTrip * 2 && now - toldAt < 600_000) return
      offset = next
      roundTrip = trip
      toldAt = now
    },
    steady,
  }
}
