import type { Db } from '../database/connect'
import { Boxes } from './boxes'
import { Cameras } from './cameras'
import { type GrantIndex, packGrants } from './grants'
import { Households } from './households'
import { buildPlaces, type Places } from './places'
import {
  readAreas,
  readBoxes,
  readCameras,
  readEmergencies,
  readGrants,
  readGroups,
  readHouseholds,
  readSize,
  readSuspensions,
} from './store'
import { TableFull } from './table'
import { type Words, withWords } from './words'
import type { Zone } from './zone'

interface Emergency {
  camera: number
  from: number
  until: number
}

/** What the store says, packed for quick answers. Rows that change later are changed in place (changes.ts). */
export interface Snapshot {
  places: Places
  cameras: Cameras
  households: Households
  boxes: Boxes
  grants: GrantIndex
  /** by household */
  emergencies: ReadonlyMap<number, readonly Emergency[]>
  /** what no decision looks at; closed by whoever gives the snapshot up */
  words: Words
}

/** Reads everything, page by page: no row is kept. Once more where more rows came meanwhile than there is room for. */
export async function readSnapshot(db: Db, zone: Zone, now: number): Promise<Snapshot> {
  for (;;)
    try {
      return await withWords((words) => readInto(words, db, zone, now))
    } catch (error) {
      if (!(error instanceof TableFull)) throw error
    }
}

async function readInto(words: Words, db: Db, zone: Zone, now: number): Promise<Snapshot> {
  const places = buildPlaces(await readAreas(db))
  const cameras = new Cameras(places, words, zone, await readSize(db, 'cameras'))
  for await (const rows of readCameras(db)) for (const row of rows) cameras.put(row)
  const sizes = { households: await readSize(db, 'households'), groups: await readSize(db, 'groups') }
  const households = new Households(places, words, sizes)
  for await (const rows of readGroups(db)) for (const row of rows) households.putGroup(row)
  for await (const rows of readHouseholds(db)) for (const row of rows) households.put(row)
  const boxes = new Boxes(await readSize(db, 'boxes'))
  for await (const rows of readBoxes(db)) for (const row of rows) boxes.put(row, households)
  const base = { places, cameras, households }
  const packed = await readGrantPages(db, base)
  const live = await readLive(db, now)
  return { ...base, boxes, grants: packed.finish(), emergencies: putLive(base, live), words }
}

type Base = Pick<Snapshot, 'places' | 'cameras' | 'households'>

/** Reads the grants again; they are in force when they are finished and put into a snapshot. */
export async function readGrantPages(db: Db, base: Base): Promise<ReturnType<typeof packGrants>> {
  const packed = packGrants(base)
  for await (const rows of readGrants(db)) packed.add(rows)
  return packed
}

/** What must be in force at once. */
export interface Live {
  suspensions: Awaited<ReturnType<typeof readSuspensions>>
  emergencies: Awaited<ReturnType<typeof readEmergencies>>
}

export async function readLive(db: Db, now: number): Promise<Live> {
  return { suspensions: await readSuspensions(db), emergencies: await readEmergencies(db, now) }
}

/** Puts suspensions to their cameras; the emergency grants are the answer. */
export function putLive(base: Base, { suspensions, emergencies }: Live): Snapshot['emergencies'] {
  suspend(base.cameras, suspensions)
  return groupEmergencies(base, emergencies)
}

/** Closes the cameras that are suspended, and no others. */
export function suspend(cameras: Cameras, rows: readonly { camera: string; by_name: string; reason: string }[]): void {
  const found = rows.map(({ camera, by_name, reason }) => [cameras.find(camera), { by: by_name, reason }] as const)
  cameras.suspensions = new Map(found.filter(([camera]) => camera >= 0))
}

/** Emergency grants by household; those that name something that is gone are left out. */
export function groupEmergencies(
  { cameras, households }: Pick<Base, 'cameras' | 'households'>,
  rows: readonly { household: string; camera: string; valid_from: number; valid_until: number }[],
): Snapshot['emergencies'] {
  const emergencies = new Map<number, Emergency[]>()
  for (const row of rows) {
    const household = households.find(row.household)
    const camera = cameras.find(row.camera)
    if (household < 0 || camera < 0) continue
    const known = emergencies.get(household) ?? []
    known.push({ camera, from: row.valid_from, until: row.valid_until })
    emergencies.set(household, known)
  }
  return emergencies
}
