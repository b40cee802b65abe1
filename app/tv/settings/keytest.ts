import type { KeyName, Profile, ProfileKey } from '../remote/keys'
import { keyNames } from '../remote/keys'
import type { RawKey } from '../remote/normalise'

type SentKey = Pick<RawKey, 'key' | 'keyCode'>

/** What a remote sent, as the installer sees it. */
export interface SeenKey extends SentKey {
  phase: 'press' | 'repeat' | 'release'
  /** What the profile in use takes it for; null when it knows it not. */
  name: ProfileKey | null
}

/** The keys in the order in which they are asked for; digits one by one. */
export const wantedKeys: readonly ProfileKey[] = keyNames.reduce<ProfileKey[]>(
  (all, name) => all.concat(name === 'Digit' ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `Digit${n}` as const) : name),
  [],
)

/** A profile while it is recorded. */
export interface Recording {
  at: number
  taken: readonly (SentKey & { name: ProfileKey })[]
  /** The name under which the last key was recorded before; null when it was a new one. */
  already: ProfileKey | null
  /** how often in a row that key was pressed, and recorded no more */
  again: number
}

export const beginRecording: Recording = { at: 0, taken: [], already: null, again: 0 }

/** No key has a meaning yet, so the way out is one that was recorded, pressed so often again. */
const againToStop = 3

export const isRecorded = ({ at }: Recording): boolean => at >= wantedKeys.length

/** Whoever presses a recorded key again and again wants to stop. */
export const isGivenUp = ({ again }: Recording): boolean => again >= againToStop

/** A key was pressed for the wanted name. */
export function record(recording: Recording, { key, keyCode }: SentKey): Recording {
  const name = wantedKeys[recording.at]
  if (!name) return recording
  const same = recording.taken.filter((other) => other.key === key && other.keyCode === keyCode)[0]
  if (same)
    return { ...recording, already: same.name, again: recording.already === same.name ? recording.again + 1 : 1 }
  return { ...beginRecording, at: recording.at + 1, taken: recording.taken.concat({ name, key, keyCode }) }
}

/** The remote has no such key. */
export const skip = ({ at, taken }: Recording): Recording => ({ ...beginRecording, at: at + 1, taken })

/** Names that engines give to any key that they do not know: they tell no key from another. */
const nameless = ['Unidentified', 'Undefined', 'Process']

/** What was recorded, as a profile: by name where the engine names the key, by code where it has one. */
export function profileOf(recording: Recording, userAgent: string): Profile {
  const keys: Record<string, ProfileKey> = {}
  const codes: Record<number, ProfileKey> = {}
  for (const { name, key, keyCode } of recording.taken) {
    if (key && nameless.indexOf(key) < 0) keys[key] = name
    if (keyCode > 0) codes[keyCode] = name
  }
  // The test hears presses, not how long a key is held: nothing is taken for a hold until somebody says how it looks.
  return { name: 'recorded', source: `key test on ${userAgent}`, keys, codes, hold: 'none' }
}

/** A key's name in words. */
export function nameWords(name: ProfileKey, names: Readonly<Record<KeyName, string>>): string {
  const digit = /^Digit(\d)$/.exec(name)
  return digit ? `${names.Digit} ${digit[1]}` : names[name as KeyName]
}
