import type { Db } from '../database/connect'
import { Boxes } from './boxes'
import { Cameras } from './cameras'
import { packGrants } from './grants'
import { type HistoryKind, readHistory } from './history'
import { type HouseholdRow, Households } from './households'
import { type AreaRow, buildPlaces } from './places'
import { groupEmergencies, type Snapshot, suspend } from './snapshot'
import { type CameraRow, type GrantRow, readEmergenciesAt, readHistorySize } from './store'
import { type Words, withWords } from './words'
import type { Zone } from './zone'

/** The neighbourhood as it was at a time, from the history: the same rule then says who could see what. */
export const readPast = (db: Db, zone: Zone, at: number): Promise<Snapshot> =>
  withWords((words) => readInto(words, db, zone, at))

async function readInto(words: Words, db: Db, zone: Zone, at: number): Promise<Snapshot> {
  const each = async <Row>(kind: HistoryKind, take: (row: Row) => void): Promise<void> => {
    for await (const page of readHistory(db, kind, at)) for (const row of page) take(row as Row)
  }
  const areas: AreaRow[] = []
  await each<AreaRow>('areas', (row) => areas.push(row))
  const places = buildPlaces(areas)
  const cameras = new Cameras(places, words, zone, await readHistorySize(db, 'cameras'))
  await each<CameraRow>('cameras', (row) => cameras.put({ ...row, hls_url: '', hls_url_low: null }))
  const sizes = { households: await readHistorySize(db, 'households'), groups: await readHistorySize(db, 'groups') }
  const households = new Households(places, words, sizes)
  await each<{ id: string; name: string }>('groups', (row) => households.putGroup(row))
  const unknown = { label: '', contact_name: '', contact_phone: '' }
  await each<HouseholdRow>('households', (row) => households.put({ ...row, ...unknown }))
  const suspensions: { camera: string; by_name: string; reason: string }[] = []
  await each<{ id: string; by_name: string; reason: string }>('suspensions', ({ id, ...row }) =>
    suspensions.push({ camera: id, ...row }),
  )
  suspend(cameras, suspensions)
  const packed = packGrants({ places, households, cameras })
  await each<GrantRow>('grants', (row) => packed.add([row]))
  const emergencies = groupEmergencies({ cameras, households }, await readEmergenciesAt(db, at))
  return { places, cameras, households, boxes: new Boxes(), grants: packed.finish(), emergencies, words }
}
