import coverage from '../../../static/fonts/coverage.json' with { type: 'json' }
import type { Fault } from './csv'
import type { Faults } from './faults'
import type { FileName } from './rules'

/** A bit for each character of the basic plane that the TV's font has, lowest first (build/font.mjs). */
const covered = Buffer.from(coverage.bits, 'base64')

/** What of a file's row is read on a television. */
const shown: { [File in FileName]: readonly string[] } = {
  'areas.csv': ['name'],
  'cameras.csv': ['name', 'owner', 'contact'],
  'groups.csv': ['name'],
  'households.csv': ['label'],
  'boxes.csv': [],
  'grants.csv': [],
  'duty.csv': ['name'],
}

/** So many different characters are told; the rest is counted. */
const mostTold = 200

/** A character that the TV's font lacks. */
export interface Gap {
  column: string
  character: string
  /** `U+20BB7` */
  code_point: string
}

/** The characters of a row, in the words of its file, that a television has no letter for: each once a column. */
export function gapsOf(file: FileName, cells: Readonly<Record<string, unknown>>): Gap[] {
  const gaps: Gap[] = []
  for (const column of shown[file]) {
    const text = cells[column]
    if (typeof text !== 'string' || isCovered(text)) continue
    for (const character of new Set(text)) {
      if (isCovered(character)) continue
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
      gaps.push({ column, character, code_point: `U+${code}` })
    }
  }
  return gaps
}

/** What a gap means, in a sentence. */
export const aboutGap = ({ character, code_point }: Gap) =>
  `The TV's font has no "${character}" (${code_point}): a box draws it in a font of its own, or as an empty frame.`

/** Every code unit: halves of a pair stand for characters beyond the basic plane, which the font has none of. */
function isCovered(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    // Line breaks and tabs are not drawn.
    if (unit > 0x1f && ((covered[unit >> 3] ?? 0) & (1 << (unit & 7))) === 0) return false
  }
  return true
}

/** Collects gaps over whole files: a character of a column is told once, where it stands first, with how many rows. */
export class Gaps {
  readonly #known = new Map<string, { fault: Fault & { rows: number }; about: string }>()

  constructor(private readonly faults: Pick<Faults, 'warn' | 'warningCount'>) {}

  look(file: FileName, line: number, cells: Readonly<Record<string, unknown>>): void {
    for (const gap of gapsOf(file, cells)) {
      const key = `${file}|${gap.column}|${gap.character}`
      const known = this.#known.get(key)
      if (known !== undefined) {
        known.fault.rows++
        known.fault.message = `${known.about} ${known.fault.rows} rows have it.`
      } else if (this.#known.size < mostTold) {
        const about = aboutGap(gap)
        const fault = { file, line, ...gap, message: about, rows: 1 }
        this.#known.set(key, { fault, about })
        this.faults.warn(fault)
      } else this.faults.warningCount++
    }
  }
}
