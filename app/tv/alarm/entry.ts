import type { Alarm } from '../../contract/alarms'
import type { OutboxPorts, OwnCall, Saved } from './call'
import type { Wish } from './panel'

/** A call in the outbox, with what of it ends with the power. */
export interface Entry extends Saved {
  /** steady time to which `waited_ms` belongs */
  since: number
  attempts: number
  busy: boolean
  /** a call that was stopped after this digit: kept in memory only, so that no trace of it stays on the box */
  sign: number | null
  cancel: () => void
}

/** After this time the caller is asked whether help is still needed. */
const askAfterMs = 600_000

/** A call pressed now. */
export function pressedNow(ports: OutboxPorts, wish: Wish, sign: number | null): Entry {
  return {
    key: ports.makeKey(),
    wish,
    pressed_at: new Date(ports.clock.now()).toISOString(),
    waited_ms: 0,
    saved_at: ports.boxTime(),
    passed_on: false,
    alarm: null,
    since: ports.clock.steady(),
    attempts: 0,
    busy: false,
    sign,
    cancel: () => {},
  }
}

/** How long ago it was pressed, milliseconds, restarts included. */
export const waited = (entry: Entry, steady: number): number => entry.waited_ms + steady - entry.since

/** What screens see of a call of this box. */
export function viewPressed(entry: Entry, steady: number): OwnCall {
  const sent = entry.alarm ? 'stored' : entry.passed_on ? 'passed_on' : 'unsent'
  const asking = sent === 'unsent' && waited(entry, steady) >= askAfterMs
  const { key, wish, pressed_at: pressedAt, alarm } = entry
  return { key, wish, pressedAt, sent, asking, alarm }
}

/** What screens see of a call that another box of the household pressed. */
export function viewHeard(alarm: Alarm): OwnCall {
  const { kind, quiet, mode, pressed_at: pressedAt } = alarm
  return { key: null, wish: { kind, quiet, mode }, pressedAt, sent: 'stored', asking: false, alarm }
}
