import type { Households } from './households'
import type { Places } from './places'
import { addGrant, type Matches, type Sharpness, sharpness } from './rules'
import type { GrantRow } from './store'

/**
 * The exceptions to the area rule, packed and sorted by who they are for and then by what they name. Subjects are
 * numbered areas, groups, households, in this order; objects areas, cameras.
 */
export interface GrantIndex {
  readonly count: number
  /** Adds what the grants say of a household and a camera to `found`. */
  gather(household: number, camera: number, cameraArea: number, now: number, found: Matches): void
  /** As `gather`, of an area itself: grants to it and to those above it. */
  gatherForArea(area: number, camera: number, cameraArea: number, now: number, found: Matches): void
  /** Calls back with each object that an allow in force shows to a household: an area's or a camera's number. */
  shown(household: number, now: number, area: (area: number) => void, camera: (camera: number) => void): void
  /** Whether there is any grant for a household or a group by itself. */
  isNamed(kind: 'household' | 'group', index: number): boolean
  /** The first moment after `now` at which a grant that a household has begins or ends; infinite: never. */
  nextTurnOf(household: number, now: number): number
  /** Calls back with the subject of each grant that names a camera or an area above it. */
  subjectsOf(camera: number, cameraArea: number, subject: Subject): void
  /** Calls back with the subject of each grant that begins or ends after `from` and not after `to`. */
  turning(from: number, to: number, subject: Subject): void
}

type Subject = (kind: 'household' | 'group' | 'area', index: number) => void

const denyBit = 4

