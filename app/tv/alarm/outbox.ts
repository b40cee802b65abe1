import type { Alarm, TextAnswer } from '../../contract/alarms'
import { isAlarm, type OutboxPorts, type OwnCall } from './call'
import { alarmOf, count, type Entry, isTaken, pressedNow, viewHeard, viewPressed } from './entry'
import { exchange, handOver, isFinal, pathOf, wasPassedOn } from './exchange'
import { laterAlarm } from './ladder'
import type { Wish } from './panel'
import { restoreEntries, saveEntries } from './saving'

const longestPauseMs = 15_000
const pollMs = 4_000

/**
 * The calls of this box. A press is stored before it is sent and sent again until the server confirms it; afterwards
 * the alarm is followed until a desk closes it. A quiet call leaves nothing here once it is sent.
 */
export class Outbox {
  private entries: Entry[]
  private kept = true
  private heard: Alarm[] = []
  private readonly listeners = new Set<() => void>()

  constructor(private readonly ports: OutboxPorts) {
    this.entries = restoreEntries(ports)
  }

  /** Goes on with what was left from before the restart. */
  start(): void {
    for (const entry of this.entries) this.go(entry)
  }

  /** Hears of every change. Returns how to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** What may be shown: never a quiet call; the newest first. */
  calls(): OwnCall[] {
    const pressed = this.entries.filter(({ wish }) => !wish.quiet).map((entry) => this.view(entry))
    return [...pressed.reverse(), ...this.heard.map(viewHeard)]
  }

  /** A deliberate press. It is stored before this returns and on its way at once. */
  press(wish: Wish): void {
    this.begin(wish, null)
  }

  /** Stopped in the countdown after a digit: only the service knows whether it means anything. */
  stopped(kind: Wish['kind'], sign: number): void {
    this.begin({ kind, quiet: true, mode: 'real' }, sign)
  }

  private begin(wish: Wish, sign: number | null): void {
    const entry = pressedNow(this.ports, wish, sign)
    this.entries.push(entry)
    this.save()
    this.go(entry)
    this.changed()
  }

  /** An alarm of this household as an event told it. */
  hear(alarm: Alarm): void {
    if (!alarm.own || alarm.quiet) return
    const entry = alarm.stored && this.entries.filter((one) => alarmOf(one) === alarm.id).pop()
    if (entry) {
      this.become(entry, alarm)
      return
    }
    // The event may be faster than the answer to the press: then the answer will bring the same alarm.
    const known = this.heard.find(({ id }) => id === alarm.id)
    if (!known && (alarm.state === 'closed' || !alarm.stored)) return
    this.heard = [...this.heard.filter(({ id }) => id !== alarm.id), known ? laterAlarm(known, alarm) : alarm]
    this.changed()
  }

  /** The network is back: whatever waits is tried now. */
  hurry(): void {
    for (const entry of this.entries) if (!isTaken(entry)) this.go(entry)
  }

  /** "Still need help": a fresh press takes the place of the old one. */
  renew(key: string): void {
    const entry = this.take(key)
    if (entry) this.press(entry.wish)
  }

  /** "No longer needed", or a closed call was read: it is not shown any more. */
  forget(call: OwnCall): void {
    if (call.key !== null) this.take(call.key)
    this.heard = this.heard.filter(({ id }) => id !== call.alarm?.id)
    this.changed()
  }

  /** What is over was read. */
  forgetClosed(): void {
    for (const call of this.calls()) if (call.alarm?.state === 'closed') this.forget(call)
  }

  /** An alarm that another box of the household pressed, and of which the service knows nothing any more. */
  lose(alarm: string): void {
    const left = this.heard.filter(({ id }) => id !== alarm)
    if (left.length === this.heard.length) return
    this.heard = left
    this.changed()
  }

  /**
   * Whether something waits to be sent that a restart of the app would lose, or leave with nobody to send it: without a
   * network the page itself may not come back.
   */
  losable(online: boolean): boolean {
    return this.entries.some((one) => !isTaken(one) && (one.sign !== null || !this.kept || !online))
  }

  /** Tells the desk that the caller says all is well. True when the server has it. */
  saySafe(alarm: string, sign?: number): Promise<boolean> {
    return this.tell(`${pathOf(alarm)}/safe`, sign === undefined ? {} : { sign: String(sign) })
  }

  /** A text of the desk is on the screen. True when the server has it. */
  textShown(alarm: string, text: string): Promise<boolean> {
    return this.tell(`${pathOf(alarm)}/texts/${encodeURIComponent(text)}/displayed`, {})
  }

