/**
 * `AbortController` for engines before 2018 (Chromium 66, WebKit 11.1), as far as axios and our own calls ask: a signal
 * that tells once. No `AbortSignal` is made known: an engine whose `fetch` cannot be aborted must not be taken for one.
 */
class OldSignal {
  aborted = false
  onabort: (() => void) | null = null
  private readonly listeners: (() => void)[] = []

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.push(listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.listeners.indexOf(listener)
    if (at >= 0) this.listeners.splice(at, 1)
  }

  end(): void {
    if (this.aborted) return
    this.aborted = true
    this.onabort?.()
    for (const listener of this.listeners.slice()) listener()
  }
}

class OldController {
  readonly signal = new OldSignal()

  abort(): void {
    this.signal.end()
  }
}

if (typeof AbortController !== 'function') Object.assign(window, { AbortController: OldController })
