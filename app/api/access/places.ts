import type { AreaRef, Level } from '../../contract/basics'
import { type Ids, makeIds } from './ids'
import { type QuietHours, readQuietHours } from './quiet'
import { type CameraGate, quietUntil, type Sharpness, sharpness } from './rules'
import type { CameraRow } from './store'
import type { Zone } from './zone'

/** A camera in memory. `gate` is what rule 1 looks at; suspensions are put there as they come. */
export interface CameraEntry {
  index: number
  row: CameraRow
  area: number
  gate: CameraGate
  residentClarity: Sharpness
  quiet: QuietWindow | null
}

/** Quiet hours that many cameras share; whether they hold is worked out once a minute. */
class QuietWindow {
  #minute = Number.NaN
  #until = 0

  constructor(
    readonly hours: QuietHours,
    private readonly zone: Zone,
  ) {}

  /** The end of the quiet hours that hold now, or 0 outside of them. */
  until(now: number): number {
    const minute = Math.floor(now / 60_000)
    if (minute !== this.#minute) {
      this.#until = quietUntil(this.hours, now, this.zone)
      this.#minute = minute
    }
    return this.#until
  }
}

/** Areas and cameras by number, so that a question about the tree is a comparison of two integers. */
export interface Places {
  areaIndex: Map<string, number>
  areas: AreaRef[]
  /** each area and those above it, nearest first */
  paths: Int32Array[]
  /** areas just below each */
  children: number[][]
  cameraIndex: Pick<Ids, 'get'>
  cameras: CameraEntry[]
  /** each camera's area and what it gives to residents, packed: most questions need no more of it */
  cameraArea: Int32Array
  cameraClarity: Uint8Array
  /** cameras of each area itself, by number */
  camerasOf: CameraEntry[][]
  windows: QuietWindow[]
  /** Whether `above` is `below` itself or lies above it. */
  isAtOrAbove(above: number, below: number): boolean
}

type AreaRow = { id: string; parent: string | null; level: string; name: string }

/** The area tree. A parent that is not there makes a root; the import sees to it that this does not happen. */
export function buildPlaces(areaRows: readonly AreaRow[], cameraRows: readonly CameraRow[], zone: Zone): Places {
  const areaIndex = new Map(areaRows.map((row, index) => [row.id, index]))
  const areas = areaRows.map(({ id, name, level }) => ({ id, name, level: level as Level }))
  const parents = areaRows.map((row) => (row.parent === null ? -1 : (areaIndex.get(row.parent) ?? -1)))
  const children: number[][] = areaRows.map(() => [])
  parents.forEach((parent, index) => {
    children[parent]?.push(index)
  })
  const paths = parents.map((_, index) => pathOf(index, parents))
  const { enter, leave } = walk(parents, children)
  const isAtOrAbove = (above: number, below: number) =>
    above >= 0 && below >= 0 && enter[above]! <= enter[below]! && leave[below]! <= leave[above]!

  const windows = new Map<string, QuietWindow>()
  const camerasOf: CameraEntry[][] = areaRows.map(() => [])
  const cameras = cameraRows.map((row, index): CameraEntry => {
    const entry = {
      index,
      row,
      area: areaIndex.get(row.area) ?? -1,
      gate: { published: row.published === 1, approvedUntil: row.approved_until, suspension: null },
      residentClarity: sharpness(row.resident_clarity),
      quiet: windowOf(row.quiet_hours, windows, zone),
    }
    camerasOf[entry.area]?.push(entry)
    return entry
  })
  for (const list of camerasOf) list.sort(byNumber)
  const cameraIndex = makeIds(cameraRows.length)
  for (const [index, { id }] of cameraRows.entries()) cameraIndex.set(id, index)
  return {
    areaIndex,
    areas,
    paths,
    children,
    cameraIndex,
    cameras,
    cameraArea: Int32Array.from(cameras, (camera) => camera.area),
    cameraClarity: Uint8Array.from(cameras, (camera) => camera.residentClarity),
    camerasOf,
    windows: [...windows.values()],
    isAtOrAbove,
  }
}

/** By the number that one types on the remote; two counties may use the same one. */
export function byNumber(a: CameraEntry, b: CameraEntry): number {
  return a.row.number - b.row.number || (a.row.id < b.row.id ? -1 : 1)
}

/** The cameras of an area and of all below it. */
export function* camerasBelow(places: Places, area: number): Generator<CameraEntry> {
  yield* places.camerasOf[area] ?? []
  for (const child of places.children[area] ?? []) yield* camerasBelow(places, child)
}

function windowOf(text: string | null, windows: Map<string, QuietWindow>, zone: Zone): QuietWindow | null {
  const hours = text === null ? null : readQuietHours(text)
  if (text === null || hours === null) return null
  const known = windows.get(text) ?? new QuietWindow(hours, zone)
  windows.set(text, known)
  return known
}

function pathOf(index: number, parents: readonly number[]): Int32Array {
  const path: number[] = []
  for (let at = index; at >= 0 && !path.includes(at); at = parents[at]!) path.push(at)
  return Int32Array.from(path)
}

/** Numbers the tree so that an area's descendants are exactly those entered and left between its own two numbers. */
function walk(parents: readonly number[], children: readonly number[][]): { enter: Int32Array; leave: Int32Array } {
  const enter = new Int32Array(parents.length).fill(-1)
  const leave = new Int32Array(parents.length).fill(-2)
  let count = 0
  const visit = (area: number): void => {
    enter[area] = count++
    for (const child of children[area]!) visit(child)
    leave[area] = count++
  }
  parents.forEach((parent, area) => {
    if (parent < 0) visit(area)
  })
  return { enter, leave }
}
