import { openRounds } from '../rounds'
import type { Service } from '../service'
import { type Kind, kinds, removedBefore } from './rules'
import { claimRun, removeSome, setNextRun } from './store'

/** Rows of one transaction: a few milliseconds of the store, so that a call for help never waits for them. */
const batch = 100
const dailyMs = 24 * 3600_000
/** A process that dies while it removes is followed by another after this. */
const leaseMs = 3600_000
const lookMs = 10 * 60_000

type Removed = Partial<Record<Kind, number>>

/** The run that removes what was kept long enough. */
export interface Retention {
  /** Removes now, whether or not a run is due. @returns how many rows of each kind went */
  run(): Promise<Removed>
  /** Removes when the daily run is due and no other process has it. */
  look(): Promise<void>
  close(): Promise<void>
}

/** Opens the daily run. Several processes may: one of them takes the day, and two at once do no harm. */
export function openRetention(service: Service): Retention {
  const { config, db, clock, log, viewings } = service
  let closed = false

  async function run(): Promise<Removed> {
    const now = clock.now()
    const removed: Removed = {}
    try {
      for (const kind of kinds) {
        const before = removedBefore(kind, config, now)
        for (let more = true; more && !closed; ) {
          const count = await removeSome(db, kind, before, batch)
          if (count > 0) removed[kind] = (removed[kind] ?? 0) + count
          more = count > 0
          // The embedded store answers without ever leaving this turn of the loop: whoever waits comes first.
          await new Promise((breathed) => setImmediate(breathed))
        }
      }
      await setNextRun(db, now + dailyMs)
    } finally {
      // What went is said also when the rest could not go. Counts only: who it was about is what was removed.
      if (Object.keys(removed).length > 0)
        await viewings.append({ kind: 'act', actor: 'system', reason: 'retention', detail: JSON.stringify(removed) })
    }
    return removed
  }

  async function round(): Promise<void> {
    if (await claimRun(db, clock.now(), leaseMs)) await run()
  }

  const rounds = openRounds(lookMs, round, (error) =>
    log.error({ error: error.message }, 'what was kept long enough could not be removed'),
  )
  return {
    run,
    look: rounds.look,
    close() {
      closed = true
      return rounds.close()
    },
  }
}
