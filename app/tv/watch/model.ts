import type { AreaRef } from '../../contract/basics'
import type { Camera, CameraList, ClosedCamera } from '../../contract/cameras'
import type { EndReason } from '../../contract/events'
import { oursOf } from '../cameras/model'
import type { Phase } from '../player/model'

/** What the watch screen can be at: a camera that may be seen, or one that is closed for now. */
export type Place = { id: string; number: number; name: string; camera: Camera | null; closed: ClosedCamera | null }

/**
 * A camera as one asks for it. The id says which it is: a number is one camera's in its county alone, and a household may
 * see those of another one. Without an id it is whichever the household means by that number.
 */
export interface CameraAt {
  number: number
  id?: string | undefined
}

/** Everything with a number, in watching order: the list's order, closed cameras after it by number. */
export function placesOf(list: CameraList): Place[] {
  const open = list.cameras.map((camera) => place(camera, camera, null))
  const closed = list.closed.map((camera) => place(camera, null, camera))
  return open.concat(closed.sort((a, b) => a.number - b.number))
}

function place(of: { id: string; number: number; name: string }, camera: Camera | null, closed: ClosedCamera | null) {
  return { id: of.id, number: of.number, name: of.name, camera, closed }
}

/** A camera's name; of one that is seen by a grant with its area: an own one may have the same number and name. */
export function nameOf({ name, camera }: Place): string {
  return camera?.why === 'grant' ? `${name} · ${camera.area.name}` : name
}

/**
 * Whom the household means by a number: the camera of its own areas, else the first that it may see elsewhere; null where
 * it is nobody's (decision 24).
 */
export function numbered(list: CameraList, own: readonly AreaRef[], number: number): Place | null {
  const sharing = placesOf(list).filter((place) => place.number === number)
  const ours = oursOf(list, own)
  return sharing.filter(({ camera, closed }) => ours.has((camera ?? closed!).area.id))[0] ?? sharing[0] ?? null
}

/**
 * The camera that the zap keys lead to, round and round over those that may be seen now. From one that is not among
 * them it goes to the nearest number in that direction. Null where there is nothing to zap to.
 */
export function zapTo(places: readonly Place[], { id, number }: CameraAt, by: 1 | -1): Place | null {
  const open = places.filter(({ camera }) => camera !== null)
  if (open.length === 0) return null
  const at = open.findIndex((each) => each.id === id)
  if (at >= 0) return open[(at + by + open.length) % open.length] as Place
  const byNumber = open.slice().sort((a, b) => (a.number - b.number) * by)
  return byNumber.find((each) => (each.number - number) * by > 0) ?? (byNumber[0] as Place)
}

/** The camera watched before this one, for the last-camera key. */
export interface Trail {
  now: CameraAt
  before: CameraAt | null
}

/** The trail after going to a camera; staying is no step. */
export function went(trail: Trail | null, now: CameraAt): Trail {
  if (trail === null) return { now, before: null }
  return trail.now.id === now.id ? trail : { now, before: trail.now }
}

/** What the badge says of the picture. */
export type Badge =
  | { is: 'nothing' }
  | { is: 'opening' }
  | { is: 'live'; age: number | null; late: boolean }
  /** it moves, but it is not of now */
  | { is: 'old'; of: number }
  | { is: 'frozen' | 'offline'; since: number }
  | { is: 'recovering' }

/** A picture older than this is late: amber. */
const lateAfter = 10_000
/** A picture older than this is not called live at all. */
const oldAfter = 20_000

/**
 * The truth about the picture on the screen, from the player's view; times are server time, ms. A picture that moves
 * and whose age nobody knows is live without an age. What stands still is frozen, however young it seems.
 */
