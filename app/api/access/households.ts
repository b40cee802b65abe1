import { type Ids, makeIds } from './ids'
import type { HouseholdFacts } from './neighbourhood'

/** Households by number: two integers and a few packed words each, because a city has millions. */
export interface Households {
  index: Pick<Ids, 'get'>
  ids: string[]
  /** area and group by number; -1: none */
  area: Int32Array
  group: Int32Array
  facts(index: number): HouseholdFacts
  boxes: Map<string, { household: number; model: string }>
  groupIndex: Map<string, number>
  groups: { id: string; name: string; members: string[] }[]
}

type Row = {
  id: string
  area: string
  group_id: string | null
  label: string
  contact_name: string
  contact_phone: string
}

/** Takes households page by page and packs them; `finish` gives the result. */
export function packHouseholds(areaIndex: Map<string, number>, groupRows: readonly { id: string; name: string }[]) {
  const ids: string[] = []
  const index = makeIds()
  const groups = groupRows.map(({ id, name }) => ({ id, name, members: [] as string[] }))
  const groupIndex = new Map(groups.map((group, at) => [group.id, at]))
  const boxes: Households['boxes'] = new Map()
  const models = new Map<string, string>()
  const areaIds: string[] = []
  const groupIds: (string | null)[] = []
  let area = new Int32Array(1024)
  let group = new Int32Array(1024)
  let starts = new Float64Array(1025)
  let words = Buffer.allocUnsafe(64 * 1024)
  let used = 0
  // Rows name few different areas and groups: one string each is kept, not one per household.
  const interned = new Map<string, string>()
  const intern = (text: string) => {
    const known = interned.get(text) ?? text
    interned.set(text, known)
    return known
  }

  function add(rows: readonly Row[]): void {
    for (const row of rows) {
      const at = ids.length
      if (at === area.length) {
        area = grown(area, new Int32Array(at * 2))
        group = grown(group, new Int32Array(at * 2))
        starts = grown(starts, new Float64Array(at * 2 + 1))
      }
      index.set(row.id, at)
      ids.push(row.id)
      areaIds.push(intern(row.area))
      groupIds.push(row.group_id === null ? null : intern(row.group_id))
      area[at] = areaIndex.get(row.area) ?? -1
      group[at] = row.group_id === null ? -1 : (groupIndex.get(row.group_id) ?? -1)
      if (group[at]! >= 0) groups[group[at]!]!.members.push(row.id)
      const text = `${row.label}\0${row.contact_name}\0${row.contact_phone}`
      const length = Buffer.byteLength(text)
      if (used + length > words.length) words = Buffer.concat([words], Math.max(words.length * 2, used + length))
      words.write(text, used)
      used += length
      starts[at + 1] = used
    }
  }

  function addBoxes(rows: readonly { serial: string; household: string; model: string }[]): void {
    for (const row of rows) {
      const household = index.get(row.household)
      const model = models.get(row.model) ?? row.model
      models.set(row.model, model)
      if (household !== undefined) boxes.set(row.serial, { household, model })
    }
  }

  function facts(at: number): HouseholdFacts {
    const [label = '', contactName = '', contactPhone = ''] = words
      .toString('utf8', starts[at]!, starts[at + 1]!)
      .split('\0')
    return { id: ids[at]!, area: areaIds[at]!, group: groupIds[at]!, label, contactName, contactPhone }
  }

  return {
    add,
    addBoxes,
    finish: (): Households => ({ index, ids, area, group, facts, boxes, groupIndex, groups }),
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
