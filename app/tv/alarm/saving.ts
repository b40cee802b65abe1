import { isSaved, type OutboxPorts, type Saved } from './call'
import { count, type Entry, paused } from './entry'

const storeName = 'alarm.outbox'

/** The calls from before the restart, each as old as it is by now. */
export function restoreEntries(ports: OutboxPorts): Entry[] {
  const saved = ports.store.read<Saved[]>(storeName)
  return Array.isArray(saved) ? saved.filter(isSaved).map((one) => restore(one, ports)) : []
}

function restore(saved: Saved, ports: OutboxPorts): Entry {
  const saved_at = ports.boxTime()
  const waited_ms = saved.waited_ms + paused(saved_at - saved.saved_at)
  const since = ports.clock.steady()
  return { ...saved, waited_ms, saved_at, since, attempts: 0, busy: false, sign: null, cancel: () => {} }
}

/**
 * Writes down what has to survive a power cut: the calls that are not closed, none that was stopped after a digit.
 * False where the box keeps nothing.
 */
export function saveEntries(entries: readonly Entry[], ports: OutboxPorts): boolean {
  const { store } = ports
  const open = entries.filter(({ alarm, sign }) => alarm?.state !== 'closed' && sign === null)
  const saved = open.map((entry): Saved => {
    count(entry, ports)
    const { key, wish, pressed_at, waited_ms, saved_at, passed_on, alarm } = entry
    return { key, wish, pressed_at, waited_ms, saved_at, passed_on, alarm }
  })
  if (saved.length > 0) return store.write(storeName, saved)
  store.remove(storeName)
  return true
}
