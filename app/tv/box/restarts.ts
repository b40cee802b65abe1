import type { BoxStore } from '../service/store'
import type { Illness } from './guard'

/** A restart that the app gave itself, as it is stored. */
interface Restart {
  /** the box's time of day */
  at: number
  why: Illness
  /** told to the service */
  told: boolean
}

const storeName = 'restarts'
const withinMs = 600_000

/** The restarts that still count, from what was stored: anything at all. A clock that was set back makes none older. */
export function recentRestarts(stored: unknown, now: number): Restart[] {
  const isRestart = (one: Restart | null): one is Restart =>
    typeof one?.at === 'number' && typeof one.why === 'string' && now - one.at < withinMs
  return Array.isArray(stored) ? stored.filter(isRestart) : []
}

/** How often the app restarted itself lately. */
export const restartsSoFar = (store: BoxStore): readonly unknown[] => recentRestarts(store.read(storeName), Date.now())

export function noteRestart(store: BoxStore, why: Illness): void {
  const now = Date.now()
  store.write(storeName, [...recentRestarts(store.read(storeName), now), { at: now, why, told: false }])
}

/** A person wants another try: what was before does not count. */
export const forgetRestarts = (store: BoxStore): void => store.remove(storeName)

/** Why the app restarted itself since this was last asked. */
export function untoldRestarts(store: BoxStore): Illness[] {
  const recent = recentRestarts(store.read(storeName), Date.now())
  const untold = recent.filter(({ told }) => !told).map(({ why }) => why)
  const told = recent.map((one) => ({ ...one, told: true }))
  if (untold.length > 0) store.write(storeName, told)
  return untold
}
