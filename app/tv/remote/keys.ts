/** The keys that the app knows, by the names that its handlers carry (`_handleRed`, `_captureBack` …). */
export const keyNames = [
  'Up',
  'Down',
  'Left',
  'Right',
  'Enter',
  'Back',
  'Digit',
  'ChannelUp',
  'ChannelDown',
  'Red',
  'Green',
  'Yellow',
  'Blue',
  'Menu',
  'Info',
  'Help',
] as const
export type KeyName = (typeof keyNames)[number]

export type Phase = 'press' | 'repeat' | 'release'

/** What a key did. `at` is milliseconds of a steady clock, never the time of day. */
export interface KeyPress {
  key: KeyName
  /** 0 to 9, with `Digit` only. */
  digit?: number
  phase: Phase
  at: number
}

/**
 * What a held key looks like on a remote: `key-up` tells when it is let go; `repeats` goes on sending the key and never
 * tells the end; `pairs` sends down-up again and again; `none` sends one press however long the key is held.
 */
export const holdStyles = ['key-up', 'repeats', 'pairs', 'none'] as const
export type HoldStyle = (typeof holdStyles)[number]

/** Which keys one model of box or remote sends. Data, with its source; `normalise.ts` reads it. */
export interface Profile {
  name: string
  source: string
  /** By `event.keyCode`; digits are `Digit0` to `Digit9`. */
  codes: Readonly<Record<number, ProfileKey>>
  /** By `event.key`, looked at before the code. */
  keys?: Readonly<Record<string, ProfileKey>>
  /** What a held key looks like: the alarm panel goes by it, so nothing may be left to a guess. */
  hold: HoldStyle
  /** A press so soon after the release of the same key is none, milliseconds; 40 when absent. */
  bounceMs?: number
  /** Keys that the box gives only to who asks for them (Tizen's TVInputDevice), by its own names. */
  register?: readonly string[]
}
export type ProfileKey = KeyName | `Digit${number}`
