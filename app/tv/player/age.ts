/**
 * How old is the picture? Programme times are the camera's clock, server time is ours; their difference is the truth
 * unless the camera's clock itself jumps while its pictures keep coming. Such a jump is seen here and taken out.
 */

export interface ClockTrack {
  /** media sequence and arrival (server time, ms) of the newest segment seen */
  sequence: number
  arrived: number
  /** arrival less the time the newest picture was taken, corrected, ms */
  lag: number
  /** corrections to programme times from a media sequence on, oldest first */
  jumps: { from: number; by: number }[]
}

/** A difference of this size between neighbouring segments that arrive in step is a clock that was set. */
const jump = 15_000
/** A clock that is ahead of the server's by more than this tells no age. */
const ahead = 2_000

/** Takes note of a newest segment that was not seen before. `arrived` is server time. */
export function noteNewest(
  track: ClockTrack | null,
  segment: { sequence: number; takenUntil: number | null; target: number },
  arrived: number,
): ClockTrack | null {
  if (segment.takenUntil === null) return null
  if (track === null || segment.sequence <= track.sequence) {
    return { sequence: segment.sequence, arrived, lag: arrived - segment.takenUntil, jumps: [] }
  }
  const lag = arrived - segment.takenUntil - correction(track, segment.sequence)
  const inStep = segment.sequence - track.sequence <= 3 && arrived - track.arrived < Math.max(4_000, 3 * segment.target)
  if (inStep && Math.abs(lag - track.lag) > jump) {
    const by = correction(track, segment.sequence) + lag - track.lag
    const jumps = [...track.jumps, { from: segment.sequence, by }].slice(-4)
    return { sequence: segment.sequence, arrived, lag: track.lag, jumps }
  }
  return { ...track, sequence: segment.sequence, arrived, lag }
}

/**
 * Server time at which a picture was taken, ms; null when the camera's clock cannot tell (it is ahead of ours).
 * `taken` is the programme time of the frame, `sequence` that of its segment.
 */
export function takenAt(track: ClockTrack | null, taken: number, sequence: number, now: number): number | null {
  const at = taken + (track === null ? 0 : correction(track, sequence))
  return at > now + ahead ? null : Math.min(at, now)
}

function correction(track: ClockTrack, sequence: number): number {
  let by = 0
  for (const each of track.jumps) if (sequence >= each.from) by = each.by
  return by
}
