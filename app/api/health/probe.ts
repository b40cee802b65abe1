import { randomBytes } from 'node:crypto'
import { makeZone } from '../access/zone'
import { rfc3339 } from '../clock'
import type { Upstream } from '../playback/upstream'
import type { Service } from '../service'
import { isOpen } from './closed'
import { camerasByPicture, camerasByStatus, probeLate } from './counters'
import { makeDiary } from './diary'
import { lookAt } from './look'
import { judge, nextLook, nextPicture, type Seen, unseen } from './rules'
import { shareOf } from './shares'
import type { Soundness } from './soundness'
import {
  cameraStatuses,
  joinProbe,
  leaveProbe,
  type PublishedCamera,
  publishedCameras,
  type StatusRow,
  writeStatuses,
} from './store'
import { openTurns, type Waiting } from './turns'

/** Looks at the cameras' playlists all the time and into a segment now and then, and tells what changed. */
export interface Probe {
  /** Begins the looks that are due. */
  tick(): Promise<void>
  /** Resolves when every look under way is done and written. */
  settled(): Promise<void>
  close(): Promise<void>
}

interface Watched extends Waiting {
  facts: PublishedCamera
  seen: Seen
  /** when to look into a segment again */
  pictureDueAt: number
  /** the last look that was made by this process; null: none yet */
  lookedAt: number | null
  writtenAt: number
}

const tickMs = 500
const firstSpreadMs = 1000
/** How old a stored `checked_at` may become while nothing changes. */
const writtenEveryMs = 60_000
/** A process that says nothing for so long is not counted on: the others look at its cameras. */
const countedOnMs = 10_000
/** The cameras are read again at most so often: a city's are many rows. */
const readEveryMs = 5000

