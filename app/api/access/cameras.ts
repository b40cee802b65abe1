import type { Places } from './places'
import { type QuietWindow, Windows } from './quiet'
import { type Expected, moment, putMoment } from './records'
import { type CameraGate, type Sharpness, sharpness } from './rules'
import type { CameraRow } from './store'
import { Table } from './table'
import type { Words } from './words'
import type { Zone } from './zone'

// A camera's numbers; what every decision looks at stands last, beside the id. `state`: clarity in the lowest two bits,
// whether it is published, there, named by a grant.
const numberField = 0
const wordsField = 1
const ordinalField = 2
const quietField = 3
const untilField = 4
const stateField = 6
const areaField = 7
const fields = 8
const publishedBit = 4
const thereBit = 8
const namedBit = 16

export type CameraFields = Pick<
  CameraRow,
  'name' | 'kind' | 'hls_url' | 'hls_url_low' | 'approved_by' | 'owner' | 'contact'
>

/**
 * Cameras, packed: what a decision looks at is one record, what a list shows stands among the words. A camera is told
 * by its place among the records; beside it each has an ordinal, 0 and on, in the order in which they came.
 */
export class Cameras {
  readonly windows: Windows
  /** why cameras are closed, by camera; put here as it comes */
  suspensions: ReadonlyMap<number, { by: string; reason: string }> = new Map()
  #places: Places
  readonly #cameras: Table
  readonly #words: Words
  readonly #byOrdinal: number[] = []
  /** cameras by the rank of their area, then by number; and where each rank begins */
  #order = new Int32Array(0)
  #start = new Int32Array(1)
  #settled = false
  #still = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
  readonly #gate: CameraGate = { published: false, approvedUntil: null, suspension: null }

  constructor(places: Places, words: Words, zone: Zone, expected?: Expected) {
    this.#places = places
    this.#words = words
    this.windows = new Windows(zone)
    this.#cameras = new Table(fields, expected)
  }

  /** By id; for who looks up others beside. */
  get table(): Table {
    return this.#cameras
  }

  /** How many ordinals were given. */
  get count(): number {
    return this.#byOrdinal.length
  }

  /** A camera by its id; -1: there is none. */
  find(id: string): number {
    const camera = this.#cameras.find(id)
    return camera > 0 && this.isThere(camera) ? camera : -1
  }

