import { channel } from '../events/bus'
import type { CameraEntry } from './places'
import { none } from './rules'
import type { Snapshot } from './snapshot'

/** Above so many cameras at once everybody is told to look again: cheaper than to find out whom it concerns. */
const many = 50

/** The channels of those who may see a camera. A listener on them may still be denied it: the telling names nothing. */
export function audienceOf(snapshot: Snapshot, camera: string): string[] {
  const index = snapshot.places.cameraIndex.get(camera)
  const channels = new Set<string>()
  if (index !== undefined) addAudience(snapshot, snapshot.places.cameras[index]!, channels)
  return [...channels]
}

/** The channels whose lists changed by the clock alone, after `from` and not after `to`. */
export function turnedBetween(snapshot: Snapshot, from: number, to: number): string[] {
  if (to <= from) return []
  const { places, households, grants, emergencies } = snapshot
  const flipped = new Set(places.windows.filter((window) => window.until(from) !== window.until(to)))
  const turned = places.cameras.filter(
    ({ quiet, gate }) =>
      gate.published &&
      ((quiet !== null && flipped.has(quiet)) ||
        (gate.approvedUntil !== null && gate.approvedUntil > from && gate.approvedUntil <= to)),
  )
  if (turned.length > many) return everybody(snapshot)
  const channels = new Set<string>()
  for (const camera of turned) addAudience(snapshot, camera, channels)
  grants.turning(from, to, (kind, index) => channels.add(subjectChannel(snapshot, kind, index)))
  for (const [household, list] of emergencies)
    if (list.some((grant) => grant.until > from && grant.until <= to))
      channels.add(channel.household(households.ids[household]!))
  return channels.size > many * 4 ? everybody(snapshot) : [...channels]
}

function addAudience(snapshot: Snapshot, camera: CameraEntry, channels: Set<string>): void {
  const { places, households, grants, emergencies } = snapshot
  if (camera.residentClarity !== none && camera.area >= 0) channels.add(channel.area(places.areas[camera.area]!.id))
  grants.subjectsOf(camera.index, camera.area, (kind, index) => channels.add(subjectChannel(snapshot, kind, index)))
  for (const [household, list] of emergencies)
    if (list.some((grant) => grant.camera === camera.index)) channels.add(channel.household(households.ids[household]!))
}

function subjectChannel({ places, households }: Snapshot, kind: 'household' | 'group' | 'area', index: number): string {
  if (kind === 'area') return channel.area(places.areas[index]!.id)
  if (kind === 'group') return channel.group(households.groups[index]!.id)
  return channel.household(households.ids[index]!)
}

/** The channels of the areas that have none above them: every box listens to one of them. */
function everybody({ places }: Snapshot): string[] {
  return places.areas.filter((_, index) => places.paths[index]!.length === 1).map((area) => channel.area(area.id))
}