/** Packs the grants. Those that name something that is gone are left out. */
export function packGrants(rows: readonly GrantRow[], places: Places, households: Households): GrantIndex {
  const areas = places.areas.length
  const groups = households.groups.length
  const subjects = areas + groups + households.ids.length
  const objects = areas + places.cameras.length

  const kept: { subject: number; object: number; row: GrantRow }[] = []
  for (const row of rows) {
    const subject = numberOf(
      row.subject,
      row.subject_kind === 'household'
        ? [households.index, areas + groups]
        : row.subject_kind === 'group'
          ? [households.groupIndex, areas]
          : [places.areaIndex, 0],
    )
    const object = numberOf(
      row.object,
      row.object_kind === 'camera' ? [places.cameraIndex, areas] : [places.areaIndex, 0],
    )
    if (subject >= 0 && object >= 0) kept.push({ subject, object, row })
  }
  kept.sort((a, b) => a.subject - b.subject || a.object - b.object)

  const count = kept.length
  const start = new Int32Array(subjects + 1)
  const object = new Int32Array(count)
  const flags = new Uint8Array(count)
  const from = new Float64Array(count)
  const until = new Float64Array(count)
  const named = new Uint8Array(objects)
  kept.forEach((grant, at) => {
    start[grant.subject + 1]!++
    object[at] = grant.object
    flags[at] = sharpness(grant.row.clarity) + (grant.row.effect === 'deny' ? denyBit : 0)
    from[at] = grant.row.valid_from
    until[at] = grant.row.valid_until ?? Number.POSITIVE_INFINITY
    named[grant.object] = 1
  })
  for (let subject = 0; subject < subjects; subject++) start[subject + 1]! += start[subject]!
  // Most areas have no grants at all: per area, only those at or above it that do.
  const subjectsAbove = places.paths.map((path) => path.filter((area) => start[area]! < start[area + 1]!))
  const objectsAbove = places.paths.map((path) => path.filter((area) => named[area] === 1))
  const nothing = new Int32Array(0)

  function search(subject: number, wanted: number, now: number, found: Matches): void {
    let low = start[subject]!
    let high = start[subject + 1]!
    const end = high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (object[middle]! < wanted) low = middle + 1
      else high = middle
    }
    for (; low < end && object[low] === wanted; low++)
      if (from[low]! <= now && now < until[low]!)
        addGrant(found, (flags[low]! & denyBit) !== 0, (flags[low]! & 3) as Sharpness, until[low]!)
  }

  function searchAll(subject: number, camera: number, above: Int32Array, now: number, found: Matches): void {
    if (start[subject] === start[subject + 1]) return
    if (named[areas + camera] === 1) search(subject, areas + camera, now, found)
    for (let at = 0; at < above.length; at++) search(subject, above[at]!, now, found)
  }

  function gather(household: number, camera: number, cameraArea: number, now: number, found: Matches): void {
    const above = objectsAbove[cameraArea] ?? nothing
    if (named[areas + camera] === 0 && above.length === 0) return
    searchAll(areas + groups + household, camera, above, now, found)
    const group = households.group[household]!
    if (group >= 0) searchAll(areas + group, camera, above, now, found)
    const own = subjectsAbove[households.area[household]!] ?? nothing
    for (let at = 0; at < own.length; at++) searchAll(own[at]!, camera, above, now, found)
  }

  function gatherForArea(area: number, camera: number, cameraArea: number, now: number, found: Matches): void {
    for (const subject of subjectsAbove[area] ?? nothing)
      searchAll(subject, camera, objectsAbove[cameraArea] ?? nothing, now, found)
  }

  function* subjectsOfHousehold(household: number): Generator<number> {
    yield areas + groups + household
    if (households.group[household]! >= 0) yield areas + households.group[household]!
    yield* subjectsAbove[households.area[household]!] ?? nothing
  }

  const shown: GrantIndex['shown'] = (household, now, area, camera) => {
    for (const subject of subjectsOfHousehold(household))
      for (let at = start[subject]!; at < start[subject + 1]!; at++) {
        if ((flags[at]! & denyBit) !== 0 || now < from[at]! || now >= until[at]!) continue
        if (object[at]! < areas) area(object[at]!)
        else camera(object[at]! - areas)
      }
  }

  const isNamed: GrantIndex['isNamed'] = (kind, index) => {
    const subject = areas + (kind === 'group' ? index : groups + index)
    return start[subject]! < start[subject + 1]!
  }

  const nextTurnOf: GrantIndex['nextTurnOf'] = (household, now) => {
    let next = Number.POSITIVE_INFINITY
    for (const subject of subjectsOfHousehold(household))
      for (let at = start[subject]!; at < start[subject + 1]!; at++) {
        if (from[at]! > now && from[at]! < next) next = from[at]!
        if (until[at]! > now && until[at]! < next) next = until[at]!
      }
    return next
  }

  function tell(subject: number, call: Subject): void {
    if (subject < areas) call('area', subject)
    else if (subject < areas + groups) call('group', subject - areas)
    else call('household', subject - areas - groups)
  }

  /** Calls back with the subject of each grant that passes; looks at all of them, a few milliseconds per million. */
  function scan(passes: (at: number) => boolean, call: Subject): void {
    let subject = 0
    for (let at = 0; at < count; at++) {
      while (start[subject + 1]! <= at) subject++
      if (passes(at)) tell(subject, call)
    }
  }

  const subjectsOf: GrantIndex['subjectsOf'] = (camera, cameraArea, call) => {
    const above = objectsAbove[cameraArea] ?? nothing
    if (named[areas + camera] === 0 && above.length === 0) return
    scan((at) => object[at] === areas + camera || above.includes(object[at]!), call)
  }

  // Asked every two seconds, while grants turn a few times a day: one scan says how long there is nothing to find.
  let still = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
  const turning: GrantIndex['turning'] = (after, to, call) => {
    if (after >= still.from && to < still.to) return
    scan((at) => (from[at]! > after && from[at]! <= to) || (until[at]! > after && until[at]! <= to), call)
    still = { from: to, to: nextTurn(to) }
  }

  /** The first moment after `at` at which a grant begins or ends; infinite: none. */
  function nextTurn(at: number): number {
    let next = Number.POSITIVE_INFINITY
    for (let row = 0; row < count; row++) {
      if (from[row]! > at && from[row]! < next) next = from[row]!
      if (until[row]! > at && until[row]! < next) next = until[row]!
    }
    return next
  }

  return { count, gather, gatherForArea, shown, isNamed, nextTurnOf, subjectsOf, turning }
}

function numberOf(id: string, [index, first]: [{ get(id: string): number | undefined }, number]): number {
  const found = index.get(id)
  return found === undefined ? -1 : first + found
}
