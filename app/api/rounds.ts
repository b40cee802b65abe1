/** Work that is looked at again and again, one round at a time. */
export interface Rounds {
  /**
   * Goes a round now; while one is under way, which may have looked before the caller’s change, one more after it. Resolves
   * at its end; never rejects.
   */
  look(): Promise<void>
  /** Goes no more; resolves when the round under way is over. */
  close(): Promise<void>
}

/**
 * Goes a round every so many milliseconds; one that takes longer is waited for. The timer keeps no process alive.
 * @param onError hears why a round failed; the next one tries again
 */
export function openRounds(everyMs: number, round: () => Promise<void>, onError: (error: Error) => void): Rounds {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  let closed = false

  function look(): Promise<void> {
    if (closed) return running ?? Promise.resolve()
    if (running === null) {
      running = round()
        .catch(onError)
        .finally(() => {
          running = null
        })
      return running
    }
    next ??= running.then(() => {
      next = null
      return look()
    })
    return next
  }

  const timer = setInterval(() => {
    if (running === null) void look()
  }, everyMs)
  timer.unref()
  return {
    look,
    async close() {
      closed = true
      clearInterval(timer)
      await running
    },
  }
}