/** @param random spreads the looks, for tests */
export function startProbe(service: Service, upstream: Upstream, random: () => number = Math.random): Probe {
  const { db, clock, neighbourhood, bus, config, log, store } = service
  const processId = randomBytes(6).toString('hex')
  const cameras = new Map<string, Watched>()
  const underway = new Set<Promise<void>>()
  const turns = openTurns<Watched>(config.PROBE_S * 1000)
  const diary = makeDiary(service)
  const zone = makeZone(config.TIME_ZONE)
  let pending = new Map<string, StatusRow>()
  let stale = true
  let readAt = Number.NEGATIVE_INFINITY
  let countedOnUntil = 0
  let processes = ''
  let isMine = (_origin: string): boolean => true
  /** whether some of the cameras may have been looked at by another process until now */
  let takenOver = true
  let ticking: Promise<void> | null = null

  const stopChange = neighbourhood.onChange((changed) => {
    stale ||= changed
  })

  /** The cameras as they are published now; what is known of one is kept while its address stays. */
  async function readCameras(): Promise<void> {
    const now = clock.now()
    if (!stale || (!takenOver && now - readAt < readEveryMs)) return
    stale = false
    const [all, statuses] = await Promise.all([publishedCameras(db), takenOver ? cameraStatuses(db) : []])
    takenOver = false
    readAt = now
    const known = new Map(statuses.map((row) => [row.camera, row]))
    const ids = new Set<string>()
    for (const facts of all) {
      const { id } = facts
      const before = cameras.get(id)
      const same = before?.facts.hls_url === facts.hls_url ? before : null
      const origin = same?.origin ?? originOf(facts)
      if (!isMine(origin)) continue
      ids.add(id)
      if (same !== null) {
        same.facts = facts
        continue
      }
      const stored = known.get(id)
      const seen = stored === undefined ? unseen : seenAs(stored, config.PROBE_PICTURE_S > 0)
      // What is known is looked at in its time: a process that goes must not bring all its cameras down on the others.
      const dueAt = now + random() * (seen.status === 'unknown' ? firstSpreadMs : config.PROBE_S * 1000)
      const pictureDueAt = seen.picture === null ? dueAt : now + random() * config.PROBE_PICTURE_S * 1000
      const times = { dueAt, pictureDueAt, lookedAt: null, writtenAt: stored?.checked_at ?? 0 }
      cameras.set(id, { facts, seen, origin, failing: false, ...times })
    }
    for (const id of cameras.keys()) if (!ids.has(id)) cameras.delete(id)
  }

  async function look(camera: Watched): Promise<void> {
    const { id } = camera.facts
    const at = clock.now()
    // Of a camera that nobody may see now no picture is fetched, not even to be measured.
    const into = config.PROBE_PICTURE_S > 0 && camera.pictureDueAt <= at && isOpen(camera.facts, at, zone)
    const found = await lookAt(upstream, camera.facts.hls_url, into)
    const now = clock.now()
    const before = camera.seen
    camera.seen = judge(before, found, now)
    camera.failing = !found.answers
    if (camera.lookedAt !== null) diary.note(id, before, camera.lookedAt, now)
    camera.lookedAt = now
    camera.dueAt = now + nextLook(camera.seen, config.PROBE_S * 1000, random())
    if (into) camera.pictureDueAt = now + nextPicture(camera.seen, config.PROBE_PICTURE_S * 1000, random())
    const { status, since, picture, pictureSince } = camera.seen
    if (status === 'unknown' || cameras.get(id) !== camera) return
    neighbourhood.setStatus(id, status, since, now)
    const changed = status !== before.status
    if (!changed && picture === before.picture && now - camera.writtenAt < writtenEveryMs) return
    camera.writtenAt = now
    pending.set(id, { camera: id, status, since, checked_at: now, picture, picture_since: pictureSince })
    if (!changed) return
    await bus.tell({
      type: 'camera.status',
      channels: neighbourhood.audience(id),
      data: { camera: id, status, checked_at: rfc3339(now), status_since: rfc3339(since) },
    })
  }

  async function write(atEnd = false): Promise<void> {
    const rows = [...pending.values()]
    pending = new Map()
    try {
      await writeStatuses(db, rows)
    } catch {
      // A camera that was removed meanwhile must not keep the others' rows out.
      for (const row of rows)
        await writeStatuses(db, [row]).catch((error: Error) =>
          log.warn({ error: error.message }, 'what the probe found cannot be written'),
        )
    }
    await diary
      .write(atEnd)
      .catch((error: Error) => log.warn({ error: error.message }, 'the cameras’ day cannot be written yet'))
  }

  /** Behind one PostgreSQL several processes share the cameras. The embedded store belongs to one process. */
  async function share(): Promise<void> {
    const now = clock.now()
    if (store.kind === 'libsql' || now < countedOnUntil - countedOnMs / 2) return
    const present = await joinProbe(db, processId, now, now + countedOnMs)
    countedOnUntil = now + countedOnMs
    if (present.join() === processes) return
    processes = present.join()
    isMine = shareOf(processId, present)
    takenOver = true
    stale = true
  }

  function countStatuses(): void {
    const counts = { online: 0, offline: 0, unknown: 0 }
    for (const { seen } of cameras.values()) counts[seen.status]++
    for (const [status, count] of Object.entries(counts)) camerasByStatus.set({ status }, count)
    const pictures = { sound: 0, still: 0, flat: 0, bit_rate: 0, unreadable: 0, unknown: 0 }
    for (const { seen } of cameras.values()) pictures[seen.picture ?? 'unknown']++
    for (const [picture, count] of Object.entries(pictures)) camerasByPicture.set({ picture }, count)
  }

  /** Begins the looks that may be begun; each begins the next one when it is over. */
  function lookOn(): void {
    for (let next = turns.take(); next !== null; next = turns.take()) {
      const camera = next
      const looking: Promise<void> = look(camera)
        .catch((error: Error) => {
          log.warn({ error: error.message }, 'a change of a camera cannot be told')
        })
        .finally(() => {
          underway.delete(looking)
          turns.done(camera, !camera.failing)
          lookOn()
        })
      underway.add(looking)
    }
  }

  async function begin(): Promise<void> {
    await share()
    await readCameras()
    turns.lineUp(cameras.values(), clock.now())
    lookOn()
    probeLate.set(turns.late(clock.now()) / 1000)
    countStatuses()
    await write()
  }

  function tick(): Promise<void> {
    ticking ??= begin()
      .catch((error: Error) => {
        stale = true
        log.warn({ error: error.message }, 'the probe cannot look at the cameras')
      })
      .finally(() => {
        ticking = null
      })
    return ticking
  }

  const timer = setInterval(() => void tick(), tickMs)
  timer.unref()

  async function settled(): Promise<void> {
    await ticking
    while (underway.size > 0) await Promise.all(underway)
    await write(true)
  }

  return {
    tick,
    settled,
    async close() {
      clearInterval(timer)
      stopChange()
      await ticking
      turns.lineUp([], clock.now())
      await settled()
      if (countedOnUntil > 0) await leaveProbe(db, processId).catch(() => undefined)
    },
  }
}

/**
 * What an earlier process found.
 * @param looksInto whether this one looks into segments: what nobody looks at any more is not believed either
 */
function seenAs({ status, since, picture, picture_since }: StatusRow, looksInto: boolean): Seen {
  const looks = looksInto ? { picture: picture as Soundness, pictureSince: picture_since ?? 0 } : {}
  return { ...unseen, status: status as Seen['status'], since, ...looks }
}

const originOf = ({ hls_url: address }: PublishedCamera) => (URL.canParse(address) ? new URL(address).origin : address)
