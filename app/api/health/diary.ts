import { makeZone } from '../access/zone'
import type { Service } from '../service'
import { dayAt, type Seen, stretches } from './days'
import { addToDays, removeDaysBefore } from './report-store'

/** Keeps how long each camera was seen online and offline per day. */
export interface Diary {
  /** A camera was in this state from one look to the next. */
  note(camera: string, status: 'online' | 'offline' | 'unknown', from: number, to: number): void
  /** Writes what was gathered, when it is time or at the end. */
  write(atOnce?: boolean): Promise<void>
}

const writtenEveryMs = 60_000
const keptMs = 400 * 24 * 3600 * 1000
/** Looks are spread, and a look may take its time: so many periods may pass until the stretch counts as not watched. */
const periods = 3

export function makeDiary({ db, clock, config }: Pick<Service, 'db' | 'clock' | 'config'>): Diary {
  const zone = makeZone(config.TIME_ZONE)
  const longest = periods * config.PROBE_S * 1000
  let gathered = new Map<string, Map<string, Seen>>()
  let writtenAt = clock.now()
  let tidied = ''

  return {
    note(camera, status, from, to) {
      if (status === 'unknown') return
      for (const { day, ms } of stretches(zone, from, to, longest)) {
        const ofDay = gathered.get(day) ?? new Map<string, Seen>()
        gathered.set(day, ofDay)
        const seen = ofDay.get(camera) ?? { online: 0, offline: 0 }
        ofDay.set(camera, seen)
        seen[status] += ms
      }
    },
    async write(atOnce = false) {
      const now = clock.now()
      if (gathered.size === 0 || (!atOnce && now - writtenAt < writtenEveryMs)) return
      const writing = gathered
      gathered = new Map()
      writtenAt = now
      const rows = [...writing].flatMap(([day, cameras]) =>
        [...cameras].map(([camera, { online, offline }]) => ({ camera, day, online_ms: online, offline_ms: offline })),
      )
      try {
        await addToDays(db, rows)
      } catch (error) {
        // Nothing was written: it is added to what was gathered meanwhile.
        for (const [day, cameras] of writing) {
          const ofDay = gathered.get(day) ?? new Map<string, Seen>()
          gathered.set(day, ofDay)
          for (const [camera, seen] of cameras) {
            const { online, offline } = ofDay.get(camera) ?? { online: 0, offline: 0 }
            ofDay.set(camera, { online: online + seen.online, offline: offline + seen.offline })
          }
        }
        throw error
      }
      const oldest = dayAt(zone, now - keptMs)
      if (oldest !== tidied) await removeDaysBefore(db, oldest)
      tidied = oldest
    },
  }
}
