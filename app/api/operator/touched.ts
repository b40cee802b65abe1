import { type Changes, type Followed, followed } from '../access/store'
import type { Piece } from './pieces'
import { tables } from './store'

/** Above so many rows every process reads everything again: some seconds sooner than to look for each. */
const most = 100_000

/** Gathers which rows an import writes, so that only they are read again. */
export class Touched {
  readonly #keys: Partial<Record<Followed, string[]>> = {}
  #count = 0

  add({ act, file, rows }: Piece): void {
    const { table, key } = tables[file]
    if (act === 'end' || !followed.includes(table as Followed) || this.#count > most) return
    this.#count += rows.length
    this.#keys[table as Followed] ??= []
    for (const row of rows) this.#keys[table as Followed]!.push(typeof row === 'string' ? row : String(row[key]))
  }

  /** null: so many that they are not told one by one */
  get changes(): Changes | null {
    return this.#count > most ? null : this.#keys
  }
}
