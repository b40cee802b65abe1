import type { Cameras } from './cameras'
import type { Households } from './households'
import type { Places } from './places'
import { addGrant, type Matches, type Sharpness, sharpness } from './rules'
import type { GrantRow } from './store'
import { makeSubjects } from './subjects'

/** The exceptions to the area rule, packed and sorted by who they are for and then by what they name. */
export interface GrantIndex {
  readonly count: number
  /** Adds what the grants say of a household and a camera to `found`. */
  gather(household: number, camera: number, now: number, found: Matches): void
  /** As `gather`, of an area itself: grants to it and to those above it. */
  gatherForArea(area: number, camera: number, now: number, found: Matches): void
  /** Calls back with each object that an allow in force shows to a household: an area or a camera. */
  shown(household: number, now: number, area: (area: number) => void, camera: (camera: number) => void): void
  /** Whether there is any grant for a household or a group by itself. */
  isNamed(kind: 'household' | 'group', index: number): boolean
  /** The first moment after `now` at which a grant that a household has begins or ends; infinite: never. */
  nextTurnOf(household: number, now: number): number
  /** Calls back with the subject of each grant that names a camera or an area above it. */
  subjectsOf(camera: number, subject: Subject): void
  /** Calls back with the subject of each grant that begins or ends after `from` and not after `to`. */
  turning(from: number, to: number, subject: Subject): void
}

type Subject = (kind: Kind, index: number) => void
type Kind = (typeof kinds)[number]

const denyBit = 4

// A subject's code has its kind in the lowest two bits; an object's has 0 for an area, 1 for a camera's ordinal.
const kinds = ['area', 'group', 'household'] as const
const codeOf = (kind: number, index: number) => index * 4 + kind
const cameraCode = (ordinal: number) => ordinal * 2 + 1
const areaCode = (area: number) => area * 2

export interface World {
  places: Places
  households: Households
  cameras: Cameras
}

/**
 * Takes grants page by page, each told by the places of what it names; `finish` packs them. A place stays that of its
 * row, so the world may change until then: a grant that names something that is not there yet is looked at again at the
 * end, and one that names something that is gone is left out.
 */
export function packGrants(world: World) {
  const { households, cameras } = world
  const columns = {
    subject: [] as number[],
    object: [] as number[],
    flags: [] as number[],
    from: [] as number[],
    until: [] as number[],
  }
  let unknown: GrantRow[] = []

  function take(row: GrantRow, places: Places): boolean {
    const kind = kinds.indexOf(row.subject_kind as Kind)
    const subject =
      kind === 2
        ? households.find(row.subject)
        : kind === 1
          ? households.findGroup(row.subject)
          : (places.areaIndex.get(row.subject) ?? -1)
    const camera = row.object_kind === 'camera' ? cameras.find(row.object) : 0
    const area = row.object_kind === 'camera' ? 0 : (places.areaIndex.get(row.object) ?? -1)
    if (subject < 0 || camera < 0 || area < 0) return false
    columns.subject.push(codeOf(kind, subject))
    columns.object.push(camera > 0 ? cameraCode(cameras.ordinalOf(camera)) : areaCode(area))
    columns.flags.push(sharpness(row.clarity) + (row.effect === 'deny' ? denyBit : 0))
    columns.from.push(row.valid_from)
    columns.until.push(row.valid_until ?? Number.POSITIVE_INFINITY)
    return true
  }

  function add(rows: readonly GrantRow[]): void {
    for (const row of rows) if (!take(row, world.places)) unknown.push(row)
  }

  function isThere(at: number): boolean {
    const [subject, object] = [columns.subject[at]!, columns.object[at]!]
    if ((subject & 3) === 2 && !households.isThere(subject >> 2)) return false
    return (object & 1) === 0 || cameras.isThere(cameras.at(object >> 1))
  }

  /** @param places the areas as they are by now */
  function finish(places: Places = world.places): GrantIndex {
    for (const row of unknown) take(row, places)
    unknown = []
    const order = Uint32Array.from(columns.subject.keys())
      .filter(isThere)
      .sort((a, b) => columns.subject[a]! - columns.subject[b]! || columns.object[a]! - columns.object[b]!)
    const count = order.length
    const subject = Int32Array.from(order, (at) => columns.subject[at]!)
    const object = Int32Array.from(order, (at) => columns.object[at]!)
    const flags = Uint8Array.from(order, (at) => columns.flags[at]!)
    const from = Float64Array.from(order, (at) => columns.from[at]!)
    const until = Float64Array.from(order, (at) => columns.until[at]!)
    return indexOf({ places, households, cameras }, { count, subject, object, flags, from, until })
  }
  return { add, finish }
}

interface Packed {
  count: number
  subject: Int32Array
  object: Int32Array
  flags: Uint8Array
  from: Float64Array
  until: Float64Array
}

