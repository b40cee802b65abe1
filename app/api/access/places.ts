import type { AreaRef, Level } from '../../contract/basics'

export type AreaRow = { id: string; parent: string | null; level: string; name: string }

/** Areas by number, so that a question about the tree is a comparison of integers. Numbers stay as rows come and go. */
export interface Places {
  areaIndex: ReadonlyMap<string, number>
  areas: readonly AreaRef[]
  /** the area above each; -1: none */
  parent: Int32Array
  /** each area's turn when the tree is walked from the top, and that of the last one below it */
  rank: Int32Array
  last: Int32Array
  /** Whether `above` is `below` itself or lies above it. */
  isAtOrAbove(above: number, below: number): boolean
  /** The area and those above it, nearest first; none of -1. */
  path(area: number): number[]
}

/**
 * The area tree. A parent that is not there makes a root; the import sees to it that this does not happen.
 * @param before areas keep the numbers that they have there; one that is gone leaves its number to nobody
 */
export function buildPlaces(rows: readonly AreaRow[], before: Pick<Places, 'areas'> = { areas: [] }): Places {
  const places = numbered(rows, before)
  if (before.areas.length > 0) return places
  // Numbered again in the order of the tree: then an area's number is its rank, and a decision need not look it up.
  const turn = ({ id }: AreaRow) => places.rank[places.areaIndex.get(id)!]! >>> 0
  return numbered(
    rows.toSorted((a, b) => turn(a) - turn(b)),
    before,
  )
}

function numbered(rows: readonly AreaRow[], before: Pick<Places, 'areas'>): Places {
  const areas: AreaRef[] = [...before.areas]
  const known = new Map(areas.map(({ id }, index) => [id, index]))
  const areaIndex = new Map<string, number>()
  for (const { id, name, level } of rows) {
    const index = known.get(id) ?? areas.length
    areas[index] = { id, name, level: level as Level }
    areaIndex.set(id, index)
  }
  const parent = new Int32Array(areas.length).fill(-1)
  for (const row of rows) if (row.parent !== null) parent[areaIndex.get(row.id)!] = areaIndex.get(row.parent) ?? -1
  const { rank, last } = walk(parent, areaIndex.values())

  let straight = 0
  while (straight < rank.length && rank[straight] === straight) straight++
  const rankOf = (area: number) => (area < straight ? area : rank[area]!)

  function path(area: number): number[] {
    const found: number[] = []
    for (let at = area; at >= 0 && !found.includes(at); at = parent[at]!) found.push(at)
    return found
  }
  return {
    areaIndex,
    areas,
    parent,
    rank,
    last,
    path,
    isAtOrAbove: (above, below) =>
      above >= 0 && below >= 0 && rankOf(above) <= rankOf(below) && rankOf(below) <= last[above]!,
  }
}

/** Numbers the tree so that an area's descendants are exactly those between its own turn and its last. */
function walk(parent: Int32Array, there: Iterable<number>): { rank: Int32Array; last: Int32Array } {
  const children = new Map<number, number[]>()
  for (const area of there) {
    const siblings = children.get(parent[area]!)
    if (siblings === undefined) children.set(parent[area]!, [area])
    else siblings.push(area)
  }
  // What is gone, or lies in a ring, is at or above nothing: not even itself.
  const rank = new Int32Array(parent.length).fill(-1)
  const last = new Int32Array(parent.length).fill(-2)
  let count = 0
  const visit = (area: number): void => {
    rank[area] = count++
    for (const child of children.get(area) ?? []) visit(child)
    last[area] = count - 1
  }
  for (const root of children.get(-1) ?? []) visit(root)
  return { rank, last }
}
