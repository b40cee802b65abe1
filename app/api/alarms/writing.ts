import type { Db } from '../database/connect'
import { openWriter } from '../database/writer'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { insertMessages } from '../webhooks/store'
import type { AlarmFacts } from './facts'
import { complete } from './people'
import type { Advance } from './rules'
import { alarmById, updateAlarm } from './store'
import { alarmView, channelsOf } from './view'

/** Says no with a ProblemError when the caller may not act on this alarm. */
export type Permission = (alarm: AlarmFacts) => void

/** How everything here writes: one transaction per change, with its receipts, its events and its webhooks. */
export interface Writing {
  /** Runs a change and, when it is durable, wakes the listeners. */
  change<T>(work: (transaction: Db) => Promise<T>): Promise<T>
  /** @throws ProblemError not-found */
  read(at: Db, id: string): Promise<AlarmFacts>
  /** Tells everyone who may know, in the transaction of what happened. */
  tell(transaction: Db, type: 'alarm.raised' | 'alarm.updated', ...alarms: AlarmFacts[]): Promise<void>
  /** Writes what a step of the ladder changed, without telling. @throws ProblemError conflict when it was refused */
  write(transaction: Db, before: AlarmFacts, step: Advance): Promise<AlarmFacts>
}

export function openWriting(service: Service): Writing {
  const { clock, bus, config } = service
  const writer = openWriter(service.store)
  return {
    async change(work) {
      const value = await writer.write(work)
      void bus.wake()
      return value
    },
    async read(at, id) {
      const found = await alarmById(at, id)
      if (found === null) throw new ProblemError('not-found')
      return complete(service, found)
    },
    async tell(transaction, type, ...alarms) {
      await bus.record(transaction, ...alarms.map((alarm) => ({ type, channels: channelsOf(alarm), data: alarm })))
      if (config.WEBHOOK_URL === null) return
      const about = alarms.map((alarm) => alarmView(alarm, 'desk'))
      await insertMessages(transaction, type, about, clock.now())
    },
    async write(transaction, before, step) {
      if (step.result === 'refused') throw refusal(before)
      if (step.result === 'changed') await updateAlarm(transaction, step.alarm, before.receipts.length)
      return step.alarm
    },
  }
}

export const refusal = ({ state }: AlarmFacts) =>
  new ProblemError('conflict', { detail: `the alarm is ${state}`, state })
