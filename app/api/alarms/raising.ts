import type { AlarmKind, AlarmRequest } from '../../contract/alarms'
import type { Db } from '../database/connect'
import type { CallingBox } from '../pairing/guard'
import { isStoreDown, ProblemError } from '../problems'
import type { Service } from '../service'
import { startLadder } from './escalation'
import type { AlarmFacts } from './facts'
import { complete, householdAs, newAlarm } from './people'
import { advance, alarmId, bodyHash, groupCallsMs, joins, type Press, pressOf } from './rules'
import { insertSteps } from './steps-store'
import * as store from './store'
import { channelsOf, groupHears } from './view'
import type { Writing } from './writing'

/** A store that has not answered by then counts as down: the call is passed on, and the box comes again. */
const patienceMs = 2500

/** What begins an alarm: a press, and the calls of a drill. */
export function openRaising(service: Service, { change, read, tell }: Writing) {
  const { clock, bus, neighbourhood, config, log } = service

  async function raise(box: CallingBox, key: string, request: AlarmRequest, duress = false) {
    const now = clock.now()
    const press = pressOf(request, now)
    const hash = bodyHash(request)
    try {
      if (neighbourhood.household(box.household) === null) await neighbourhood.refresh()
      const until = performance.now() + patienceMs
      const taken = await inTime(
        change((transaction) => takeIn(transaction, { box, key, press, hash, duress }, now)),
        patienceMs,
      )
      await withStandby(taken.alarm.id, until - performance.now())
      return taken
    } catch (error) {
      if (!isStoreDown(error)) throw error
      log.error({ error: (error as Error).message }, 'a call for help could not be stored')
      throw passOn(box, key, press, duress, now)
    }
  }

  /**
   * A call is acknowledged when it is also on the standby that PostgreSQL waits for. Without that the answer is "come
   * again", and a repeat waits here as the first did; everybody was told of it by then.
   */
  async function withStandby(alarm: string, ms: number): Promise<void> {
    try {
      await inTime(service.store.confirmed(), ms)
    } catch (error) {
      log.error({ error: (error as Error).message }, 'a call for help is not on the standby')
      throw new ProblemError('store-down', { retryAfter: 2, passed_on: true, alarm })
    }
  }

  async function takeIn(
    transaction: Db,
    called: { box: CallingBox; key: string; press: Press; hash: string; duress: boolean },
    now: number,
  ): Promise<{ alarm: AlarmFacts; created: boolean }> {
    const { box, key, press, hash, duress } = called
    const used = await store.keyUse(transaction, box.serial, key)
    if (used !== null && used.bodyHash !== hash) throw new ProblemError('idempotency-key-reused')
    if (used !== null) return { alarm: await read(transaction, used.alarm), created: false }
    const open = (await store.openAlarmsOf(transaction, box.household)).find((alarm) => joins(alarm, press))
    const keyOf = (alarm: string) => ({ box: box.serial, key, alarm, bodyHash: hash, at: now })
    if (open !== undefined) {
      await store.insertKey(transaction, keyOf(open.id))
      const again = { box, late: press.late, duress }
      return { alarm: await pressAgain(transaction, complete(service, open), again, now), created: false }
    }
    const id = alarmId(box.serial, key)
    const alarm = await begin(transaction, { id, press, household: box.household, box: box.serial, duress }, now)
    await store.insertKey(transaction, keyOf(id))
    return { alarm, created: true }
  }

  /** Writes a new alarm with its first receipts and its timers, and tells of it. */
  async function begin(
    transaction: Db,
    raised: { id: string; press: Press; household: string; box: string; duress?: boolean },
    now: number,
  ): Promise<AlarmFacts> {
    const fresh = await sparingGroup(transaction, newAlarm(service, { ...raised, at: now, stored: true }), now)
    const { alarm, steps } = await startLadder(transaction, service, fresh, now)
    await store.insertAlarm(transaction, alarm)
    await insertSteps(transaction, alarm.id, steps)
    await tell(transaction, 'alarm.raised', alarm)
    return alarm
  }

  /** A household that called its group too often lately calls the desks alone, and is told so. */
  async function sparingGroup(transaction: Db, alarm: AlarmFacts, now: number): Promise<AlarmFacts> {
    if (alarm.mode !== 'real' || !groupHears(alarm)) return alarm
    const earlier = await store.callsToGroup(transaction, alarm.household, now - groupCallsMs)
    if (earlier < config.GROUP_CALLS_PER_HOUR) return alarm
    return advance({ ...alarm, group: null }, { hop: 'desks_only', at: now, who: { kind: 'system' } }).alarm
  }

  async function pressAgain(
    transaction: Db,
    open: AlarmFacts,
    { box, late, duress }: { box: CallingBox; late: boolean; duress: boolean },
    now: number,
  ): Promise<AlarmFacts> {
    const receipt = { hop: 'pressed_again' as const, at: now, who: householdAs(service, box.household) }
    let { alarm } = advance(open, receipt, { late, duress })
    alarm = { ...alarm, boxes: [...new Set([...alarm.boxes, box.serial])] }
    if (open.unanswered) {
      const anew = await startLadder(transaction, service, alarm, now)
      alarm = anew.alarm
      await insertSteps(transaction, alarm.id, anew.steps)
    }
    await store.updateAlarm(transaction, alarm, open.receipts.length)
    // Neighbours hear for the first time of a call that was late until now.
    await tell(transaction, open.late && !alarm.late ? 'alarm.raised' : 'alarm.updated', alarm)
    return alarm
  }

  /** Tells those who listen to this process, and what to answer: heard, but not stored. */
  function passOn(box: CallingBox, key: string, press: Press, duress: boolean, now: number): ProblemError {
    const id = alarmId(box.serial, key)
    const known = neighbourhood.household(box.household) !== null
    if (known) {
      const raised = { id, press, household: box.household, box: box.serial, at: now, stored: false, duress }
      const alarm = newAlarm(service, raised)
      bus.passOn({ type: 'alarm.raised', channels: channelsOf(alarm), data: alarm })
    }
    return new ProblemError('store-down', { retryAfter: 2, passed_on: known, alarm: id })
  }

  async function drill(
    calls: readonly { id: string; household: string }[],
    kind: AlarmKind,
    write: (transaction: Db) => Promise<void>,
  ): Promise<void> {
    const now = clock.now()
    const press: Press = { kind, quiet: false, mode: 'drill', pressedAt: now, late: false }
    await change(async (transaction) => {
      // No box pressed: the household that plays the caller hears of it as of a press on another box of its own.
      for (const { id, household } of calls) await begin(transaction, { id, press, household, box: '' }, now)
      await write(transaction)
    })
  }

  return { raise, drill }
}

/** Fails as a store that is down when the work takes too long; what is stored later still counts. */
function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((done, fail) => {
    const late = Object.assign(new Error('the store takes too long'), { code: 'ETIMEDOUT' })
    const timer = setTimeout(() => fail(late), ms)
    work.then(done, fail).finally(() => clearTimeout(timer))
  })
}
