import type { KeyPress, Profile } from './keys'
import { Coalescer, KeyReader } from './normalise'

/** Where presses go on the screen; the application sends them down and up its focus path. */
export interface KeyReceiver {
  receive(press: KeyPress): void
}

// biome-ignore lint/suspicious/noConfusingVoidType: most listeners only hear
type KeyListener = (press: KeyPress) => true | void

/** The remote control: the only listener to the keyboard. */
export interface Remote {
  readonly profile: Profile
  /** Reads keys by another profile from now on; whatever is held is let go first. */
  use(profile: Profile): void
  /**
   * Hears every phase of every known key, before the screen and without coalescing. A listener that gives true keeps
   * the key from the screen. Returns how to stop.
   */
  listen(listener: KeyListener): () => void
  /** Hears raw events, also unknown ones; for the installer's key test. Returns how to stop. */
  listenRaw(listener: (event: KeyboardEvent) => void): () => void
  /** Gives the presses to the screen from now on. */
  connect(receiver: KeyReceiver): void
}

/** Starts to listen on the window; known keys do not reach the browser's own shortcuts. */
export function startRemote(first: Profile): Remote {
  let profile = first
  let reader = new KeyReader(profile)
  const coalescer = new Coalescer()
  const listeners = new Set<KeyListener>()
  const rawListeners = new Set<(event: KeyboardEvent) => void>()
  let receiver: KeyReceiver | null = null

  const send = (press: KeyPress) => {
    let kept = false
    listeners.forEach((listener) => {
      if (listener(press) === true) kept = true
    })
    if (kept || !receiver || !coalescer.passes(press)) return
    receiver.receive(press)
    if (press.phase !== 'release') afterFrame(() => coalescer.drawn())
  }
  const take = (event: KeyboardEvent, read: 'pressed' | 'released') => {
    rawListeners.forEach((listener) => {
      listener(event)
    })
    // Ctrl+R, Alt+F4 and their like belong to the browser; a remote control has no such keys.
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const press = reader[read](event, performance.now())
    if (!press) return
    event.preventDefault()
    event.stopPropagation()
    send(press)
  }
  askForKeys(profile.register ?? [])
  window.addEventListener('keydown', (event) => take(event, 'pressed'), true)
  window.addEventListener('keyup', (event) => take(event, 'released'), true)
  window.addEventListener('blur', () => reader.releaseAll(performance.now()).forEach(send))

  return {
    get profile() {
      return profile
    },
    use: (next) => {
      reader.releaseAll(performance.now()).forEach(send)
      profile = next
      reader = new KeyReader(next)
      askForKeys(next.register ?? [])
    },
    listen: (listener) => subscribe(listeners, listener),
    listenRaw: (listener) => subscribe(rawListeners, listener),
    connect: (next) => {
      receiver = next
    },
  }
}

/** Samsung's boxes keep most keys for themselves until an app asks for each; one that a remote lacks throws. */
function askForKeys(names: readonly string[]): void {
  const { tizen } = window as { tizen?: { tvinputdevice?: { registerKey(name: string): void } } }
  for (const name of names) {
    try {
      tizen?.tvinputdevice?.registerKey(name)
    } catch {
      // The others are still asked for.
    }
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Runs after the frame that follows: a task queued in an animation frame comes after its drawing. */
function afterFrame(then: () => void): void {
  requestAnimationFrame(() => {
    setTimeout(then, 0)
  })
}
