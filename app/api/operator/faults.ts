import type { Fault } from './csv'
import type { FileName } from './rules'

/** How many of each are told; the rest is counted. */
const told = 1000

/** Collects what is wrong, and what is only worth a word. */
export class Faults {
  readonly list: Fault[] = []
  readonly warnings: Fault[] = []
  count = 0
  warningCount = 0
  readonly #inUse = new Map<string, { fault: Fault; by: Map<FileName, number> }>()

  add(fault: Fault): void {
    this.count++
    if (this.list.length < told) this.list.push(fault)
  }

  warn(fault: Fault): void {
    this.warningCount++
    if (this.warnings.length < told) this.warnings.push(fault)
  }

  /** A row that stays refers to one that is removed: told once for the removed row, with how many. */
  inUse(of: FileName, id: string, by: FileName): void {
    const key = `${of}|${id}`
    let known = this.#inUse.get(key)
    if (known === undefined) {
      known = { fault: { file: of, line: null, column: 'id', message: '' }, by: new Map() }
      this.#inUse.set(key, known)
      this.add(known.fault)
    }
    known.by.set(by, (known.by.get(by) ?? 0) + 1)
    const users = [...known.by].map(([file, count]) => `${count} of ${file}`).join(' and ')
    const thing = of === 'areas.csv' ? 'area' : 'group'
    known.fault.message = `The ${thing} "${id}" cannot be removed: rows that stay refer to it, ${users}.`
  }
}
