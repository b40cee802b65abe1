import type { Events } from '../../contract/events'
import type { Decision } from '../access/neighbourhood'
import { channel } from '../events/bus'
import { playbacksEnded } from '../health/counters'
import type { Service } from '../service'
import type { How } from './rules'
import { endPlaybacks, type PlaybackRow, type PlaybacksOf } from './store'

type Ended = NonNullable<Events['access.changed']['ended']>[number]

/** By whom and for what reason a camera was closed, for those who watched it. */
export type Cause = (row: { household: string; camera: string }) => { by: string | null; reason: string | null }

const noCause: Cause = () => ({ by: null, reason: null })

/** The cause that the rules name. */
export function causeOf(decision: Decision): ReturnType<Cause> {
  return decision.see === 'closed' ? { by: decision.by, reason: decision.because } : { by: null, reason: null }
}

type Outside = Pick<Service, 'db' | 'bus' | 'viewings' | 'clock'>

/**
 * Ends running playbacks of a box, a household or a camera in every process: at once in the store and here, within
 * two seconds elsewhere. For unpairing, revocation and removal.
 */
export async function endPlaybacksOf(service: Outside, of: PlaybacksOf, how: How): Promise<void> {
  await settle(service, of, how)
}

/**
 * Ends playbacks in the store, writes their viewing lines, and tells those who watched. Of several processes that end
 * the same playback one gets its row, so that there is one line and one event.
 */
export async function settle(service: Outside, of: PlaybacksOf, how: How, cause: Cause = noCause): Promise<void> {
  const rows = await endPlaybacks(service.db, of, how, service.clock.now())
  await report(service, rows, cause)
}

/** The lines and events of rows that this process ended. */
export async function report(service: Outside, rows: readonly PlaybackRow[], cause: Cause = noCause): Promise<void> {
  const told = new Map<string, { cameras: Set<string>; ended: Ended[] }>()
  for (const row of rows) {
    const how = row.how as How
    playbacksEnded.inc({ how })
    if (!isTold(how)) continue
    const event = told.get(row.household) ?? { cameras: new Set(), ended: [] }
    told.set(row.household, event)
    event.cameras.add(row.camera)
    event.ended.push({ playback: row.id, why: how, ...cause(row) })
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

function lineOf(row: PlaybackRow) {
  return {
    kind: 'watch.ended' as const,
    household: row.household,
    box: row.box,
    camera: row.camera,
    clarity: row.clarity,
    playback: row.id,
    detail: row.how ?? '',
  }
}

/** A box knows itself that it stopped or zapped on; the rest it is told. */
function isTold(how: How): how is Exclude<How, 'stopped' | 'expired' | 'replaced'> {
  return how !== 'stopped' && how !== 'expired' && how !== 'replaced'
}
