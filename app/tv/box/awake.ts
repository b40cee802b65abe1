/** Keeps the box's screen saver away. Asked for again and again: a platform may let go by itself. */
export interface Awake {
  want(wanted: boolean): void
}

interface WakeLock {
  request(kind: 'screen'): Promise<{ released: boolean; release(): Promise<void> }>
}
interface Samsung {
  webapis?: { appcommon?: { AppCommonScreenSaverState: Record<string, number>; setScreenSaver(state: number): void } }
}

/**
 * By the W3C's Screen Wake Lock, by Tizen's own call, or not at all: every other box keeps its screen saver away while
 * a video plays, and has nothing to ask.
 */
export function openAwake(): Awake {
  const { wakeLock } = navigator as unknown as { wakeLock?: WakeLock }
  const samsung = (window as unknown as Samsung).webapis?.appcommon
  let held: { released: boolean; release(): Promise<void> } | null = null
  let asking = false
  let wanted = false

  const settle = async () => {
    if (asking || wakeLock === undefined || wanted === (held !== null && !held.released)) return
    asking = true
    try {
      if (wanted) held = await wakeLock.request('screen')
      else await held?.release()
    } catch {
      // Refused, as by a page that is hidden: asked again with the next look.
    }
    if (!wanted) held = null
    asking = false
  }
  return {
    want(next) {
      if (next !== wanted && samsung !== undefined) {
        const states = samsung.AppCommonScreenSaverState
        samsung.setScreenSaver((next ? states.SCREEN_SAVER_OFF : states.SCREEN_SAVER_ON) ?? 0)
      }
      wanted = next
      void settle()
    },
  }
}
