import type { Camera, CameraKind, CameraList, ClosedCamera } from '../../contract/cameras'
import { rfc3339 } from '../clock'
import { decideIn } from './decision'
import type { Decision } from './facts'
import type { Snapshot } from './snapshot'
import type { Statuses } from './statuses'

/** What one household sees and what is closed to it for now, in watching order: from its grid outwards, by number. */
export function listFor(snapshot: Snapshot, statuses: Pick<Statuses, 'get'>, id: string, now: number): CameraList {
  const household = snapshot.households.find(id)
  if (household < 0) return { cameras: [], closed: [] }
  const cameras: Camera[] = []
  const closed: ClosedCamera[] = []
  for (const camera of inOrder(snapshot, household, candidates(snapshot, household, now))) {
    const decision = decideIn(snapshot, household, camera, now)
    if (decision.see === 'yes') cameras.push(shown(snapshot, camera, decision, statuses))
    else if (decision.see === 'closed') closed.push(notShown(snapshot, camera, decision))
  }
  return { cameras, closed }
}

/** Every camera that the household could possibly see: of its areas, and named by an allow. */
export function candidates(snapshot: Snapshot, household: number, now: number): Set<number> {
  const { places, households, cameras, grants, emergencies } = snapshot
  const found = new Set<number>()
  for (const area of places.path(households.areaOf(household))) for (const camera of cameras.of(area)) found.add(camera)
  grants.shown(
    household,
    now,
    (area) => {
      for (const camera of cameras.below(area)) found.add(camera)
    },
    (camera) => found.add(camera),
  )
  for (const grant of emergencies.get(household) ?? []) found.add(grant.camera)
  return found
}

/** A camera is as far out as the nearest area that it shares with the household. */
function inOrder({ places, households, cameras }: Snapshot, household: number, found: Set<number>): number[] {
  const path = places.path(households.areaOf(household))
  const distance = (camera: number) => {
    const shared = path.findIndex((area) => places.isAtOrAbove(area, cameras.areaOf(camera)))
    return shared < 0 ? path.length : shared
  }
  return [...found]
    .map((camera) => ({ camera, out: distance(camera) }))
    .sort((a, b) => a.out - b.out || cameras.compare(a.camera, b.camera))
    .map(({ camera }) => camera)
}

function shown(
  { places, cameras }: Snapshot,
  camera: number,
  decision: Decision & { see: 'yes' },
  statuses: Pick<Statuses, 'get'>,
): Camera {
  const { name, kind, approved_by, owner, contact } = cameras.fields(camera)
  const id = cameras.id(camera)
  const status = statuses.get(id)
  return {
    id,
    number: cameras.numberOf(camera),
    name,
    area: places.areas[cameras.areaOf(camera)]!,
    kind: kind as CameraKind,
    clarity: decision.clarity,
    status: status?.status ?? 'unknown',
    status_since: rfc3339(status?.since ?? null),
    checked_at: rfc3339(status?.checkedAt ?? null),
    why: decision.why === 'area' ? 'area' : 'grant',
    ...(decision.why === 'emergency' && { emergency: true as const }),
    until: rfc3339(decision.until),
    approved_by,
    owner,
    contact,
  }
}

function notShown({ places, cameras }: Snapshot, camera: number, decision: Decision & { see: 'closed' }): ClosedCamera {
  return {
    id: cameras.id(camera),
    number: cameras.numberOf(camera),
    name: cameras.fields(camera).name,
    area: places.areas[cameras.areaOf(camera)]!,
    reason: decision.reason,
    until: rfc3339(decision.until),
    by: decision.by,
    why: decision.because,
  }
}
