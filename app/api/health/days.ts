import type { Zone } from '../access/zone'

/** How long a camera was seen online and offline, milliseconds, and how much of the online time with what picture. */
export interface Spent {
  online: number
  offline: number
  sound: number
  suspected: number
  /** of what it was suspected last */
  suspicion: string | null
}
export const unspent: Spent = { online: 0, offline: 0, sound: 0, suspected: 0, suspicion: null }

/**
 * Whether a camera was intact: `suspected` where its pictures seemed to be none for most of the time that was looked
 * into; `unknown` where nobody looked, or into no picture.
 */
type Verdict = 'yes' | 'no' | 'suspected' | 'unknown'

export interface CameraDay extends Spent {
  id: string
  area: string
  /** milliseconds of the day in which nothing is known */
  unknown: number
  intact: Verdict
}

/** The calendar day of a moment in the deployment's time zone, `2026-11-23`. */
export const dayAt = (zone: Zone, at: number): string => new Date(at + zone.offset(at)).toISOString().slice(0, 10)

/** When a calendar day begins and when the next one does; null when there is no such day. */
export function dayBounds(zone: Zone, day: string): { from: number; until: number } | null {
  const noon = Date.parse(`${day}T12:00:00Z`)
  if (Number.isNaN(noon) || new Date(noon).toISOString().slice(0, 10) !== day) return null
  const start = (at: Date) => zone.startOfDay(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate())
  return { from: start(new Date(noon)), until: start(new Date(noon + 24 * 3600 * 1000)) }
}

/**
 * The stretch between two looks, by day. A stretch longer than `longest` was not watched: nobody knows what was in it,
 * and it counts for nothing.
 */
export function stretches(zone: Zone, from: number, to: number, longest: number): { day: string; ms: number }[] {
  if (to <= from || to - from > longest) return []
  const [first, last] = [dayAt(zone, from), dayAt(zone, to)]
  if (first === last) return [{ day: first, ms: to - from }]
  const midnight = dayBounds(zone, last)?.from ?? to
  return [
    { day: first, ms: midnight - from },
    { day: last, ms: to - midnight },
  ].filter(({ ms }) => ms > 0)
}

/**
 * One camera's day. Intact is what gave sound pictures and that no resident's open report calls broken; a camera that was
 * only ever seen offline is not; where no picture was looked into, nobody knows.
 * @param elapsed milliseconds of the day that have passed
 */
export function cameraDay(
  camera: { id: string; area: string },
  spent: Spent,
  reportedBroken: boolean,
  elapsed: number,
): CameraDay {
  const { online, offline, sound, suspected } = spent
  const looked = sound + suspected > 0
  const told = !looked ? 'unknown' : suspected > sound ? 'suspected' : 'yes'
  const intact = reportedBroken || (online === 0 && offline > 0) ? 'no' : told
  return { ...camera, ...spent, unknown: Math.max(0, elapsed - online - offline), intact }
}

/** Sums over the cameras of an area and of all below it. */
export interface AreaDay {
  cameras: number
  online: number
  offline: number
  unknown: number
  intact: Record<Verdict, number>
}

/**
 * The day of every area that has cameras at or below it.
 * @param pathOf the ids of an area and of those above it
 */
export function areaDays(cameras: readonly CameraDay[], pathOf: (area: string) => readonly string[]) {
  const sums = new Map<string, AreaDay>()
  for (const camera of cameras)
    for (const area of pathOf(camera.area)) {
      const sum = sums.get(area) ?? {
        ...{ cameras: 0, online: 0, offline: 0, unknown: 0 },
        intact: { yes: 0, no: 0, suspected: 0, unknown: 0 },
      }
      sum.cameras++
      sum.online += camera.online
      sum.offline += camera.offline
      sum.unknown += camera.unknown
      sum.intact[camera.intact]++
      sums.set(area, sum)
    }
  return sums
}

/** A part of a whole in four decimals; null when there is no whole: nothing known is no rate at all. */
export const rate = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000
