import type { HouseholdFacts } from './facts'
import type { Places } from './places'
import { type Expected, Records } from './records'
import { Table } from './table'
import type { Words } from './words'

// A household's numbers: the next member of its group, where its words stand, and beside its id, because every decision
// looks at them, its area and that group (0: none; and whether a grant is for it).
const nextField = 0
const wordsField = 1
const groupField = 2
const areaField = 3
/** beside the group, whose place is far smaller */
const namedBit = 1 << 30
/** in place of an area: the household is gone */
const gone = -2

// A group's numbers: its first member (0: nobody), and where its name stands (-1: the group is gone).
const firstField = 0
const nameField = 1

export interface HouseholdRow {
  id: string
  area: string
  group_id: string | null
  label: string
  contact_name: string
  contact_phone: string
}

/**
 * Households and their groups, packed, because a city has millions: each is told by the place of its record, where its
 * area and group stand beside its id. Members of a group are a chain through their records.
 */
export class Households {
  #places: Places
  readonly #words: Words
  readonly #homes: Table
  readonly #groups: Records
  #named: readonly number[] = []

  constructor(places: Places, words: Words, expected?: { households: Expected; groups: Expected }) {
    this.#places = places
    this.#words = words
    this.#homes = new Table(4, expected?.households)
    this.#groups = new Records(2, expected?.groups)
  }

  /** By id; for who looks up others beside. */
  get table(): Table {
    return this.#homes
  }

  /** A household by its id; -1: there is none. */
  find(id: string): number {
    const household = this.#homes.find(id)
    return household > 0 && this.isThere(household) ? household : -1
  }

  /** A household that was removed leaves its record behind. */
  isThere(household: number): boolean {
    return this.#homes.words[household + areaField] !== gone
  }

  id(household: number): string {
    return this.#homes.id(household)
  }

  /** -1: an area that is not there */
  areaOf(household: number): number {
    return this.#homes.words[household + areaField]!
  }

  /** -1: none */
  groupOf(household: number): number {
    return (this.#homes.words[household + groupField]! & ~namedBit) - 1
  }

  /** Whether a grant is for the household itself. */
  isNamed(household: number): boolean {
    return (this.#homes.words[household + groupField]! & namedBit) !== 0
  }

  /** Notes beside the few households that grants are for that it is so: a decision reads no other memory to know. */
  setNamed(households: readonly number[]): void {
    const { words } = this.#homes
    for (const household of this.#named) words[household + groupField]! &= ~namedBit
    for (const household of households) words[household + groupField]! |= namedBit
    this.#named = households
  }

  facts(household: number): HouseholdFacts {
    const [label = '', contactName = '', contactPhone = ''] = this.#words.read(
      this.#homes.words[household + wordsField]!,
    )
    const group = this.groupOf(household)
    const area = this.#places.areas[this.areaOf(household)]?.id ?? ''
    return {
      id: this.id(household),
      area,
      group: group < 0 ? null : this.#groups.id(group),
      label,
      contactName,
      contactPhone,
    }
  }

  /** Every household. */
  *all(): Generator<number> {
    for (const household of this.#homes.all()) if (this.isThere(household)) yield household
  }

  put(row: HouseholdRow): void {
    const before = this.#homes.count
    const household = this.#homes.add(row.id)
    const isNew = this.#homes.count > before
    if (!isNew) this.#leave(household)
    const { words } = this.#homes
    words[household + areaField] = this.#places.areaIndex.get(row.area) ?? -1
    words[household + wordsField] = this.#words.add(row.label, row.contact_name, row.contact_phone)
    this.#join(household, row.group_id === null ? -1 : this.findGroup(row.group_id))
  }

  remove(id: string): void {
    const household = this.find(id)
    if (household < 0) return
    this.#leave(household)
    this.#homes.words[household + areaField] = gone
  }

  /** A group by its id; -1: there is none. */
  findGroup(id: string): number {
    const group = this.#groups.find(id)
    return group > 0 && this.#groups.words[group + nameField] !== -1 ? group : -1
  }

  groupId(group: number): string {
    return this.#groups.id(group)
  }

  group(group: number): { id: string; name: string; members: string[] } {
    const { words } = this.#groups
    const members: string[] = []
    for (let at = words[group + firstField]!; at !== 0; at = this.#homes.words[at + nextField]!)
      members.push(this.id(at))
    return { id: this.groupId(group), name: this.#words.read(words[group + nameField]!)[0]!, members: members.sort() }
  }

  putGroup({ id, name }: { id: string; name: string }): void {
    const group = this.#groups.add(id)
    this.#groups.words[group + nameField] = this.#words.add(name)
  }

  removeGroup(id: string): void {
    const group = this.findGroup(id)
    if (group > 0) this.#groups.words[group + nameField] = -1
  }

  /** Areas with other parents or names, and new ones; each keeps its number. */
  moveTo(places: Places): void {
    this.#places = places
  }

  #join(household: number, group: number): void {
    const { words } = this.#homes
    this.#setGroup(household, group)
    words[household + nextField] = 0
    if (group < 0) return
    words[household + nextField] = this.#groups.words[group + firstField]!
    this.#groups.words[group + firstField] = household
  }

  /** Takes a household out of its group's chain: a group has few members. */
  #leave(household: number): void {
    const { words } = this.#homes
    const group = this.groupOf(household)
    if (words[household + areaField] === gone || group < 0) return
    const after = words[household + nextField]!
    const first = this.#groups.words[group + firstField]!
    if (first === household) this.#groups.words[group + firstField] = after
    else
      for (let at = first; at !== 0; at = words[at + nextField]!)
        if (words[at + nextField] === household) {
          words[at + nextField] = after
          break
        }
    this.#setGroup(household, -1)
  }

  #setGroup(household: number, group: number): void {
    const { words } = this.#homes
    words[household + groupField] = (words[household + groupField]! & namedBit) | (group + 1)
  }
}
