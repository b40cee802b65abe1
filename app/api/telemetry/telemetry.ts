import type { TelemetryReport } from '../../contract/telemetry'
import { makeZone } from '../access/zone'
import { dayAt } from '../health/days'
import type { CallingBox } from '../pairing/guard'
import { ProblemError } from '../problems'
import { openRounds } from '../rounds'
import type { Service } from '../service'
import * as counters from './counters'
import { boundedLabel, engineName, errorKind, median, tooSoonMs } from './rules'
import { type BoxReport, type ReleaseDay, removeOldReports, storeTime, writeReports } from './store'

/** Takes the boxes' reports: adds them up, and keeps what runs on each box. */
export interface Telemetry {
  /** @throws ProblemError too-many-requests when the box reported a moment ago */
  take(box: CallingBox, report: TelemetryReport): void
  /** Writes what was gathered, and looks at the clock of the store. */
  look(): Promise<void>
  close(): Promise<void>
}

/** A report that waits longer for its row is only a row that is that much older. */
const writtenEveryMs = 10_000
/** Of so many reports the median is taken; of fewer than a tenth it says nothing. */
const clocksKept = 200
/**
 * So much counts for a release from one report: a roll-out is stopped by many boxes that fail a little, never by one
 * that fails without end.
 */
const mostOfOneReport = 3
/** More than a process hears in that time in a city; what comes beyond is counted and not kept. */
const mostGathered = 20_000
const keptMs = 90 * 24 * 3600 * 1000

const releaseOf = ({ release, version }: TelemetryReport): string => release || version
/** A box tells of a start that failed when another release runs: the one that it went back to is not to blame. */
const failedRelease = (report: TelemetryReport): string => report.failed_release || releaseOf(report)

export function openTelemetry(
  service: Pick<Service, 'db' | 'store' | 'clock' | 'config' | 'log' | 'neighbourhood'>,
): Telemetry {
  const { db, store, clock, config, log, neighbourhood } = service
  const zone = makeZone(config.TIME_ZONE)
  const labels = { engine: boundedLabel(40), model: boundedLabel(60), release: boundedLabel(8) }
  let boxes = new Map<string, BoxReport>()
  let days = new Map<string, ReleaseDay>()
  const clocks: number[] = []
  const heardAt = new Map<string, number>()
  let tidied = ''

  function count(model: string, report: TelemetryReport): void {
    const { starts, failed_starts, pictures, stalls } = report
    const engine = labels.engine(engineName(report))
    const kind = { engine, model: labels.model(model), release: labels.release(releaseOf(report)) }
    counters.boxStarts.inc({ ...kind, result: 'ok' }, starts)
    const failed = { ...kind, release: labels.release(failedRelease(report)), result: 'failed' }
    counters.boxStarts.inc(failed, failed_starts)
    counters.boxPictures.inc(kind, pictures)
    counters.boxStalls.inc(kind, stalls)
    for (const { kind: error, n } of report.errors) counters.boxErrors.inc({ ...kind, kind: errorKind(error) }, n)
    for (const { what, ms } of report.times) counters.boxSeconds.observe({ what, engine }, ms / 1000)
    if (report.clock_ahead_ms === null) return
    counters.boxClocks.observe(Math.abs(report.clock_ahead_ms) / 1000)
    clocks.push(report.clock_ahead_ms)
    if (clocks.length > clocksKept) clocks.shift()
    if (clocks.length >= clocksKept / 10) counters.boxClockMedian.set(median(clocks) / 1000)
  }

  function addToDay(release: string, more: Pick<ReleaseDay, 'starts' | 'failed' | 'errors'>): void {
    const day = dayAt(zone, clock.now())
    const { starts, failed, errors } = days.get(`${release} ${day}`) ?? { starts: 0, failed: 0, errors: 0 }
    days.set(`${release} ${day}`, {
      ...{ release, day, starts: starts + more.starts },
      ...{ failed: failed + more.failed, errors: errors + more.errors },
    })
  }

  async function write(): Promise<void> {
    const now = clock.now()
    for (const [serial, at] of heardAt) if (at < now - tooSoonMs) heardAt.delete(serial)
    const [gathered, ofDays] = [boxes, days]
    boxes = new Map()
    days = new Map()
    if (gathered.size > 0) await writeReports(db, [...gathered.values()], [...ofDays.values()])
    const today = dayAt(zone, now)
    if (today !== tidied) await removeOldReports(db, now - keptMs, dayAt(zone, now - keptMs))
    tidied = today
    const asked = clock.now()
    const theirs = await storeTime(db, store.kind)
    // The answer was made somewhere between the question and now.
    counters.storeClock.set((theirs - (asked + clock.now()) / 2) / 1000)
  }

  const rounds = openRounds(writtenEveryMs, write, (error) =>
    log.warn({ error: error.message }, 'what boxes reported cannot be written'),
  )

  return {
    take({ serial }, report) {
      const now = clock.now()
      const last = heardAt.get(serial)
      if (last !== undefined && now - last < tooSoonMs) {
        counters.boxReports.inc({ result: 'too_soon' })
        throw new ProblemError('too-many-requests', { retryAfter: Math.ceil((last + tooSoonMs - now) / 1000) })
      }
      if (boxes.size >= mostGathered) {
        counters.boxReports.inc({ result: 'dropped' })
        return
      }
      heardAt.set(serial, now)
      counters.boxReports.inc({ result: 'taken' })
      count(neighbourhood.box(serial)?.model ?? '', report)
      const { version, build, clock_ahead_ms } = report
      const release = releaseOf(report)
      const settings = JSON.stringify(report.settings)
      boxes.set(serial, {
        serial,
        at: now,
        version,
        release,
        build,
        engine: engineName(report),
        settings,
        clock_ahead_ms,
      })
      const most = (count: number) => Math.min(count, mostOfOneReport)
      const errors = most(report.errors.reduce((all, { n }) => all + n, 0))
      addToDay(release, { starts: most(report.starts), failed: 0, errors })
      addToDay(failedRelease(report), { starts: 0, failed: most(report.failed_starts), errors: 0 })
    },
    look: rounds.look,
    async close() {
      await rounds.close()
      await rounds.look()
    },
  }
}
