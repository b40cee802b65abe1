import type { Db } from '../database/connect'
import { packGrants } from './grants'
import { type HistoryKind, readHistory } from './history'
import { packHouseholds } from './households'
import { buildPlaces } from './places'
import { groupEmergencies, type Snapshot } from './snapshot'
import { type CameraRow, type GrantRow, readEmergenciesAt } from './store'
import type { Zone } from './zone'

/** The neighbourhood as it was at a time, from the history: the same rule then says who could see what. */
export async function readPast(db: Db, zone: Zone, at: number): Promise<Snapshot> {
  const all = async <Row>(kind: HistoryKind): Promise<Row[]> => {
    const rows: Row[] = []
    for await (const page of readHistory(db, kind, at)) for (const row of page) rows.push(row as Row)
    return rows
  }
  const cameras = (await all<CameraRow>('cameras')).map((row) => ({ ...row, hls_url: '', hls_url_low: null }))
  const areas = await all<{ id: string; parent: string | null; level: string; name: string }>('areas')
  const places = buildPlaces(areas, cameras, zone)
  const packed = packHouseholds(places.areaIndex, await all<{ id: string; name: string }>('groups'))
  for await (const page of readHistory(db, 'households', at))
    packed.add(
      page.map((row) => ({
        id: String(row.id),
        area: String(row.area),
        group_id: row.group_id as string | null,
        label: '',
        contact_name: '',
        contact_phone: '',
      })),
    )
  const base = { places, households: packed.finish() }
  for (const row of await all<{ id: string; by_name: string; reason: string }>('suspensions')) {
    const index = places.cameraIndex.get(row.id)
    if (index !== undefined) places.cameras[index]!.gate.suspension = { by: row.by_name, reason: row.reason }
  }
  const grants = packGrants(await all<GrantRow>('grants'), places, base.households)
  return { ...base, grants, emergencies: groupEmergencies(base, await readEmergenciesAt(db, at)) }
}
