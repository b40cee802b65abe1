import type { Alarm } from '../../contract/alarms'
import type { OutboxPorts, OwnCall, Saved } from './call'
import type { Wish } from './panel'

/** A call in the outbox, with what of it ends with the power. */
export interface Entry extends Saved {
  /** steady time to which `waited_ms` belongs, as `saved_at` is the box's */
  since: number
  attempts: number
  /** which alarm it became, as the service said when it passed it on */
  told?: string | undefined
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

/** Longer than this a box was not just off or asleep: its clock is not to be believed. */
const plausibleMs = 7 * 24 * 3_600_000
/** A smaller difference is the box's clock being set right. */
const sleptMs = 30_000

/** What the box's time tells of a pause that no steady clock has counted. */
export const paused = (ms: number, fromMs = 0): number => (ms >= fromMs && ms < plausibleMs ? ms : 0)

/** Counts up to now how long ago it was pressed: in standby the steady clock may stand still, as it does without power. */
export function count(entry: Entry, { clock, boxTime }: Pick<OutboxPorts, 'clock' | 'boxTime'>): void {
  const [steady, box] = [clock.steady(), boxTime()]
  const counted = steady - entry.since
  entry.waited_ms += counted + paused(box - entry.saved_at - counted, sleptMs)
  entry.since = steady
  entry.saved_at = box
}

/** Which alarm a call has become, as far as the service has said. */
export const alarmOf = ({ alarm, told }: Entry): string | undefined => alarm?.id ?? told

/** Whether the service has it for good: what it passed on is sent again, also when its alarm is heard of. */
export const isTaken = ({ alarm, passed_on }: Saved): boolean => !!alarm && !passed_on

/** What screens see of a call of this box. */
export function viewPressed(entry: Entry, steady: number): OwnCall {
  const sent = entry.alarm ? 'stored' : entry.passed_on ? 'passed_on' : 'unsent'
  const asking = sent === 'unsent' && entry.waited_ms + steady - entry.since >= askAfterMs
  const { key, wish, pressed_at: pressedAt, alarm } = entry
  return { key, wish, pressedAt, sent, asking, alarm }
}

/** What screens see of a call that another box of the household pressed. */
export function viewHeard(alarm: Alarm): OwnCall {
  const { kind, quiet, mode, pressed_at: pressedAt } = alarm
  return { key: null, wish: { kind, quiet, mode }, pressedAt, sent: 'stored', asking: false, alarm }
}
