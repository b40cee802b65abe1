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

export const phases = ['press', 'repeat', 'release'] as const
export type Phase = (typeof phases)[number]

/** What a key did. `at` is milliseconds of a steady clock, never the time of day. */
export interface KeyPress {
  key: KeyName
  /** 0 to 9, with `Digit` only. */
  digit?: number
  phase: Phase
  at: number
}

/** Which keys one model of box or remote sends. Data, with its source; `normalise.ts` reads it. */
export interface Profile {
  name: string
  source: string
  /** By `event.keyCode`; digits are `Digit0` to `Digit9`. */
  codes: Readonly<Record<number, ProfileKey>>
  /** By `event.key`, looked at before the code. */
  keys?: Readonly<Record<string, ProfileKey>>
}
export type ProfileKey = KeyName | `Digit${number}`