  /** A camera that was removed leaves its record behind. */
  isThere(camera: number): boolean {
    return (this.#cameras.words[camera + stateField]! & thereBit) !== 0
  }

  id(camera: number): string {
    return this.#cameras.id(camera)
  }

  /** The area that a camera belongs to; -1: one that is not there. */
  areaOf(camera: number): number {
    return this.#cameras.words[camera + areaField]!
  }

  /** What the camera gives to residents of its area. */
  clarityOf(camera: number): Sharpness {
    return (this.#cameras.words[camera + stateField]! & 3) as Sharpness
  }

  ordinalOf(camera: number): number {
    return this.#cameras.words[camera + ordinalField]!
  }

  at(ordinal: number): number {
    return this.#byOrdinal[ordinal]!
  }

  /** Whether a grant names the camera itself. */
  isNamed(camera: number): boolean {
    return (this.#cameras.words[camera + stateField]! & namedBit) !== 0
  }

  /** Notes beside each camera whether a grant names it, so that a decision reads no other memory to know. */
  setNamed(isNamed: (ordinal: number) => boolean): void {
    const { words } = this.#cameras
    for (const [ordinal, camera] of this.#byOrdinal.entries())
      if (isNamed(ordinal)) words[camera + stateField]! |= namedBit
      else words[camera + stateField]! &= ~namedBit
  }

  /** What is typed on the remote. */
  numberOf(camera: number): number {
    return this.#cameras.words[camera + numberField]!
  }

  /** What rule 1 looks at: one object for all, which holds until the next question. */
  gateOf(camera: number): CameraGate {
    const { words } = this.#cameras
    this.#gate.published = (words[camera + stateField]! & publishedBit) !== 0
    this.#gate.approvedUntil = this.#untilOf(camera)
    this.#gate.suspension = this.suspensions.size === 0 ? null : (this.suspensions.get(camera) ?? null)
    return this.#gate
  }

  quietOf(camera: number): QuietWindow | null {
    return this.windows.at(this.#cameras.words[camera + quietField]!)
  }

  /** What lists and pictures need beside. */
  fields(camera: number): CameraFields {
    const [name, kind, hls_url, low, approved_by, owner, contact] = this.#words.read(
      this.#cameras.words[camera + wordsField]!,
    ) as [string, string, string, string, string, string, string]
    return { name, kind, hls_url, hls_url_low: low === '' ? null : low, approved_by, owner, contact }
  }

  /** The cameras of an area itself, by number. */
  of(area: number): Int32Array {
    this.#settle()
    const rank = this.#places.rank[area] ?? -1
    return rank < 0 ? this.#order.subarray(0, 0) : this.#order.subarray(this.#start[rank]!, this.#start[rank + 1]!)
  }

  /** The cameras of an area and of all below it. */
  below(area: number): Int32Array {
    this.#settle()
    const rank = this.#places.rank[area] ?? -1
    if (rank < 0) return this.#order.subarray(0, 0)
    return this.#order.subarray(this.#start[rank]!, this.#start[this.#places.last[area]! + 1]!)
  }

  /** By the number that one types on the remote; two counties may use the same one. */
  compare(a: number, b: number): number {
    return this.numberOf(a) - this.numberOf(b) || (this.id(a) < this.id(b) ? -1 : 1)
  }

  put(row: CameraRow): void {
    const known = this.#cameras.count
    const camera = this.#cameras.add(row.id)
    const { words } = this.#cameras
    if (this.#cameras.count > known) {
      words[camera + ordinalField] = this.#byOrdinal.length
      this.#byOrdinal.push(camera)
    }
    words[camera + areaField] = this.#places.areaIndex.get(row.area) ?? -1
    const named = words[camera + stateField]! & namedBit
    words[camera + stateField] =
      sharpness(row.resident_clarity) + (row.published === 1 ? publishedBit : 0) + thereBit + named
    words[camera + numberField] = row.number
    words[camera + quietField] = this.windows.add(row.quiet_hours)
    words[camera + wordsField] = this.#words.add(
      ...[row.name, row.kind, row.hls_url, row.hls_url_low, row.approved_by, row.owner, row.contact],
    )
    putMoment(words, camera + untilField, row.approved_until ?? 0)
    this.#unsettle()
  }

  remove(id: string): void {
    const camera = this.find(id)
    if (camera > 0) this.#cameras.words[camera + stateField]! &= namedBit
    this.#unsettle()
  }

  /** Areas with other parents or names, and new ones; each keeps its number. */
  moveTo(places: Places): void {
    this.#places = places
    this.#unsettle()
  }

  /** Published cameras that the clock alone opened or closed, after `from` and not after `to`. */
  turned(from: number, to: number): number[] {
    const flipped = this.windows.flipped(from, to)
    if (flipped.size === 0 && from >= this.#still.from && to < this.#still.to) return []
    const turned: number[] = []
    let next = Number.POSITIVE_INFINITY
    for (const camera of this.#byOrdinal) {
      if ((this.#cameras.words[camera + stateField]! & publishedBit) === 0) continue
      const until = this.#untilOf(camera)
      if (until > to && until < next) next = until
      const quiet = this.quietOf(camera)
      if ((quiet !== null && flipped.has(quiet)) || (until > from && until <= to)) turned.push(camera)
    }
    // Asked every two seconds, while approvals end once in years: until then there is nothing to look for.
    this.#still = { from: to, to: next }
    return turned
  }

  #untilOf(camera: number): number {
    return moment(this.#cameras.words, camera + untilField)
  }

  #unsettle(): void {
    this.#settled = false
    this.#still = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
  }

  /** Puts the cameras in order again when something was put, removed or moved. */
  #settle(): void {
    if (this.#settled) return
    const { rank } = this.#places
    const { words } = this.#cameras
    const there = this.#byOrdinal.filter(
      (camera) => (words[camera + stateField]! & thereBit) !== 0 && (rank[this.areaOf(camera)] ?? -1) >= 0,
    )
    const start = new Int32Array(rank.length + 2)
    for (const camera of there) start[rank[this.areaOf(camera)]! + 1]!++
    for (let at = 0; at < rank.length; at++) start[at + 1]! += start[at]!
    const order = new Int32Array(there.length)
    const next = start.slice()
    for (const camera of there) order[next[rank[this.areaOf(camera)]!]!++] = camera
    for (let at = 0; at < rank.length; at++)
      if (start[at + 1]! - start[at]! > 1) order.subarray(start[at]!, start[at + 1]!).sort((a, b) => this.compare(a, b))
    this.#order = order
    this.#start = start
    this.#settled = true
  }
}
