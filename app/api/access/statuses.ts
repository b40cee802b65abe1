import type { CameraState } from '../../contract/cameras'
import { moment, putMoment, Records } from './records'

export interface Status {
  status: CameraState
  since: number
  checkedAt: number
}

// A camera's numbers: its state and the turn of its finding, and two moments of two numbers each.
const stateField = 0
const turnField = 1
const sinceField = 2
const checkedField = 4
const states: CameraState[] = []

/** What the probes found, packed, and when it was told here last, so that a listing knows whether it is behind. */
export class Statuses {
  /** grows with each finding */
  turn = 0
  readonly #records = new Records(6)

  get(camera: string): Status | undefined {
    const at = this.#records.find(camera)
    if (at < 0) return undefined
    const { words } = this.#records
    return {
      status: states[words[at + stateField]!]!,
      since: moment(words, at + sinceField),
      checkedAt: moment(words, at + checkedField),
    }
  }

  /** the turn at which a camera's finding came; 0: never */
  turnOf(camera: string): number {
    const at = this.#records.find(camera)
    return at < 0 ? 0 : this.#records.words[at + turnField]!
  }

  set(camera: string, { status, since, checkedAt }: Status): void {
    const at = this.#records.add(camera)
    const { words } = this.#records
    if (!states.includes(status)) states.push(status)
    words[at + stateField] = states.indexOf(status)
    words[at + turnField] = ++this.turn
    putMoment(words, at + sinceField, since)
    putMoment(words, at + checkedField, checkedAt)
  }
}
