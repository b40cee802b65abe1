import { Records } from '../access/records'
import { longestId } from './cells'

/** Where millions of rows belong, by id, in a twentieth of what a Map of objects takes. */
export class Homes {
  readonly #records = new Records(2)
  readonly #areas = new Records(0)
  readonly #groups = new Records(0)

  get(id: string): { area: string; group: string | null } | undefined {
    const at = this.#records.find(id)
    if (at < 0) return undefined
    const group = this.#records.words[at + 1]!
    const area = this.#records.words[at]!
    return { area: area === 0 ? '' : this.#areas.id(area), group: group === 0 ? null : this.#groups.id(group) }
  }

  /** What is no id belongs nowhere: whoever reads the row has told that already. */
  set(id: string, { area, group }: { area: string; group: string | null }): void {
    if (!fits(id)) return
    const at = this.#records.add(id)
    this.#records.words[at] = fits(area) ? this.#areas.add(area) : 0
    this.#records.words[at + 1] = group !== null && fits(group) ? this.#groups.add(group) : 0
  }

  /** How many households each group has. */
  groupSizes(): Map<string, number> {
    const sizes = new Map<number, number>()
    for (let at = this.#records.after(0); at !== 0; at = this.#records.after(at)) {
      const group = this.#records.words[at + 1]!
      if (group !== 0) sizes.set(group, (sizes.get(group) ?? 0) + 1)
    }
    return new Map([...sizes].map(([group, count]) => [this.#groups.id(group), count]))
  }
}

const fits = (id: string) => id.length > 0 && id.length <= longestId

/** The line on which each key stands in a file. */
export class Lines {
  readonly #records = new Records(1)

  get(key: string): number | undefined {
    const at = this.#records.find(key)
    return at < 0 ? undefined : this.#records.words[at]
  }

  has(key: string): boolean {
    return this.#records.find(key) > 0
  }

  set(key: string, line: number): void {
    const at = this.#records.add(key)
    this.#records.words[at] = line
  }
}
