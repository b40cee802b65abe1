/** Whether the television shows this app, as far as page and platform tell. */
export interface Foreground {
  readonly shown: boolean
  /** Hears of every change. Returns how to stop. */
  onChange(listener: () => void): () => void
}

/** The one that `box.ts` keeps true. */
export interface ToldForeground extends Foreground {
  tell(shown: boolean): void
}

export function foregroundOf(shown: boolean): ToldForeground {
  const listeners = new Set<() => void>()
  return {
    get shown() {
      return shown
    },
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    tell(next) {
      if (next === shown) return
      shown = next
      listeners.forEach((listener) => {
        listener()
      })
    },
  }
}