  /** Answers a text of the desk. True when the server has it. */
  answerText(alarm: string, text: string, answer: TextAnswer): Promise<boolean> {
    return this.tell(`${pathOf(alarm)}/texts/${encodeURIComponent(text)}/answer`, { answer })
  }

  /** At each address once: what it says twice changes nothing there. */
  private async tell(path: string, body: object, attempt = 0): Promise<boolean> {
    const sending = { body: JSON.stringify(body) }
    const answer = await exchange(this.ports, 'POST', path, attempt, sending).catch(() => null)
    if ((answer === null || answer.status >= 500) && attempt + 1 < this.ports.addresses)
      return this.tell(path, body, attempt + 1)
    if (answer !== null && isAlarm(answer.body)) this.hear(answer.body)
    return answer !== null && answer.status < 300
  }

  /** Stops all timers; what is stored stays. */
  stop(): void {
    for (const entry of this.entries) entry.cancel()
    this.entries = []
  }

  private go(entry: Entry): void {
    entry.cancel()
    entry.cancel = () => {}
    if (entry.busy) return
    entry.busy = true
    const done = entry.alarm && isTaken(entry) ? this.follow(entry, entry.alarm.id) : this.send(entry)
    done.then((pause) => {
      entry.busy = false
      if (pause === null || this.entries.indexOf(entry) < 0) return
      entry.cancel = this.ports.later(() => this.go(entry), pause)
    })
  }

  /** Tries once to hand the call over; gives the pause before the next step, or null when nothing is left to do. */
  private async send(entry: Entry): Promise<number | null> {
    const stopped = entry.sign !== null
    count(entry, this.ports)
    const { path, sending } = handOver(entry)
    const attempt = entry.attempts++
    try {
      const answer = await exchange(this.ports, 'POST', path, attempt, sending)
      if (stopped && isFinal(answer)) {
        this.take(entry.key)
        return null
      }
      if ((answer.status === 200 || answer.status === 201) && isAlarm(answer.body))
        return this.accepted(entry, answer.body)
      if (wasPassedOn(answer)) {
        entry.passed_on = true
        entry.told = answer.body.alarm
        // Often an event was faster, and it was heard as of another box.
        for (const { alarm } of this.calls()) if (alarm) this.hear(alarm)
      }
    } catch {
      // The way failed or the answer was lost: the same key goes out again and raises no second alarm.
    }
    this.save()
    this.changed()
    return Math.min(longestPauseMs, 1000 * 2 ** Math.min(attempt, 4))
  }

  private accepted(entry: Entry, alarm: Alarm): number | null {
    if (entry.wish.quiet) {
      this.take(entry.key)
      return null
    }
    entry.passed_on = false
    this.become(entry, alarm)
    return entry.alarm?.state === 'closed' ? null : pollMs
  }

  /** A second press while a call is open joins it, and an event may be faster than the answer: one alarm is shown once. */
  private become(entry: Entry, alarm: Alarm): void {
    this.heard = this.heard.filter(({ id }) => id !== alarm.id)
    for (const other of this.entries.filter((one) => one !== entry && alarmOf(one) === alarm.id)) this.take(other.key)
    this.keep(entry, alarm)
  }

  private async follow(entry: Entry, id: string): Promise<number | null> {
    try {
      const answer = await exchange(this.ports, 'GET', pathOf(id), entry.attempts++, {})
      if (answer.status === 200 && isAlarm(answer.body)) this.keep(entry, answer.body)
      // The service no longer knows it, so there is nothing true left to say of it.
      else if (answer.status === 404) this.forget(this.view(entry))
    } catch {
      // What was confirmed stays on the screen.
    }
    return entry.alarm?.state === 'closed' ? null : pollMs
  }

  private keep(entry: Entry, alarm: Alarm): void {
    entry.alarm = entry.alarm?.id === alarm.id ? laterAlarm(entry.alarm, alarm) : alarm
    this.save()
    this.changed()
  }

  private take(key: string): Entry | undefined {
    const entry = this.entries.find((one) => one.key === key)
    if (!entry) return undefined
    entry.cancel()
    this.entries = this.entries.filter((one) => one !== entry)
    this.save()
    return entry
  }

  private view(entry: Entry): OwnCall {
    return viewPressed(entry, this.ports.clock.steady())
  }

  private save(): void {
    this.kept = saveEntries(this.entries, this.ports)
  }

  private changed(): void {
    this.listeners.forEach((listener) => {
      listener()
    })
  }
}
