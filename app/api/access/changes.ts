import type { Db } from '../database/connect'
import { buildPlaces } from './places'
import type { Snapshot } from './snapshot'
import { type Followed, readAreas, readBoxesBy, readCamerasBy, readGroupsBy, readHouseholdsBy } from './store'

/**
 * Reads the rows that changed and puts them where they belong: all of them in one turn, so that nobody sees half of a
 * change. Grants are read by the caller: a change of areas moves them.
 */
export async function applyChanges(
  db: Db,
  held: Snapshot,
  changed: Readonly<Record<Followed, ReadonlySet<string>>>,
): Promise<Pick<Snapshot, 'places'>> {
  const areas = changed.areas.size === 0 ? null : await readAreas(db)
  const groups = await readGroupsBy(db, changed.groups)
  const homes = await readHouseholdsBy(db, changed.households)
  const eyes = await readCamerasBy(db, changed.cameras)
  const serials = await readBoxesBy(db, changed.boxes)

  const { cameras, households, boxes } = held
  const places = areas === null ? held.places : buildPlaces(areas, held.places)
  if (areas !== null) {
    cameras.moveTo(places)
    households.moveTo(places)
  }
  for (const id of missing(changed.cameras, eyes)) cameras.remove(id)
  for (const row of eyes) cameras.put(row)
  for (const row of groups) households.putGroup(row)
  const gone = new Set(missing(changed.households, homes).map((id) => households.remove(id)))
  gone.delete(-1)
  if (gone.size > 0) boxes.removeOf(gone)
  for (const row of homes) households.put(row)
  for (const id of missing(changed.groups, groups)) households.removeGroup(id)
  const found = new Set(serials.map(({ serial }) => serial))
  for (const serial of changed.boxes) if (!found.has(serial)) boxes.remove(serial)
  for (const row of serials) boxes.put(row, households)
  return { places }
}

function missing(keys: ReadonlySet<string>, rows: readonly { id: string }[]): string[] {
  const found = new Set(rows.map(({ id }) => id))
  return [...keys].filter((key) => !found.has(key))
}
