import type { Camera, CameraKind, CameraList, ClosedCamera } from '../../contract/cameras'
import { rfc3339 } from '../clock'
import { decideIn } from './decision'
import type { Decision } from './neighbourhood'
import { byNumber, type CameraEntry, camerasBelow } from './places'
import type { Snapshot } from './snapshot'
import type { Status } from './statuses'

/** What one household sees and what is closed to it for now, in watching order: from its grid outwards, by number. */
export function listFor(
  snapshot: Snapshot,
  statuses: ReadonlyMap<string, Status>,
  id: string,
  now: number,
): CameraList {
  const household = snapshot.households.index.get(id)
  if (household === undefined) return { cameras: [], closed: [] }
  const cameras: Camera[] = []
  const closed: ClosedCamera[] = []
  for (const entry of inOrder(snapshot, household, candidates(snapshot, household, now))) {
    const decision = decideIn(snapshot, household, entry.index, now)
    if (decision.see === 'yes') cameras.push(shown(snapshot, entry, decision, statuses.get(entry.row.id)))
    else if (decision.see === 'closed') closed.push(notShown(snapshot, entry, decision))
  }
  return { cameras, closed }
}

/** Every camera that the household could possibly see: of its areas, and named by an allow. */
export function candidates({ places, households, grants, emergencies }: Snapshot, household: number, now: number) {
  const found = new Set<CameraEntry>()
  for (const area of places.paths[households.area[household]!] ?? [])
    for (const camera of places.camerasOf[area]!) found.add(camera)
  grants.shown(
    household,
    now,
    (area) => {
      for (const camera of camerasBelow(places, area)) found.add(camera)
    },
    (camera) => found.add(places.cameras[camera]!),
  )
  for (const grant of emergencies.get(household) ?? []) found.add(places.cameras[grant.camera]!)
  return found
}

/** A camera is as far out as the nearest area that it shares with the household. */
function inOrder({ places, households }: Snapshot, household: number, found: Set<CameraEntry>): CameraEntry[] {
  const path = places.paths[households.area[household]!] ?? new Int32Array(0)
  const distance = (camera: CameraEntry) => {
    const shared = path.findIndex((area) => places.isAtOrAbove(area, camera.area))
    return shared < 0 ? path.length : shared
  }
  return [...found]
    .map((camera) => ({ camera, out: distance(camera) }))
    .sort((a, b) => a.out - b.out || byNumber(a.camera, b.camera))
    .map(({ camera }) => camera)
}

function shown(
  { places }: Snapshot,
  { row, area }: CameraEntry,
  decision: Decision & { see: 'yes' },
  status: Status | undefined,
): Camera {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    area: places.areas[area]!,
    kind: row.kind as CameraKind,
    clarity: decision.clarity,
    status: status?.status ?? 'unknown',
    status_since: rfc3339(status?.since ?? null),
    checked_at: rfc3339(status?.checkedAt ?? null),
    why: decision.why,
    until: rfc3339(decision.until),
    approved_by: row.approved_by,
    owner: row.owner,
    contact: row.contact,
  }
}

function notShown(
  { places }: Snapshot,
  { row, area }: CameraEntry,
  decision: Decision & { see: 'closed' },
): ClosedCamera {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    area: places.areas[area]!,
    reason: decision.reason,
    until: rfc3339(decision.until),
    by: decision.by,
    why: decision.because,
  }
}
