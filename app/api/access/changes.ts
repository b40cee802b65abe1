import type { Db } from '../database/connect'
import { type AreaRow, buildPlaces, type Places } from './places'
import type { Snapshot } from './snapshot'
import { type Followed, readAreas, readBoxesBy, readCamerasBy, readGroupsBy, readHouseholdsBy } from './store'

type Changed = Readonly<Record<Followed, ReadonlySet<string>>>

/** Rows that changed, as they are now: those that are missing are gone. Areas are few, and all of them are read. */
export interface ChangedRows {
  changed: Changed
  areas: AreaRow[] | null
  groups: Awaited<ReturnType<typeof readGroupsBy>>
  homes: Awaited<ReturnType<typeof readHouseholdsBy>>
  eyes: Awaited<ReturnType<typeof readCamerasBy>>
  serials: Awaited<ReturnType<typeof readBoxesBy>>
}

export async function readChanged(db: Db, changed: Changed): Promise<ChangedRows> {
  return {
    changed,
    areas: changed.areas.size === 0 ? null : await readAreas(db),
    groups: await readGroupsBy(db, changed.groups),
    homes: await readHouseholdsBy(db, changed.households),
    eyes: await readCamerasBy(db, changed.cameras),
    serials: await readBoxesBy(db, changed.boxes),
  }
}

/** Whether what is held can take the rows in place; else all must be read again. */
export function hasRoomFor({ households, cameras }: Snapshot, { homes, eyes }: ChangedRows): boolean {
  return households.table.hasRoom(homes.length) && cameras.table.hasRoom(eyes.length)
}

/**
 * Puts the rows that changed where they belong: all of them in one turn, so that nobody sees half of a change. Whoever
 * calls puts grants and suspensions beside them in the same turn: a camera may come together with a denial of it.
 */
export function applyChanges(held: Snapshot, rows: ChangedRows): Places {
  const { changed, areas, groups, homes, eyes, serials } = rows
  const { cameras, households, boxes } = held
  const places = areas === null ? held.places : buildPlaces(areas, held.places)
  if (areas !== null) {
    cameras.moveTo(places)
    households.moveTo(places)
  }
  for (const id of missing(changed.cameras, eyes)) cameras.remove(id)
  for (const row of eyes) cameras.put(row)
  for (const row of groups) households.putGroup(row)
  for (const id of missing(changed.households, homes)) households.remove(id)
  for (const row of homes) households.put(row)
  for (const id of missing(changed.groups, groups)) households.removeGroup(id)
  const found = new Set(serials.map(({ serial }) => serial))
  for (const serial of changed.boxes) if (!found.has(serial)) boxes.remove(serial)
  for (const row of serials) boxes.put(row, households)
  return places
}

function missing(keys: ReadonlySet<string>, rows: readonly { id: string }[]): string[] {
  const found = new Set(rows.map(({ id }) => id))
  return [...keys].filter((key) => !found.has(key))
}
