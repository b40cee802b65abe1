import type { Events } from '../../contract/events'
import { channel } from '../events/bus'
import { playbacksEnded } from '../health/counters'
import type { Service } from '../service'
import { viewerOf } from './records'
import type { How } from './rules'
import { endLapsed, endPlaybacks, type PlaybackRow, type PlaybacksOf } from './store'

type Ended = NonNullable<Events['access.changed']['ended']>[number]
type Outside = Pick<Service, 'db' | 'bus' | 'viewings' | 'clock' | 'neighbourhood'>

/**
 * Ends running playbacks of a box, a household or a camera in every process: in the store when it resolves, at every
 * gate within two seconds. For unpairing, revocation and removal.
 */
export async function endPlaybacksOf(service: Outside, of: PlaybacksOf, how: How): Promise<void> {
  await report(service, await endPlaybacks(service.db, of, how, service.clock.now()))
}

const gatherMs = 15
const idsPerStatement = 1000

/** Ends playbacks in the store, and goes on trying while the store or the log is away. */
export interface Endings {
  settle(ids: readonly string[], how: How): Promise<void>
  /** Ends the watches whose token ran out before a moment. */
  lapse(before: number): Promise<void>
  /** Tries again what could not be written. */
  retry(): Promise<void>
}

export function makeEndings(service: Outside & Pick<Service, 'log'>): Endings {
  let unsettled: { ids: readonly string[]; how: How }[] = []
  let unreported: PlaybackRow[][] = []
  const batches = new Map<How, { ids: string[]; written: Promise<void> }>()

  const later = (error: unknown) =>
    service.log.error({ error: (error as Error).message }, 'the end of playbacks cannot be written yet')

  async function tell(rows: PlaybackRow[]): Promise<void> {
    try {
      await report(service, rows)
    } catch (error) {
      later(error)
      unreported.push(rows)
    }
  }

  async function write(ids: readonly string[], how: How): Promise<void> {
    try {
      await tell(await endPlaybacks(service.db, { ids }, how, service.clock.now()))
    } catch (error) {
      later(error)
      unsettled.push({ ids, how })
    }
  }

  /** Ends of a moment go into one statement: every zap ends a playback. */
  function settle(ids: readonly string[], how: How): Promise<void> {
    const batch = batches.get(how)
    if (batch !== undefined && batch.ids.length + ids.length <= idsPerStatement) {
      batch.ids.push(...ids)
      return batch.written
    }
    const all = [...ids]
    const written = new Promise<void>((done) => {
      setTimeout(() => {
        if (batches.get(how)?.ids === all) batches.delete(how)
        write(all, how).then(done)
      }, gatherMs)
    })
    batches.set(how, { ids: all, written })
    return written
  }

  return {
    settle,
    lapse: async (before) => tell(await endLapsed(service.db, before)),
    async retry() {
      const [ends, reports] = [unsettled, unreported]
      unsettled = []
      unreported = []
      for (const { ids, how } of ends) await write(ids, how)
      for (const rows of reports) await tell(rows)
    },
  }
}

/**
 * The viewing lines of playbacks that this process ended, and the word to those who watched. Of several processes that
 * end the same playback one gets its row, so that there is one line and one event.
 */
async function report(service: Outside, rows: readonly PlaybackRow[]): Promise<void> {
  const told = new Map<string, { cameras: Set<string>; ended: Ended[] }>()
  for (const row of rows) {
    const how = row.how as How
    playbacksEnded.inc({ how })
    // A desk's page finds it out at the next segment.
    if (!isTold(how) || row.desk !== null) continue
    const event = told.get(row.household) ?? { cameras: new Set(), ended: [] }
    told.set(row.household, event)
    event.cameras.add(row.camera)
    event.ended.push({ playback: row.id, why: how, ...causeOf(service, row) })
  }
  await Promise.all([
    ...rows.filter((row) => row.started_at !== null).map((row) => service.viewings.append(lineOf(row))),
    ...[...told].map(([household, { cameras, ended }]) =>
      service.bus.tell({
        type: 'access.changed',
        channels: [channel.household(household), channel.service],
        data: { cameras: [...cameras], ended },
      }),
    ),
  ])
}

/** By whom and for what reason the camera was closed, as far as the household may know. */
function causeOf({ neighbourhood, clock }: Outside, { household, camera }: PlaybackRow) {
  const decision = neighbourhood.decide(household, camera, clock.now())
  return decision.see === 'closed' ? { by: decision.by, reason: decision.because } : { by: null, reason: null }
}

function lineOf(row: PlaybackRow) {
  const { camera, clarity } = row
  return { kind: 'watch.ended' as const, ...viewerOf(row), camera, clarity, playback: row.id, detail: row.how ?? '' }
}

/** A box knows itself that it stopped or zapped on; the rest it is told. */
function isTold(how: How): how is Exclude<How, 'stopped' | 'expired' | 'replaced'> {
  return how !== 'stopped' && how !== 'expired' && how !== 'replaced'
}
