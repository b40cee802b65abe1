import { type KeyName, type KeyPress, keyNames, type Profile, type ProfileKey } from './keys'
import { sharedKeys } from './profiles/shared'

/** What a browser tells of a key; a `KeyboardEvent` is one. */
export interface RawKey {
  /** Engines before Chromium 51 and WebKit 10.1 name no keys. */
  key: string | undefined
  keyCode: number
  repeat: boolean
}

/** A key by its name in a profile, or null for a code that is none of ours: boxes send player events as keys. */
export function nameOf(raw: Pick<RawKey, 'key' | 'keyCode'>, profile: Profile): ProfileKey | null {
  const { key, keyCode } = raw
  return (key && (profile.keys?.[key] ?? sharedKeys[key])) || profile.codes[keyCode] || null
}

/** A press of the same key so soon after its release is a bounce, or a box that sends down and up while it is held. */
export const bounceMs = 40
/** A second down without an up and without `repeat`, later than this, is a new press: some boxes send no up at all. */
const lostReleaseMs = 600

/**
 * Turns raw key events into presses, repeats and releases. Keeps which keys are down, so that boxes that do not set
 * `repeat`, or lose a key-up, come out the same.
 */
export class KeyReader {
  private readonly down = new Map<ProfileKey, number>()
  private readonly up = new Map<ProfileKey, number>()

  constructor(private readonly profile: Profile) {}

  /** The press or repeat of a key-down event, or null when the key is none of ours. `at` in milliseconds. */
  pressed(raw: RawKey, at: number): KeyPress | null {
    const name = nameOf(raw, this.profile)
    if (!name) return null
    const lastDown = this.down.get(name)
    const lastUp = this.up.get(name)
    const held = lastDown !== undefined && at - lastDown < lostReleaseMs
    const bounced = lastDown === undefined && lastUp !== undefined && at - lastUp < (this.profile.bounceMs ?? bounceMs)
    this.down.set(name, at)
    return toPress(name, raw.repeat || held || bounced ? 'repeat' : 'press', at)
  }

  /** The release of a key-up event, or null when the key is none of ours or was not down. */
  released(raw: RawKey, at: number): KeyPress | null {
    const name = nameOf(raw, this.profile)
    if (!name || !this.down.has(name)) return null
    this.down.delete(name)
    this.up.set(name, at)
    return toPress(name, 'release', at)
  }

  /** Releases of all keys that are down: the window lost the keyboard and will not hear of them. */
  releaseAll(at: number): KeyPress[] {
    const names: ProfileKey[] = []
    this.down.forEach((_, name) => {
      names.push(name)
    })
    this.down.clear()
    return names.map((name) => toPress(name, 'release', at))
  }
}

function toPress(name: ProfileKey, phase: KeyPress['phase'], at: number): KeyPress {
  if ((keyNames as readonly string[]).indexOf(name) >= 0) return { key: name as KeyName, phase, at }
  return { key: 'Digit', digit: Number(name.slice('Digit'.length)), phase, at }
}

/**
 * Holds a held key to what the screen can follow: a repeat is dropped while the frame of the key before it is not
 * drawn yet. Presses and releases always pass. (Measured on a slow CPU: 3.1 s of lag become 0.26 s.)
 */
export class Coalescer {
  private drawing = false

  /** Whether this key goes on to the screen; if it does, `drawn` must be called after the next frame. */
  passes(press: KeyPress): boolean {
    if (press.phase === 'release') return true
    if (press.phase === 'repeat' && this.drawing) return false
    this.drawing = true
    return true
  }

  drawn(): void {
    this.drawing = false
  }
}
