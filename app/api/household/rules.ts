import { createHmac } from 'node:crypto'
import type { AreaRef } from '../../contract/basics'
import type { Me } from '../../contract/household'

/** A box counts as reachable so long after it last called; boxes call at least once a minute. */
export const reachableMs = 2 * 60_000

/** Mistaken calls are remembered for so long: after two a box offers a practice. */
export const mistakesMs = 30 * 24 * 3600_000

/** Other boxes are named as new for so long. */
export const newBoxMs = 7 * 24 * 3600_000

/** Without letters and digits that are taken for one another from a sofa: 0 O, 1 I L, 2 Z, 5 S, 8 B. */
const letters = '3467ACDEFGHJKMNPQRTUVWXY'

/**
 * The household's short code for the watermark: four characters that tell a leaked picture's household to whoever
 * holds the household list, and nothing to anybody else.
 */
export function householdCode(household: string): string {
  const hash = createHmac('sha256', 'porchlight household code').update(household).digest()
  return [...hash.subarray(0, 4)].map((byte) => letters[byte % letters.length]).join('')
}

/**
 * The desk that hears this household first: of its grid's and village's desks, which are called together, a staffed
 * one before an empty one; else the nearest above.
 */
export function deskOf(
  path: readonly AreaRef[],
  withDesk: ReadonlySet<string>,
  staffed: ReadonlySet<string>,
): { area: AreaRef; staffed: boolean } | null {
  const desks = path.filter((area) => withDesk.has(area.id))
  const first = desks.filter((area) => area.level === 'grid' || area.level === 'village')
  const area = first.find((one) => staffed.has(one.id)) ?? desks[0]
  return area === undefined ? null : { area, staffed: staffed.has(area.id) }
}

/** Reads `name=value` pairs of a setting. */
export function pairsOf(items: readonly string[]): Map<string, string> {
  return new Map(
    items.map((item) => {
      const at = item.indexOf('=')
      return at < 0 ? [item.trim(), ''] : [item.slice(0, at).trim(), item.slice(at + 1).trim()]
    }),
  )
}

/** The emergency numbers of the deployment; what the setting leaves out is that of `help`. */
export function emergencyNumbers(setting: string): Me['emergency_numbers'] {
  const numbers = pairsOf(setting.split(','))
  const help = numbers.get('help') ?? '110'
  const of = (kind: string) => numbers.get(kind) ?? help
  return { help, fire: of('fire'), medical: of('medical'), intruder: of('intruder'), text: numbers.get('text') ?? '' }
}
