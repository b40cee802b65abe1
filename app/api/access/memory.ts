import type { CameraState } from '../../contract/cameras'
import type { Clock } from '../clock'
import type { Db } from '../database/connect'
import { type Bus, channel, type StoredEvent } from '../events/bus'
import { oneByOne, sharing } from '../turns'
import { audienceOf, turnedBetween } from './audience'
import { applyChanges, type ChangedRows, hasRoomFor, readChanged } from './changes'
import { decideById, decideInForDesk } from './decision'
import type { CameraFacts } from './facts'
import { listFor } from './list'
import { listingOf, makeListings } from './listing'
import type { Neighbourhood } from './neighbourhood'
import { type Live, putLive, readGrantPages, readLive, readSnapshot, type Snapshot } from './snapshot'
import { Statuses } from './statuses'
import { readChanges, readStatuses, readVersions, type Versions } from './store'
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

/** What changed, read and not yet in force: rows of the neighbourhood, and the grants. */
interface News {
  rows: ChangedRows | null
  grants: Awaited<ReturnType<typeof readGrantPages>> | null
}

/** How many polls pass between two looks at what other processes' probes found. */
const statusEvery = 5
/** Of so many cameras the facts are kept unpacked. */
const mostWatched = 4000

/**
 * The neighbourhood in memory. It follows the store: at once where a `service` event says so, and by asking for the
 * versions every two seconds. When the store is away the last known rules hold, and grants still end by the clock.
 */
export async function openNeighbourhood(options: NeighbourhoodOptions): Promise<Neighbourhood> {
  const { db, clock, bus } = options
  const zone = makeZone(options.timeZone)
  const statuses = new Statuses()
  const listings = makeListings(statuses)
  const listeners = new Set<(cameras: boolean) => void>()
  /** whether what changed since the listeners heard may be a camera, or what closes one */
  let camerasToo = false
  let versions: Versions = await readVersions(db)
  let held: Snapshot = await readSnapshot(db, zone, clock.now())
  /** What was told of cameras, until any row changes: few of a city's are watched, and each again and again. */
  const watched = new Map<string, CameraFacts>()
  let turnedUntil = clock.now()
  await followStatuses()

  /**
   * Hands over suspensions and emergency grants in the turn in which they came. One reading at a time, whoever asks: an
   * older answer never follows a newer one.
   */
  const liveTurn = oneByOne()
  const withLive = (put: (live: Live) => void) => liveTurn(async () => put(await readLive(db, clock.now())))

  /** They are whole by themselves, and wait for no other reading: all of a city takes the better part of a minute. */
  const followLive = sharing(async () => {
    const stored = await readVersions(db)
    if (stored.live === versions.live) return false
    await withLive((live) => {
      held = { ...held, emergencies: putLive(held, live) }
      versions = { ...versions, live: stored.live }
    })
    camerasToo = true
    tell()
    return true
  })

  /** Brings the rest of what is held up to the store; true when something changed. */
  async function follow(): Promise<boolean> {
    let changed = false
    /** all rows, read again and not yet in force: what was written while they were read may be there by halves */
    let all: Snapshot | null = null
    let reached = versions
    try {
      // Whoever writes meanwhile is followed in the next round; a stream of writers must not keep this from ending.
      for (const isLast of [false, false, true]) {
        const stored = await readVersions(db)
        if (all === null && isSame(stored, reached)) return changed
        let news = await readNews(all ?? held, reached, stored)
        if (news === null) {
          all?.words.close()
          all = await readSnapshot(db, zone, clock.now())
          reached = stored
          if (!isLast) continue
          news = { rows: null, grants: null }
        } else if (!isLast && !isSame(await readVersions(db), stored)) continue
        await putInForce(all, news)
        all = null
        reached = stored
        versions = { ...stored, live: versions.live }
        changed = true
        tell()
      }
      return changed
    } catch (error) {
      all?.words.close()
      throw error
    }
  }

  const isSame = (a: Versions, b: Versions) => a.neighbourhood === b.neighbourhood && a.grants === b.grants

  /** Reads the rows that the versions in between name; null: one of them names none, or there is no room. */
  async function readNews(base: Snapshot, { neighbourhood, grants }: Versions, stored: Versions): Promise<News | null> {
    const [from, to] = [Number(neighbourhood), Number(stored.neighbourhood)]
    const changes = from === to ? undefined : from < to ? await readChanges(db, from, to) : null
    if (changes === null) return null
    const rows = changes === undefined ? null : await readChanged(db, changes)
    if (rows !== null && !hasRoomFor(base, rows)) return null
    const regrant = stored.grants !== grants || (rows !== null && rows.areas !== null)
    return { rows, grants: regrant ? await readGrantPages(db, base) : null }
  }

  /** All is read: in one turn, so that a camera is never in force without the denial that came with it. */
  function putInForce(all: Snapshot | null, { rows, grants }: News): Promise<void> {
    return withLive((live) => {
      const before = held
      const places = rows === null ? (all ?? held).places : applyChanges(all ?? held, rows)
      const base = { ...(all ?? held), places }
      camerasToo ||= all !== null || (rows?.changed.cameras.size ?? 0) > 0
      held = { ...base, grants: grants?.finish(places) ?? base.grants, emergencies: putLive(base, live) }
      watched.clear()
      if (all !== null) before.words.close()
    })
  }

  const followRest = sharing(follow)

  async function refresh(): Promise<void> {
    await followLive()
    await followRest()
  }

  function tell(): void {
    const cameras = camerasToo
    camerasToo = false
    for (const listener of [...listeners]) listener(cameras)
  }

  async function followStatuses(): Promise<void> {
    for (const row of await readStatuses(db))
      setStatus(row.camera, row.status as CameraState, row.since, row.checked_at)
  }

  function setStatus(camera: string, status: CameraState, since: number, checkedAt: number): void {
    const known = statuses.get(camera)
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
    for (const follows of [followLive, followRest])
      if ((await follows()) && event.type === 'access.changed' && channels.length > 0)
        bus?.passOn({ type: 'access.changed', channels, data: {} })
  }
  const unsubscribe = bus?.subscribe([channel.service], (event) => {
    // The poll reads again what could not be read now.
    hear(event).catch(() => undefined)
  })

  return {
    decide: (household, camera, now) => decideById(held, household, camera, now),
    decideForDesk(area, camera, now) {
      const areaIndex = held.places.areaIndex.get(area)
      const eye = held.cameras.find(camera)
      if (areaIndex === undefined || eye < 0) return { see: 'no' }
      return decideInForDesk(held, areaIndex, eye, now)
    },
    list: (household, now) => listFor(held, statuses, household, now),
    listing(household, now) {
      const home = held.households.find(household)
      return home < 0 ? listingOf({ cameras: [], closed: [] }) : listings(held, home, now)
    },
    household(id) {
      const home = held.households.find(id)
      return home < 0 ? null : held.households.facts(home)
    },
    camera(id) {
      const known = watched.get(id)
      if (known !== undefined) return known
      const eye = held.cameras.find(id)
      if (eye < 0) return null
      if (watched.size >= mostWatched) watched.clear()
      const facts = factsOf(held, eye)
      watched.set(id, facts)
      return facts
    },
    box(serial) {
      const box = held.boxes.find(serial)
      return box === null ? null : { serial, household: held.households.id(box.household), model: box.model }
    },
    group(id) {
      const group = held.households.findGroup(id)
      return group < 0 ? null : held.households.group(group)
    },
    areaPath(area) {
      const index = held.places.areaIndex.get(area)
      return index === undefined ? [] : held.places.path(index).map((at) => held.places.areas[at]!)
    },
    nearest: (area, count, now) => nearest(held, area, count, now).map((camera) => factsOf(held, camera)),
    audience: (camera) => audienceOf(held, camera),
    current: () => held,
    async refresh(part) {
      await (part === 'live' ? followLive() : refresh())
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
      held.words.close()
    },
  }
}

