import type { Db } from '../database/connect'
import { type GrantIndex, packGrants } from './grants'
import { type Households, packHouseholds } from './households'
import { buildPlaces, type Places } from './places'
import {
  type CameraRow,
  type GrantRow,
  readAreas,
  readBoxes,
  readCameras,
  readEmergencies,
  readGrants,
  readGroups,
  readHouseholds,
  readSuspensions,
} from './store'
import type { Zone } from './zone'

export interface Emergency {
  camera: number
  from: number
  until: number
}

/** What the store said at one time, packed for quick answers. */
export interface Snapshot {
  places: Places
  households: Households
  grants: GrantIndex
  /** by household */
  emergencies: Map<number, Emergency[]>
}

/** Reads everything. */
export async function readSnapshot(db: Db, zone: Zone, now: number): Promise<Snapshot> {
  const areas = await readAreas(db)
  const groups = await readGroups(db)
  const cameras: CameraRow[] = []
  for await (const rows of readCameras(db)) cameras.push(...rows)
  const places = buildPlaces(areas, cameras, zone)
  const packed = packHouseholds(places.areaIndex, groups)
  for await (const rows of readHouseholds(db)) packed.add(rows)
  for await (const rows of readBoxes(db)) packed.addBoxes(rows)
  const base = { places, households: packed.finish() }
  const grants = await readGrantIndex(db, base)
  return { ...base, grants, emergencies: await readLive(db, base, now) }
}

type Base = Pick<Snapshot, 'places' | 'households'>

/** Reads the grants again. */
export async function readGrantIndex(db: Db, { places, households }: Base): Promise<GrantIndex> {
  const rows: GrantRow[] = []
  for await (const some of readGrants(db)) rows.push(...some)
  return packGrants(rows, places, households)
}

/** Reads again what must be in force at once: suspensions, put to their cameras, and emergency grants. */
export async function readLive(db: Db, { places, households }: Base, now: number): Promise<Map<number, Emergency[]>> {
  const suspensions = new Map((await readSuspensions(db)).map((row) => [row.camera, row]))
  const rows = await readEmergencies(db, now)
  for (const camera of places.cameras) {
    const row = suspensions.get(camera.row.id)
    camera.gate.suspension = row === undefined ? null : { by: row.by_name, reason: row.reason }
  }
  return groupEmergencies({ places, households }, rows)
}

/** Emergency grants by household; those that name something that is gone are left out. */
export function groupEmergencies(
  { places, households }: Base,
  rows: readonly { household: string; camera: string; valid_from: number; valid_until: number }[],
): Map<number, Emergency[]> {
  const emergencies = new Map<number, Emergency[]>()
  for (const row of rows) {
    const household = households.index.get(row.household)
    const camera = places.cameraIndex.get(row.camera)
    if (household === undefined || camera === undefined) continue
    const known = emergencies.get(household) ?? []
    known.push({ camera, from: row.valid_from, until: row.valid_until })
    emergencies.set(household, known)
  }
  return emergencies
}