export function badgeOf(
  view: { phase: Phase; since: number; takenAt: number | null; pictured: boolean },
  now: number,
): Badge {
  const lastPicture = Math.min(view.takenAt ?? view.since, now)
  switch (view.phase) {
    case 'opening':
    case 'slow':
      return { is: 'opening' }
    case 'playing': {
      if (view.takenAt === null) return { is: 'live', age: null, late: false }
      const age = Math.max(0, now - view.takenAt)
      if (age > oldAfter) return { is: 'old', of: view.takenAt }
      return { is: 'live', age, late: age > lateAfter }
    }
    case 'frozen':
      return { is: 'frozen', since: lastPicture }
    case 'offline':
      return { is: 'offline', since: lastPicture }
    case 'failed':
    case 'recovering':
      return { is: 'recovering' }
    case 'idle':
    case 'denied':
    case 'unsupported':
      return { is: 'nothing' }
  }
}

/** How long the banner stays after the key that brought it, ms. */
export const bannerStays = 4_000

/** Whether somebody is still there: nothing to ask, asked with the time left, or over. Times in ms. */
export type Presence = { is: 'there' } | { is: 'asked'; left: number } | { is: 'over' }
/** So long before the end somebody is asked, ms. */
export const askBefore = 60_000

/** `until` is when the picture ends without a key press; null where the service sets no end. */
export function presence(until: number | null, now: number): Presence {
  if (until === null || now < until - askBefore) return { is: 'there' }
  return now < until ? { is: 'asked', left: until - now } : { is: 'over' }
}

/**
 * Until when it goes on without a key. A tour begins one playback after the other, each with its own limit: for it the
 * limit counts from the last key.
 */
export function watchedUntil(until: number | null, tour: { pressedAt: number; limitMs: number } | null): number | null {
  if (tour === null) return until
  const end = tour.pressedAt + tour.limitMs
  return until === null ? end : Math.min(until, end)
}

/**
 * When to ask for a new token, ms from now: at the time that the service named, earlier than the end in any case, and
 * after a failure soon again, in steps that double to half a minute.
 */
export function renewIn(renewAfter: number, expiresAt: number, failures: number, now: number): number {
  if (failures > 0) return Math.min(1_000 * 2 ** (failures - 1), 30_000)
  return Math.max(1_000, Math.min(renewAfter, expiresAt - 10_000) - now)
}

/** How long before asking again for a playback that failed on the way, ms. */
export function askAgainIn(failures: number): number {
  return Math.min(1_000 * 2 ** Math.min(failures - 1, 5), 15_000)
}

/** A tour goes round the favourites, or over all cameras where there are none; each stays this long. */
export const tourStays = 12_000
export type TourOf = 'favourites' | 'all'

/** What a tour goes round: the favourites where there are two, else everything; nothing where that is less than two. */
export function tourRound(
  places: readonly Place[],
  favourites: readonly string[],
): { of: TourOf; round: Place[] } | null {
  const all = places.filter(({ camera }) => camera !== null)
  const there = all.filter(({ camera }) => camera?.status !== 'offline')
  // Nobody wants to be shown for a while that there is nothing to see, unless there is nothing else.
  const open = there.length > 1 ? there : all
  const chosen = open.filter(({ id }) => favourites.indexOf(id) >= 0)
  if (chosen.length > 1) return { of: 'favourites', round: chosen }
  return open.length > 1 ? { of: 'all', round: open } : null
}

/** The tour's next camera; null when it has nothing to go round. */
export function tourNext(places: readonly Place[], favourites: readonly string[], at: CameraAt): Place | null {
  const tour = tourRound(places, favourites)
  return tour === null ? null : zapTo(tour.round, at, 1)
}

/** Why there is no picture here, in the terms of the words. */
export interface Closing {
  why: EndReason | ClosedCamera['reason']
  by: string | null
  reason: string | null
  until: number | null
}

/** How a camera of the list is closed, for the message. */
export function closingOf(closed: ClosedCamera): Closing {
  const until = closed.until === null ? null : Date.parse(closed.until)
  return { why: closed.reason, by: closed.by, reason: closed.why, until }
}

/** Where the watermark stands after so many moves: slowly round the picture, never twice the same line. */
export function watermarkAt(moves: number): { x: number; y: number } {
  // Steps of the golden ratio fill an interval evenly without repeating.
  const part = (n: number) => (n * 0.618_034) % 1
  return { x: 0.06 + part(moves + 1) * 0.7, y: 0.14 + part(moves * 1.7 + 2) * 0.56 }
}
