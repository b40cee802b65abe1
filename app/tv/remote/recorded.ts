import { type HoldStyle, holdStyles, keyNames, type Profile, type ProfileKey } from './keys'

/**
 * A profile as the installer's key test shows it (`settings.json`, `remote.recorded`); null where there is none. What
 * is not a key of ours is left out, so that a slip of the pen costs one key and not the remote; a profile that could
 * not even move, confirm and go back is none.
 */
export function recordedProfile(file: Readonly<Record<string, unknown>>): Profile | null {
  const { name, source, hold } = file
  const keys = known(file.keys)
  const codes = known(file.codes)
  const has = (wanted: ProfileKey) =>
    [keys, codes].some((table) => Object.keys(table).some((key) => table[key] === wanted))
  if (!(['Up', 'Down', 'Left', 'Right', 'Enter', 'Back'] as const).every(has)) return null
  return {
    name: typeof name === 'string' && name !== '' ? name : 'recorded',
    source: typeof source === 'string' ? source : 'settings.json',
    keys,
    codes,
    // Unless somebody says how it holds: a key that is never let go must not be taken for one that is held.
    hold: (holdStyles as readonly unknown[]).indexOf(hold) >= 0 ? (hold as HoldStyle) : 'none',
  }
}

function known(table: unknown): Record<string, ProfileKey> {
  const found: Record<string, ProfileKey> = {}
  if (typeof table !== 'object' || table === null) return found
  // The key test once wrote down all keys of an engine that names none by this one name.
  for (const [key, name] of Object.entries(table)) if (isKey(name) && key !== 'undefined') found[key] = name
  return found
}

const isKey = (name: unknown): name is ProfileKey =>
  (keyNames as readonly unknown[]).indexOf(name) >= 0 || (typeof name === 'string' && /^Digit\d$/.test(name))
