import { makeZone } from '../access/zone'
import { rfc3339 } from '../clock'
import { ProblemError } from '../problems'
import { openReports, ordersIn } from '../repairs/store'
import type { Service } from '../service'
import { areaDays, type CameraDay, cameraDay, dayAt, dayBounds, rate, unspent } from './days'
import { daysOf, cameras as publishedCameras } from './report-store'

export const hours = (ms: number) => Math.round(ms / 36_000) / 100

const seconds = (day: { online: number; offline: number; unknown: number }) => {
  const [online, offline] = [Math.round(day.online / 1000), Math.round(day.offline / 1000)]
  return {
    online,
    offline,
    unknown: Math.max(0, Math.round((day.online + day.offline + day.unknown) / 1000) - online - offline),
  }
}

/** What the probe says of a day, in a word. */
function probeSays({ online, offline, sound, suspected }: CameraDay) {
  if (online === 0) return offline > 0 ? ('no picture' as const) : ('unknown' as const)
  if (sound + suspected === 0) return 'playlist only' as const
  return suspected > sound ? ('suspected' as const) : ('sound' as const)
}

export type DayReport = Awaited<ReturnType<typeof dayReport>>

/**
 * How the cameras below an area (null: everywhere) did on a day (none: today): sums per area, and each camera that was
 * offline, unknown or not intact, the worst first, with what its residents report and its repair.
 * @throws ProblemError bad-request for a day that there is not
 */
export async function dayReport(service: Service, root: string | null, asked: string | undefined) {
  const { db, clock, config, neighbourhood } = service
  const zone = makeZone(config.TIME_ZONE)
  const now = clock.now()
  const day = asked ?? dayAt(zone, now)
  const bounds = dayBounds(zone, day)
  if (bounds === null) throw new ProblemError('bad-request', { detail: `querystring.day: there is no day ${day}` })
  if (bounds.from > now) throw new ProblemError('bad-request', { detail: `querystring.day: ${day} has not begun` })
  const until = Math.min(bounds.until, now)
  const pathOf = (area: string) => {
    const path = neighbourhood.areaPath(area).map(({ id }) => id)
    return root === null ? path : path.slice(0, path.indexOf(root) + 1)
  }
  const own = (await publishedCameras(db)).filter(({ area }) => pathOf(area).length > 0)
  const facts = new Map(own.map((camera) => [camera.id, camera]))
  const rows = new Map((await daysOf(db, day)).map((row) => [row.camera, row]))
  const reports = await openReports(db, until)
  const orders = await ordersIn(db, bounds.from, until)
  const days = own.map(({ id, area }) => {
    const row = rows.get(id)
    const spent =
      row === undefined
        ? unspent
        : {
            ...{ online: row.online_ms, offline: row.offline_ms },
            ...{ sound: row.sound_ms, suspected: row.suspected_ms, suspicion: row.suspicion },
          }
    return cameraDay({ id, area }, spent, reports.has(id), until - bounds.from)
  })
  const faulty = days
    .filter((one) => one.offline > 0 || one.unknown > 1000 || one.intact !== 'yes')
    .sort((a, b) => b.offline - a.offline || b.unknown - a.unknown || (a.id < b.id ? -1 : 1))
  return {
    day,
    from: rfc3339(bounds.from),
    until: rfc3339(until),
    areas: [...areaDays(days, pathOf)].flatMap(([id, sum]) => {
      const [area, parent] = neighbourhood.areaPath(id)
      if (area === undefined) return []
      const { online, offline, unknown, intact } = sum
      return {
        area,
        parent: parent?.id ?? null,
        cameras: sum.cameras,
        seconds: seconds(sum),
        online_rate: rate(online, online + offline),
        unknown_rate: rate(unknown, online + offline + unknown),
        intact,
        // What is suspected is not called intact.
        intact_rate: rate(intact.yes, intact.yes + intact.suspected + intact.no),
      }
    }),
    cameras: faulty.map((one) => {
      const { id, number, name, area } = facts.get(one.id)!
      const { online, offline, intact, suspected, suspicion } = one
      const order = orders.get(id)
      return {
        ...{ id, number, name, area, seconds: seconds(one), online_rate: rate(online, online + offline), intact },
        probe: probeSays(one),
        suspicion: suspected > 0 ? suspicion : null,
        reported: reports.get(id) ?? 0,
        repair:
          order === undefined
            ? null
            : {
                why: order.why,
                opened_at: rfc3339(order.opened_at),
                deadline: rfc3339(order.deadline),
                repaired_at: rfc3339(order.repaired_at),
                hours_to_repair: order.repaired_at === null ? null : hours(order.repaired_at - order.opened_at),
              },
      }
    }),
  }
}
