import { type Level, levels } from '../../contract/basics'
import type { FileName } from './rules'
import type { Stored } from './store'
import { isBelow, pathOf, type World } from './world'

/** Tells what is wrong with a column of the row that is looked at. */
type Tell = (column: string, message: string) => void

/**
 * Checks what a row refers to, against the world as it will be. Pure: the same for a file's row and for a single one.
 * The root is that of the operator's key.
 */
export function checkReferences(world: World, root: string | null, file: FileName, row: Stored, tell: Tell): void {
  const area = (column: string, id: unknown) => {
    if (!world.areas.has(id as string)) tell(column, `There is no area "${id}".`)
    else if (!isBelow(world, root, id as string))
      tell(column, `The area "${id}" is not below this key's area "${root}".`)
  }
  const household = (column: string, id: unknown) => {
    const found = world.households.get(id as string)
    if (found === undefined) tell(column, `There is no household "${id}".`)
    else if (!isBelow(world, root, found.area))
      tell(column, `The household "${id}" is not below this key's area "${root}".`)
  }
  const group = (column: string, id: unknown) => {
    const found = world.groups.get(id as string)
    if (found === undefined) tell(column, `There is no group "${id}".`)
    else if (!isBelow(world, root, found)) tell(column, `The group "${id}" is not below this key's area "${root}".`)
  }
  const camera = (column: string, id: unknown) => {
    const found = world.cameras.get(id as string)
    if (found === undefined) tell(column, `There is no camera "${id}".`)
    else if (!isBelow(world, root, found.area))
      tell(column, `The camera "${id}" is not below this key's area "${root}".`)
  }
  if (file === 'areas.csv') checkArea(world, root, row, tell)
  else if (file === 'boxes.csv') household('household', row.household)
  else if (file === 'grants.csv') {
    const subject = { household, group, area }[row.subject_kind as 'household' | 'group' | 'area']
    subject('subject', row.subject)
    const object = { camera, area }[row.object_kind as 'camera' | 'area']
    object('object', row.object)
  } else area('area', row.area)
  if (file === 'households.csv' && row.group_id !== null) group('group', row.group_id)
}

/** County, township, village, grid: each lies in a wider one. Since the levels only narrow, there is no way round. */
function checkArea(world: World, root: string | null, row: Stored, tell: Tell): void {
  const { id, parent } = row as { id: string; parent: string | null }
  if (parent === null) {
    if (root !== null) tell('parent', `A county cannot be below this key's area "${root}".`)
    return
  }
  const above = world.areas.get(parent)
  if (above === undefined) tell('parent', `There is no area "${parent}".`)
  else if (parent === id) tell('parent', `The area "${id}" cannot lie in itself.`)
  else if (pathOf(world, parent).includes(id))
    tell('parent', `The area "${id}" would lie in itself: "${parent}" is below it.`)
  else if (levels.indexOf(above.level) >= levels.indexOf(row.level as Level))
    tell('level', `A ${row.level} cannot lie in "${parent}", which is a ${above.level}.`)
  else if (root !== null && !isBelow(world, root, id))
    tell('parent', `The area "${id}" is not below this key's area "${root}".`)
}

/** Numbers of cameras, by county: what one types on the remote names one camera only. */
export class Numbers {
  readonly #taken = new Map<string, string>()

  constructor(private readonly world: World) {}

  /** Takes a number for a camera; the camera that has it already, or null. */
  take(camera: string, area: string, number: number): { other: string; county: string } | null {
    const county = pathOf(this.world, area).at(-1)
    if (county === undefined) return null
    const key = `${number}|${county}`
    const other = this.#taken.get(key)
    if (other !== undefined && other !== camera) return { other, county }
    this.#taken.set(key, camera)
    return null
  }
}
