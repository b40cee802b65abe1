import type { Households } from './households'
import { type Expected, Records } from './records'

// A box's numbers: its household (-1: the box is gone), with the model in the highest bits.
const field = 0

/** So many models are told apart in a box's own number; the boxes of further ones stand beside. */
const modelBits = 4
const placeBits = 31 - modelBits
const placeMask = 2 ** placeBits - 1
const others = 2 ** modelBits - 1

/** Boxes by serial, packed: a city has as many as households. */
export class Boxes {
  readonly #records: Records
  readonly #models: string[] = []
  readonly #otherModels = new Map<number, string>()

  constructor(expected?: Expected) {
    this.#records = new Records(1, expected)
  }

  /** Whose a box is and which model; null: there is no such box. */
  find(serial: string): { household: number; model: string } | null {
    const box = this.#records.find(serial)
    if (box < 0) return null
    const number = this.#records.words[box + field]!
    if (number < 0) return null
    const model = number >>> placeBits
    return {
      household: number & placeMask,
      model: model === others ? this.#otherModels.get(box)! : this.#models[model]!,
    }
  }

  put(row: { serial: string; household: string; model: string }, households: Households): void {
    const box = this.#records.add(row.serial)
    const household = households.find(row.household)
    if (household > placeMask) throw new Error('there are more households than a box can name')
    let model = this.#models.indexOf(row.model)
    if (model < 0 && this.#models.length < others) model = this.#models.push(row.model) - 1
    if (model < 0) this.#otherModels.set(box, row.model)
    this.#records.words[box + field] = household < 0 ? -1 : (model < 0 ? others : model) * 2 ** placeBits + household
  }

  remove(serial: string): void {
    const box = this.#records.find(serial)
    if (box > 0) this.#records.words[box + field] = -1
  }
}
