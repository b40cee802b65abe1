import { channel } from '../events/bus'
import { none } from './rules'
import type { Snapshot } from './snapshot'

/** Above so many cameras at once everybody is told to look again: cheaper than to find out whom it concerns. */
const many = 50

/** The channels of those who may see a camera. A listener on them may still be denied it: the telling names nothing. */
export function audienceOf(snapshot: Snapshot, camera: string): string[] {
  const found = snapshot.cameras.find(camera)
  const channels = new Set<string>()
  if (found >= 0) addAudience(snapshot, found, channels)
  return [...channels]
}

/** The channels whose lists changed by the clock alone, after `from` and not after `to`. */
export function turnedBetween(snapshot: Snapshot, from: number, to: number): string[] {
  if (to <= from) return []
  const { households, cameras, grants, emergencies } = snapshot
  const turned = cameras.turned(from, to)
  if (turned.length > many) return everybody(snapshot)
  const channels = new Set<string>()
  for (const camera of turned) addAudience(snapshot, camera, channels)
  grants.turning(from, to, (kind, index) => channels.add(subjectChannel(snapshot, kind, index)))
  for (const [household, list] of emergencies)
    if (list.some((grant) => grant.until > from && grant.until <= to))
      channels.add(channel.household(households.id(household)))
  return channels.size > many * 4 ? everybody(snapshot) : [...channels]
}

function addAudience(snapshot: Snapshot, camera: number, channels: Set<string>): void {
  const { places, households, cameras, grants, emergencies } = snapshot
  const area = places.areas[cameras.areaOf(camera)]
  if (cameras.clarityOf(camera) !== none && area !== undefined) channels.add(channel.area(area.id))
  grants.subjectsOf(camera, (kind, index) => channels.add(subjectChannel(snapshot, kind, index)))
  for (const [household, list] of emergencies)
    if (list.some((grant) => grant.camera === camera)) channels.add(channel.household(households.id(household)))
}

function subjectChannel({ places, households }: Snapshot, kind: 'household' | 'group' | 'area', index: number): string {
  if (kind === 'area') return channel.area(places.areas[index]!.id)
  if (kind === 'group') return channel.group(households.groupId(index))
  return channel.household(households.id(index))
}

/** The channels of the areas that have none above them: every box listens to one of them. */
function everybody({ places }: Snapshot): string[] {
  return [...places.areaIndex].filter(([, index]) => places.parent[index] === -1).map(([id]) => channel.area(id))
}