function factsOf({ places, cameras }: Snapshot, camera: number): CameraFacts {
  const { name, kind, hls_url, hls_url_low, owner, contact } = cameras.fields(camera)
  const area = places.areas[cameras.areaOf(camera)]?.id ?? ''
  const at = { id: cameras.id(camera), number: cameras.numberOf(camera), name, area, kind }
  return { ...at, hlsUrl: hls_url, hlsUrlLow: hls_url_low, owner, contact }
}

/** By steps through the tree: up from the area, and down again to the camera's. */
function nearest({ places, cameras }: Snapshot, area: string, count: number, now: number): number[] {
  const from = places.areaIndex.get(area)
  if (from === undefined) return []
  const seen = new Map<number, number>()
  for (const [up, above] of places.path(from).entries()) {
    for (const camera of cameras.below(above)) {
      if (seen.has(camera)) continue
      const { published, approvedUntil, suspension } = cameras.gateOf(camera)
      if (!published || suspension !== null || (approvedUntil ?? 0) <= now) continue
      seen.set(camera, up + places.path(cameras.areaOf(camera)).indexOf(above))
    }
    // What is first found further up is at least so many steps away.
    const close = [...seen.values()].filter((steps) => steps <= up + 1).length
    if (close >= count) break
  }
  return [...seen]
    .sort(([a, stepsA], [b, stepsB]) => stepsA - stepsB || cameras.compare(a, b))
    .slice(0, count)
    .map(([camera]) => camera)
}
