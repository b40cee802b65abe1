import type { CameraState } from '../../contract/cameras'
import type { Clock } from '../clock'
import type { Db } from '../database/connect'
import { type Bus, channel, type StoredEvent } from '../events/bus'
import { audienceOf, turnedBetween } from './audience'
import { decideIn, decideInForDesk } from './decision'
import { listFor } from './list'
import { listingOf, makeListings } from './listing'
import type { Decision, Neighbourhood } from './neighbourhood'
import { type CameraEntry, camerasBelow } from './places'
import { readGrantIndex, readLive, readSnapshot, type Snapshot } from './snapshot'
import { makeStatuses } from './statuses'
import { readStatuses, readVersions, type Versions } from './store'
import { makeZone } from './zone'

export interface NeighbourhoodOptions {
  db: Db
  clock: Clock
  timeZone: string
  bus?: Bus
  log?: { warn(facts: object, message: string): void }
  /** How often the store is asked whether something changed, milliseconds. */
  pollMs?: number
}

/** How many polls pass between two looks at what other processes' probes found. */
const statusEvery = 5

/**
 * The neighbourhood in memory. It follows the store: at once where a `service` event says so, and by asking for the
 * versions every two seconds. When the store is away the last known rules hold, and grants still end by the clock.
 */
export async function openNeighbourhood(options: NeighbourhoodOptions): Promise<Neighbourhood> {
  const { db, clock, bus } = options
  const zone = makeZone(options.timeZone)
  const statuses = makeStatuses()
  const listings = makeListings(statuses)
  const listeners = new Set<() => void>()
  let versions: Versions = await readVersions(db)
  let held: Snapshot = await readSnapshot(db, zone, clock.now())
  let turnedUntil = clock.now()
  await followStatuses()

  function decide(household: string, camera: string, now: number): Decision {
    const householdIndex = held.households.index.get(household)
    const cameraIndex = held.places.cameraIndex.get(camera)
    if (householdIndex === undefined || cameraIndex === undefined) return { see: 'no' }
    return decideIn(held, householdIndex, cameraIndex, now)
  }

  /** Brings what is held up to the store; true when something changed. */
  async function follow(): Promise<boolean> {
    let changed = false
    // Whoever writes meanwhile is followed in the next round; a stream of writers must not keep this from ending.
    for (let round = 0; round < 3; round++) {
      const stored = await readVersions(db)
      const now = clock.now()
      if (stored.neighbourhood !== versions.neighbourhood) held = await readSnapshot(db, zone, now)
      else if (stored.grants !== versions.grants) {
        const grants = await readGrantIndex(db, held)
        held = { ...held, grants, emergencies: await readLive(db, held, now) }
      } else if (stored.live !== versions.live) held = { ...held, emergencies: await readLive(db, held, now) }
      else return changed
      versions = stored
      changed = true
    }
    return changed
  }

  let running: Promise<boolean> = Promise.resolve(false)
  let waiting: Promise<boolean> | null = null
  function refresh(): Promise<boolean> {
    // Callers while one runs share the next: it starts after their change was written.
    waiting ??= running
      .catch(() => false)
      .then(async () => {
        waiting = null
        const changed = await follow()
        if (changed) for (const listener of [...listeners]) listener()
        return changed
      })
    running = waiting
    return waiting
  }

  async function followStatuses(): Promise<void> {
    for (const row of await readStatuses(db))
      setStatus(row.camera, row.status as CameraState, row.since, row.checked_at)
  }

  function setStatus(camera: string, status: CameraState, since: number, checkedAt: number): void {
    const known = statuses.byCamera.get(camera)
    if (known !== undefined && known.checkedAt > checkedAt) return
    // The store is read again and again: what it says anew is no news.
    if (known?.checkedAt === checkedAt && known.status === status && known.since === since) return
    statuses.set(camera, { status, since, checkedAt })
  }

  /** Lists also change by the clock: each process tells its own listeners, without a row. */
  function tellTurned(): void {
    const now = clock.now()
    const channels = turnedBetween(held, turnedUntil, now)
    turnedUntil = now
    if (channels.length > 0) bus?.passOn({ type: 'access.changed', channels, data: {} })
  }

  let polls = 0
  async function poll(): Promise<void> {
    try {
      tellTurned()
      await refresh()
      if (++polls % statusEvery === 0) await followStatuses()
    } catch (error) {
      options.log?.warn({ code: (error as { code?: string }).code }, 'the access rules could not be read again')
    }
  }
  const timer = setInterval(() => void poll(), options.pollMs ?? 2000)
  timer.unref()

  /** Another process wrote: its event may have reached boxes here before the new rules were in force. */
  async function hear(event: StoredEvent): Promise<void> {
    const channels = event.channels.filter((name) => name !== channel.service)
    if ((await refresh()) && event.type === 'access.changed' && channels.length > 0)
      bus?.passOn({ type: 'access.changed', channels, data: {} })
  }
  const unsubscribe = bus?.subscribe([channel.service], (event) => {
    // The poll reads again what could not be read now.
    hear(event).catch(() => undefined)
  })

  return {
    decide,
    decideForDesk(area, camera, now) {
      const areaIndex = held.places.areaIndex.get(area)
      const cameraIndex = held.places.cameraIndex.get(camera)
      if (areaIndex === undefined || cameraIndex === undefined) return { see: 'no' }
      return decideInForDesk(held, areaIndex, cameraIndex, now)
    },
    list: (household, now) => listFor(held, statuses.byCamera, household, now),
    listing(household, now) {
      const index = held.households.index.get(household)
      return index === undefined ? listingOf({ cameras: [], closed: [] }) : listings(held, index, now)
    },
    household(id) {
      const index = held.households.index.get(id)
      return index === undefined ? null : held.households.facts(index)
    },
    camera(id) {
      const index = held.places.cameraIndex.get(id)
      return index === undefined ? null : factsOf(held.places.cameras[index]!)
    },
    box(serial) {
      const box = held.households.boxes.get(serial)
      return box === undefined ? null : { serial, household: held.households.ids[box.household]!, model: box.model }
    },
    group(id) {
      const index = held.households.groupIndex.get(id)
      return index === undefined ? null : held.households.groups[index]!
    },
    areaPath(area) {
      const index = held.places.areaIndex.get(area)
      return index === undefined ? [] : [...held.places.paths[index]!].map((at) => held.places.areas[at]!)
    },
    nearest: (area, count, now) => nearest(held, area, count, now).map(factsOf),
    audience: (camera) => audienceOf(held, camera),
    async refresh() {
      await refresh()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    setStatus,
    close() {
      clearInterval(timer)
      unsubscribe?.()
      listeners.clear()
    },
  }
}

function factsOf({ row }: CameraEntry) {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    area: row.area,
    kind: row.kind,
    hlsUrl: row.hls_url,
    hlsUrlLow: row.hls_url_low,
    owner: row.owner,
    contact: row.contact,
  }
}

/** By steps through the tree: up from the area, and down again to the camera's. */
function nearest({ places }: Snapshot, area: string, count: number, now: number): CameraEntry[] {
  const from = places.areaIndex.get(area)
  if (from === undefined) return []
  const seen = new Map<CameraEntry, number>()
  const path = places.paths[from]!
  for (let up = 0; up < path.length; up++) {
    for (const camera of camerasBelow(places, path[up]!)) {
      const { published, approvedUntil, suspension } = camera.gate
      if (seen.has(camera) || !published || suspension !== null || (approvedUntil ?? 0) <= now) continue
      seen.set(camera, up + places.paths[camera.area]!.indexOf(path[up]!))
    }
    // What is first found further up is at least so many steps away.
    const close = [...seen.values()].filter((steps) => steps <= up + 1).length
    if (close >= count) break
  }
  return [...seen]
    .sort(
      ([a, stepsA], [b, stepsB]) => stepsA - stepsB || a.row.number - b.row.number || (a.row.id < b.row.id ? -1 : 1),
    )
    .slice(0, count)
    .map(([camera]) => camera)
}
