import type { How } from './rules'

/** Playbacks that no token opens any more, for as long as a token of theirs could still be in somebody's hands. */
export interface EndedPlaybacks {
  /** How a playback ended; undefined when it did not, as far as this process knows. */
  how(id: string): How | undefined
  /** As `how`, for a box that asks by the id alone: another box's playback is unknown to it. */
  howOf(id: string, box: string): How | undefined
  /**
   * @param until the end of the longest token that may exist
   * @param box whose playback it was, where that is known
   */
  mark(id: string, how: How, until: number, box?: string): void
  prune(now: number): void
}

const most = 200_000

export function makeEndedPlaybacks(): EndedPlaybacks {
  const ended = new Map<string, { how: How; until: number; box: string | undefined }>()
  return {
    how: (id) => ended.get(id)?.how,
    howOf(id, box) {
      const found = ended.get(id)
      return found?.box === box ? found.how : undefined
    },
    mark(id, how, until, box) {
      // The first word stands: what another process says later of the same end is less near to it.
      if (ended.has(id)) return
      ended.set(id, { how, until, box })
      if (ended.size > most) ended.delete(ended.keys().next().value!)
    },
    prune(now) {
      for (const [id, { until }] of ended) if (until < now) ended.delete(id)
    },
  }
}
