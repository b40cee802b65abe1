import { ProblemError } from '../problems'
import type { Service } from '../service'
import { preparesPerMinute, replaced, withinMinute } from './rules'
import type { Running } from './running'
import { type PlaybackRow, runningOf } from './store'

/** How many pictures a box and a household may have at once, and how often a box may prepare one. */
export interface Limits {
  /** Counts a prepared playback of a box. @throws ProblemError `too-many-requests` */
  prepare(box: string): void
  /** The watches that end when a box of a household begins one more. @throws ProblemError `watch-limit` */
  makeRoom(watches: readonly Running[], box: string): Running[]
  /** The pictures of a desk's session that end when it opens one more. */
  makeDeskRoom(pictures: readonly Running[], session: string): Running[]
  /** What is too much in the store: two processes may each have let a box begin. */
  surplusInStore(households: readonly string[]): Promise<PlaybackRow[]>
  prune(): void
}

const minuteMs = 60_000
/** A desk sees the cameras nearest an alarm beside each other. */
const deskPictures = 3

export function makeLimits({ config, clock, db }: Pick<Service, 'config' | 'clock' | 'db'>): Limits {
  const prepares = new Map<string, number[]>()
  return {
    prepare(box) {
      const now = clock.now()
      const { recent, waitMs } = withinMinute(prepares.get(box) ?? [], now, preparesPerMinute)
      if (waitMs !== null) throw new ProblemError('too-many-requests', { retryAfter: Math.ceil(waitMs / 1000) })
      prepares.set(box, [...recent, now])
    },

    makeRoom(watches, box) {
      const own = watches.filter((one) => one.box === box)
      const surplus = replaced(own, config.BOX_PLAYBACKS)
      if (watches.length - surplus.length >= config.HOUSEHOLD_PLAYBACKS)
        throw new ProblemError('watch-limit', { retryAfter: 10 })
      return surplus
    },

    makeDeskRoom: (pictures, session) =>
      replaced(
        pictures.filter((one) => one.box === session),
        deskPictures,
      ),

    async surplusInStore(households) {
      let rows = (await runningOf(db, [...new Set(households)], clock.now())).map((row) => ({
        ...row,
        createdAt: row.created_at,
      }))
      const surplus: PlaybackRow[] = []
      const cut = (key: 'box' | 'household', limit: number) => {
        for (const owner of new Set(rows.map((row) => row[key]))) {
          const own = rows.filter((row) => row[key] === owner)
          // Each of them has begun: none is to come that room must be made for.
          surplus.push(...replaced(own, limit + 1))
        }
        rows = rows.filter((row) => !surplus.includes(row))
      }
      cut('box', config.BOX_PLAYBACKS)
      cut('household', config.HOUSEHOLD_PLAYBACKS)
      return surplus
    },

    prune() {
      const now = clock.now()
      for (const [box, times] of prepares) if ((times.at(-1) ?? 0) < now - minuteMs) prepares.delete(box)
    },
  }
}
