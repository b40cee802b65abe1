import type { BoxStore } from '../service/store'
import type { KeyName, Profile } from './keys'
import { nameOf } from './normalise'
import { chooseProfile, profiles } from './profiles'
import { recordedProfile } from './recorded'

/** The key profile that was chosen on this box, before what the deployment says, and the one recorded on it. */

type Store = Pick<BoxStore, 'read' | 'write' | 'remove'>
type Deployment = { profile: string; recorded: Record<string, unknown> }
const chosenName = 'keyProfile'
const recordedName = 'recordedKeys'

/** The profile without any choice on this box: recorded by an installer for this model, named, or guessed. */
export function usualProfile({ profile, recorded }: Deployment): Profile {
  return recordedProfile(recorded) ?? chooseProfile(profile, navigator.userAgent, (name) => name in window)
}

/** The profile with this name; '' is the usual one, `recorded` the one recorded here. */
export function profileNamed(name: string, store: Store, deployment: Deployment): Profile {
  if (name === 'recorded') return recordedHere(store) ?? usualProfile(deployment)
  return profiles.filter((profile) => profile.name === name)[0] ?? usualProfile(deployment)
}

/** The profile to start with. */
export const profileToUse = (store: Store, deployment: Deployment): Profile =>
  profileNamed(chosenProfile(store), store, deployment)

/** The name of the chosen profile; empty where nothing was chosen. */
export function chosenProfile(store: Store): string {
  const name = store.read<unknown>(chosenName)
  return typeof name === 'string' ? name : ''
}

export function keepChosen(store: Store, name: string): void {
  if (name === '') store.remove(chosenName)
  else store.write(chosenName, name)
}

/** What was recorded on this box; null where that is nothing, or nothing that one could get around with. */
export function recordedHere(store: Store): Profile | null {
  const stored = store.read<unknown>(recordedName)
  return typeof stored === 'object' && stored !== null ? recordedProfile(stored as Record<string, unknown>) : null
}

export const keepRecorded = (store: Store, profile: Profile): void => void store.write(recordedName, profile)

/** Without these nobody gets out of a screen again. */
const needed: readonly KeyName[] = ['Up', 'Down', 'Left', 'Right', 'Enter', 'Back']

/** The keys without which a profile is not used. */
export function lacking({ codes, keys = {} }: Profile): KeyName[] {
  const known = Object.keys(codes).map((code) => codes[Number(code)])
  const all = known.concat(Object.keys(keys).map((key) => keys[key]))
  return needed.filter((name) => all.indexOf(name) < 0)
}

/** One key that says nothing, held so long, brings the usual profile back, ms. */
const rescueMs = 10_000
/** A key that comes later than this is a new press of it, ms: the first repeat of a slow box takes a second. */
const denseMs = 1_500

/**
 * What says nothing with any profile, by code: what a box's player tells in the shape of keys (768 on IPTV boxes, the
 * others on cable ones), and volume, which is the box's own and is held for long.
 */
const isNever = (code: number): boolean =>
  code === 768 ||
  code === 13015 ||
  [173, 259, 447, 595].some((first) => code >= first && code < first + 3) ||
  (code >= 5002 && code <= 5010) ||
  (code >= 5200 && code <= 5213)

/** Watches for a key that is held and says nothing: a remote that the chosen profile does not fit. */
export class Rescue {
  private key = ''
  private since = 0
  private last = 0

  /** Whether it is time to go back. `at` in milliseconds of a steady clock. */
  heard(event: Pick<KeyboardEvent, 'type' | 'key' | 'keyCode'>, profile: Profile, at: number): boolean {
    if (isNever(event.keyCode)) return false
    const key = `${event.key} ${event.keyCode}`
    if (event.type !== 'keydown' || nameOf(event, profile) !== null) {
      this.key = ''
      return false
    }
    if (key !== this.key || at - this.last > denseMs) this.since = at
    this.key = key
    this.last = at
    return at - this.since >= rescueMs
  }
}
