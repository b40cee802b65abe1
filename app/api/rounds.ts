/** Work that is looked at again and again, one round at a time. */
export interface Rounds {
  /** Goes a round now, or joins the one that is under way. Resolves at its end; never rejects. */
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

  function look(): Promise<void> {
    running ??= round()
      .catch(onError)
      .finally(() => {
        running = null
      })
    return running
  }

  const timer = setInterval(() => void look(), everyMs)
  timer.unref()
  return {
    look,
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
