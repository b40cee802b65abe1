import { isSaved, type OutboxPorts, type Saved } from './call'
import { type Entry, waited } from './entry'

const storeName = 'alarm.outbox'
/** Longer than this a box was not just restarted: its clock is not to be believed. */
const plausibleMs = 7 * 24 * 3_600_000

/** The calls from before the restart, each as old as it is by now. */
export function restoreEntries(ports: OutboxPorts): Entry[] {
  const saved = ports.store.read<Saved[]>(storeName)
  return Array.isArray(saved) ? saved.filter(isSaved).map((one) => restore(one, ports)) : []
}

function restore(saved: Saved, ports: OutboxPorts): Entry {
  const off = ports.boxTime() - saved.saved_at
  const waited_ms = saved.waited_ms + (off >= 0 && off < plausibleMs ? off : 0)
  return { ...saved, waited_ms, since: ports.clock.steady(), attempts: 0, busy: false, sign: null, cancel: () => {} }
}

/**
 * Writes down what has to survive a power cut: the calls that are not closed, none that was stopped after a digit.
 * False where the box keeps nothing.
 */
export function saveEntries(entries: readonly Entry[], ports: OutboxPorts): boolean {
  const { store, clock } = ports
  const open = entries.filter(({ alarm, sign }) => alarm?.state !== 'closed' && sign === null)
  const saved_at = ports.boxTime()
  const saved = open.map((entry): Saved => {
    const { key, wish, pressed_at, passed_on, alarm } = entry
    return { key, wish, pressed_at, waited_ms: waited(entry, clock.steady()), saved_at, passed_on, alarm }
  })
  if (saved.length > 0) return store.write(storeName, saved)
  store.remove(storeName)
  return true
}
