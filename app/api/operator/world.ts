import type { Level } from '../../contract/basics'
import type { Db } from '../database/connect'
import { Homes } from './belongings'
import { type FileName, files } from './rules'
import { readByKeys, readPlaces, type Stored, tables } from './store'

/** Where everything belongs, by id: what references and an operator key's root are checked against. */
export interface World {
  areas: Map<string, { parent: string | null; level: Level }>
  /** id to area */
  groups: Map<string, string>
  households: Pick<Homes, 'get' | 'set' | 'groupSizes'>
  cameras: Map<string, { area: string; number: number }>
}

export const emptyWorld = (): World => ({
  areas: new Map(),
  groups: new Map(),
  households: new Homes(),
  cameras: new Map(),
})

/** Puts a row where it belongs; boxes, grants and officers are referred to by nothing. */
export function place(world: World, file: FileName, row: Stored): void {
  const id = String(row.id)
  if (file === 'areas.csv') world.areas.set(id, { parent: row.parent as string | null, level: row.level as Level })
  else if (file === 'groups.csv') world.groups.set(id, row.area as string)
  else if (file === 'households.csv')
    world.households.set(id, { area: row.area as string, group: row.group_id as string | null })
  else if (file === 'cameras.csv') world.cameras.set(id, { area: row.area as string, number: Number(row.number) })
}

/** The world as it is stored; of all files, or of those that are named. */
export async function readWorld(db: Db, of: readonly FileName[] = files): Promise<World> {
  const world = emptyWorld()
  for (const file of of) {
    if (!['areas.csv', 'groups.csv', 'households.csv', 'cameras.csv'].includes(file)) continue
    for await (const rows of readPlaces(db, file)) for (const row of rows) place(world, file, row)
  }
  return world
}

/** The part of the stored world that one row can refer to: all areas, and what it names; all cameras for a number. */
export async function readPart(db: Db, file: FileName, row: Stored): Promise<World> {
  const world = emptyWorld()
  const named = (kind: string) => [row[kind]].filter((id) => typeof id === 'string') as string[]
  const add = async (of: FileName, ids: readonly string[]) => {
    for (const found of (await readByKeys(db, of, ids)).values()) place(world, of, found)
  }
  for await (const rows of readPlaces(db, 'areas.csv')) for (const one of rows) place(world, 'areas.csv', one)
  if (file === 'cameras.csv')
    for await (const rows of readPlaces(db, 'cameras.csv')) for (const one of rows) place(world, 'cameras.csv', one)
  if (file === 'households.csv') await add('groups.csv', named('group_id'))
  if (file === 'boxes.csv') await add('households.csv', named('household'))
  if (file === 'grants.csv') {
    if (row.subject_kind === 'household') await add('households.csv', named('subject'))
    if (row.subject_kind === 'group') await add('groups.csv', named('subject'))
    if (row.object_kind === 'camera') await add('cameras.csv', named('object'))
  }
  return world
}

/** An area and those above it, nearest first; ends where a parent is not there or the path comes back to itself. */
export function pathOf(world: World, area: string): string[] {
  const path: string[] = []
  for (let at: string | null | undefined = area; at !== null && at !== undefined; at = world.areas.get(at)?.parent) {
    if (path.includes(at) || !world.areas.has(at)) break
    path.push(at)
  }
  return path
}

/** Whether an area is the root of an operator key, or below it; null is the root of everything. */
export function isBelow(world: World, root: string | null, area: string): boolean {
  return root === null || pathOf(world, area).includes(root)
}

/** The areas that a row belongs to: both ends of a grant, the household's of a box. Empty when one is not there. */
function areasOfRow(world: World, file: FileName, row: Stored): (string | undefined)[] {
  if (file === 'areas.csv') return [row.id as string]
  if (file === 'boxes.csv') return [world.households.get(row.household as string)?.area]
  if (file === 'grants.csv')
    return [areaOf(world, row.subject_kind, row.subject), areaOf(world, row.object_kind, row.object)]
  return [row.area as string]
}

/** Whether a row is in the reach of a key with this root. The root area itself belongs to whoever made the key. */
export function inReach(world: World, root: string | null, file: FileName, row: Stored): boolean {
  if (root === null) return true
  if (file === 'areas.csv' && row.id === root) return false
  return areasOfRow(world, file, row).every((area) => area !== undefined && isBelow(world, root, area))
}

function areaOf(world: World, kind: unknown, id: unknown): string | undefined {
  const key = id as string
  if (kind === 'household') return world.households.get(key)?.area
  if (kind === 'group') return world.groups.get(key)
  if (kind === 'camera') return world.cameras.get(key)?.area
  return world.areas.has(key) ? key : undefined
}

/** Every stored row of a kind that is in reach. */
export async function* readInReach(
  db: Db,
  world: World,
  root: string | null,
  file: FileName,
): AsyncGenerator<{ key: string; row: Stored; within: boolean }> {
  const { key } = tables[file]
  for await (const rows of readPlaces(db, file))
    for (const row of rows) yield { key: String(row[key]), row, within: inReach(world, root, file, row) }
}
