/** Which signing key signs, checks, or may go; without I/O. Times are epoch milliseconds. */

/** How often a process reads the keys again. */
export const relearnMs = 20_000
/** A new key signs only after this, so that no process meets a token of a key that it does not know. */
export const knownAfterMs = 3 * relearnMs
/** A key checks so long after another has taken its place: no token lives longer than the longest watching time of a day. */
const keptMs = 2 * 24 * 3600 * 1000

export interface KeyFacts {
  id: string
  created_at: number
}

/** `coming`: it will sign when every process knows it; `signs`; `checks`: only tokens that it signed before. */
type KeyState = 'coming' | 'signs' | 'checks'

export interface KeyStanding {
  id: string
  createdAt: number
  state: KeyState
  signsFrom: number
  /** when another took its place; null while none has */
  replacedAt: number | null
}

/** How the keys of a deployment stand, oldest first as given: the newest that every process knows signs. */
export function standings(keys: readonly KeyFacts[], now: number): KeyStanding[] {
  // In a young deployment none has been known for long: the oldest is known longest.
  const signer = Math.max(
    0,
    keys.findLastIndex((key) => key.created_at <= now - knownAfterMs),
  )
  return keys.map((key, index) => ({
    id: key.id,
    createdAt: key.created_at,
    state: index === signer ? 'signs' : index < signer ? 'checks' : 'coming',
    signsFrom: index === 0 ? key.created_at : key.created_at + knownAfterMs,
    replacedAt: index < signer ? (keys[index + 1]?.created_at ?? 0) + knownAfterMs : null,
  }))
}

/** Whether nothing that the key signed can be alive, whatever the settings. */
export const isForgotten = ({ replacedAt }: KeyStanding, now: number): boolean =>
  replacedAt !== null && replacedAt < now - keptMs

/** When the last token of a key has ended, given how long tokens live in this deployment; null while it signs. */
export function freeFrom({ replacedAt }: KeyStanding, longestTokenMs: number): number | null {
  // A process that could not read the keys for a while signed with it a little longer.
  return replacedAt === null ? null : replacedAt + longestTokenMs + knownAfterMs
}

/** Why a key cannot be retired, in a sentence; null when it can. */
export function retiringFault(
  key: KeyStanding,
  now: number,
  { longestTokenMs, atOnce }: { longestTokenMs: number; atOnce: boolean },
): string | null {
  if (key.state === 'signs') return `The key "${key.id}" signs. Make a new one first, and wait until that one signs.`
  if (key.state === 'coming')
    return `The key "${key.id}" will sign from ${new Date(key.signsFrom).toISOString()}: other processes may count on it. It can be retired when a newer one signs.`
  const free = freeFrom(key, longestTokenMs) ?? 0
  if (!atOnce && now < free)
    return `Tokens of the key "${key.id}" may be alive until ${new Date(free).toISOString()}. Wait until then, or retire it now: boxes sign in again by themselves, and running pictures are cut.`
  return null
}
