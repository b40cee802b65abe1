import { makeZone } from '../access/zone'
import type { Service } from '../service'
import { dayAt, type Spent, stretches, unspent } from './days'
import { addToDays, removeDaysBefore } from './report-store'
import type { Seen } from './rules'
import { isSuspicion } from './soundness'

/** Keeps how long each camera was seen online and offline per day, and with what picture. */
export interface Diary {
  /** A camera was so from one look to the next. */
  note(camera: string, seen: Pick<Seen, 'status' | 'picture'>, from: number, to: number): void
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
  let gathered = new Map<string, Map<string, Spent>>()
  let writtenAt = clock.now()
  let tidied = ''

  /** @param newer whether this came after what was gathered */
  function add(day: string, camera: string, more: Spent, newer = true): void {
    const ofDay = gathered.get(day) ?? new Map<string, Spent>()
    gathered.set(day, ofDay)
    const { online, offline, sound, suspected, suspicion } = ofDay.get(camera) ?? unspent
    ofDay.set(camera, {
      online: online + more.online,
      offline: offline + more.offline,
      sound: sound + more.sound,
      suspected: suspected + more.suspected,
      suspicion: newer ? (more.suspicion ?? suspicion) : (suspicion ?? more.suspicion),
    })
  }

  return {
    note(camera, { status, picture }, from, to) {
      if (status === 'unknown') return
      const online = status === 'online' ? 1 : 0
      const suspicion = online && isSuspicion(picture) ? picture : null
      for (const { day, ms } of stretches(zone, from, to, longest))
        add(day, camera, {
          online: ms * online,
          offline: ms * (1 - online),
          sound: online && picture === 'sound' ? ms : 0,
          suspected: suspicion === null ? 0 : ms,
          suspicion,
        })
    },
    async write(atOnce = false) {
      const now = clock.now()
      if (gathered.size === 0 || (!atOnce && now - writtenAt < writtenEveryMs)) return
      const writing = gathered
      gathered = new Map()
      writtenAt = now
      const rows = [...writing].flatMap(([day, cameras]) =>
        [...cameras].map(([camera, { online, offline, sound, suspected, suspicion }]) => ({
          ...{ camera, day, online_ms: online, offline_ms: offline },
          ...{ sound_ms: sound, suspected_ms: suspected, suspicion },
        })),
      )
      try {
        await addToDays(db, rows)
      } catch (error) {
        // Nothing was written: it is added to what was gathered meanwhile.
        for (const [day, cameras] of writing) for (const [camera, spent] of cameras) add(day, camera, spent, false)
        throw error
      }
      const oldest = dayAt(zone, now - keptMs)
      if (oldest !== tidied) await removeDaysBefore(db, oldest)
      tidied = oldest
    },
  }
}
