/** The desk's bell: two calm tones, again every three seconds as long as somebody waits. */
export class Bell {
  private context: AudioContext | null = null
  private timer = 0
  private mutedUntil = 0

  /** Whether the browser lets the page sound; it wants a click or a key first. */
  get allowed(): boolean {
    return this.context?.state === 'running'
  }

  /** Call from a click or a key. */
  async allow(): Promise<boolean> {
    this.context ??= new AudioContext()
    await this.context.resume().catch(() => {})
    return this.allowed
  }

  /** Sounds once, also while muted: the test. */
  ring(): void {
    const { context } = this
    if (context?.state !== 'running') return
    const start = context.currentTime + 0.02
    for (const [n, hertz] of [880, 660].entries()) {
      const tone = context.createOscillator()
      const volume = context.createGain()
      tone.frequency.value = hertz
      tone.type = 'triangle'
      volume.gain.setValueAtTime(0, start + n * 0.35)
      volume.gain.linearRampToValueAtTime(0.5, start + n * 0.35 + 0.02)
      volume.gain.exponentialRampToValueAtTime(0.001, start + n * 0.35 + 0.33)
      tone.connect(volume).connect(context.destination)
      tone.start(start + n * 0.35)
      tone.stop(start + n * 0.35 + 0.34)
    }
  }

  /** Rings as long as `waiting`, except while muted. */
  follow(waiting: boolean): void {
    if (!waiting) {
      window.clearInterval(this.timer)
      this.timer = 0
    } else if (this.timer === 0) {
      const again = () => {
        if (Date.now() >= this.mutedUntil) this.ring()
      }
      again()
      this.timer = window.setInterval(again, 3000)
    }
  }

  mute(ms: number): void {
    this.mutedUntil = Date.now() + ms
  }
}

/**
 * A notification of the system, where the officer allowed it; the page is behind another window.
 * @param about what it tells of: one of the same takes its place without a word, so each call has its own
 */
export function notify(title: string, body: string, about: string): void {
  if (document.visibilityState === 'visible' || !('Notification' in window) || Notification.permission !== 'granted')
    return
  try {
    const shown = new Notification(title, { body, tag: `porchlight-${about}`, requireInteraction: true })
    shown.onclick = () => {
      window.focus()
      shown.close()
    }
  } catch {
    // A phone's Chrome has them for service workers alone; the bell and the title tell it there.
  }
}