function indexOf({ places, households, cameras }: World, packed: Packed): GrantIndex {
  const { count, subject, object, flags, from, until } = packed
  const subjects = makeSubjects(subject)
  // Most areas, cameras and households have no grants at all: a bit of what a decision reads anyhow says so.
  const namedAreas = new Uint8Array(places.areas.length)
  const namedCameras = new Uint8Array(cameras.count)
  for (const code of object) {
    if ((code & 1) === 1) namedCameras[code >> 1] = 1
    else namedAreas[code >> 1] = 1
  }
  cameras.setNamed((ordinal) => namedCameras[ordinal] === 1)
  households.setNamed([...new Set(subject.filter((code) => (code & 3) === 2))].map((code) => code >> 2))
  const hasObjectAbove = new Uint8Array(places.areas.length)
  const hasSubjectAbove = new Uint8Array(places.areas.length)
  for (const area of places.areaIndex.values()) {
    const path = places.path(area)
    if (path.some((above) => namedAreas[above] === 1)) hasObjectAbove[area] = 1
    if (path.some((above) => subjects.find(codeOf(0, above)) >= 0)) hasSubjectAbove[area] = 1
  }

  function search(start: number, end: number, wanted: number, now: number, found: Matches): void {
    let low = start
    let high = end
    while (low < high) {
      const middle = (low + high) >>> 1
      if (object[middle]! < wanted) low = middle + 1
      else high = middle
    }
    for (; low < end && object[low] === wanted; low++)
      if (from[low]! <= now && now < until[low]!)
        addGrant(found, (flags[low]! & denyBit) !== 0, (flags[low]! & 3) as Sharpness, until[low]!)
  }

  function searchAll(code: number, camera: number, now: number, found: Matches): void {
    const entry = subjects.find(code)
    if (entry < 0) return
    const start = subjects.startOf(entry)
    const end = subjects.endOf(entry)
    const ordinal = cameras.ordinalOf(camera)
    if (cameras.isNamed(camera)) search(start, end, cameraCode(ordinal), now, found)
    const cameraArea = cameras.areaOf(camera)
    if (hasObjectAbove[cameraArea] === 1)
      for (let at = cameraArea; at >= 0; at = places.parent[at]!)
        if (namedAreas[at] === 1) search(start, end, areaCode(at), now, found)
  }

  /** Whether any grant at all names the camera or an area that it lies in. */
  const isObject = (camera: number) => cameras.isNamed(camera) || hasObjectAbove[cameras.areaOf(camera)] === 1

  const gatherForArea: GrantIndex['gatherForArea'] = (area, camera, now, found) => {
    if (hasSubjectAbove[area] !== 1 || !isObject(camera)) return
    for (let at = area; at >= 0; at = places.parent[at]!) searchAll(codeOf(0, at), camera, now, found)
  }

  const gather: GrantIndex['gather'] = (household, camera, now, found) => {
    if (!isObject(camera)) return
    if (households.isNamed(household)) searchAll(codeOf(2, household), camera, now, found)
    const group = households.groupOf(household)
    if (group >= 0) searchAll(codeOf(1, group), camera, now, found)
    gatherForArea(households.areaOf(household), camera, now, found)
  }

  /** The rows of everything that a household is named by. */
  function* rowsOf(household: number): Generator<number> {
    const codes = [codeOf(2, household)]
    if (households.groupOf(household) >= 0) codes.push(codeOf(1, households.groupOf(household)))
    for (const area of places.path(households.areaOf(household))) codes.push(codeOf(0, area))
    for (const code of codes) {
      const entry = subjects.find(code)
      if (entry >= 0) for (let at = subjects.startOf(entry); at < subjects.endOf(entry); at++) yield at
    }
  }

  const shown: GrantIndex['shown'] = (household, now, area, camera) => {
    for (const at of rowsOf(household)) {
      if ((flags[at]! & denyBit) !== 0 || now < from[at]! || now >= until[at]!) continue
      if ((object[at]! & 1) === 0) area(object[at]! >> 1)
      else camera(cameras.at(object[at]! >> 1))
    }
  }

  const nextTurnOf: GrantIndex['nextTurnOf'] = (household, now) => {
    let next = Number.POSITIVE_INFINITY
    for (const at of rowsOf(household)) {
      if (from[at]! > now && from[at]! < next) next = from[at]!
      if (until[at]! > now && until[at]! < next) next = until[at]!
    }
    return next
  }

  const tell = (at: number, call: Subject) => call(kinds[subject[at]! & 3]!, subject[at]! >> 2)

  const subjectsOf: GrantIndex['subjectsOf'] = (camera, call) => {
    if (!isObject(camera)) return
    const wanted = new Set(places.path(cameras.areaOf(camera)).map(areaCode))
    wanted.add(cameraCode(cameras.ordinalOf(camera)))
    for (let at = 0; at < count; at++) if (wanted.has(object[at]!)) tell(at, call)
  }

  // Asked every two seconds, while grants turn a few times a day: one scan says how long there is nothing to find.
  let still = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
  const turning: GrantIndex['turning'] = (after, to, call) => {
    if (after >= still.from && to < still.to) return
    let next = Number.POSITIVE_INFINITY
    for (let at = 0; at < count; at++) {
      if ((from[at]! > after && from[at]! <= to) || (until[at]! > after && until[at]! <= to)) tell(at, call)
      if (from[at]! > to && from[at]! < next) next = from[at]!
      if (until[at]! > to && until[at]! < next) next = until[at]!
    }
    still = { from: to, to: next }
  }

  const isNamed: GrantIndex['isNamed'] = (kind, index) => subjects.find(codeOf(kind === 'group' ? 1 : 2, index)) >= 0

  return { count, gather, gatherForArea, shown, isNamed, nextTurnOf, subjectsOf, turning }
}
