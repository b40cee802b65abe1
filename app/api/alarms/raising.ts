import type { AlarmKind, AlarmRequest } from '../../contract/alarms'
import type { Db } from '../database/connect'
import { writeTogether } from '../database/together'
import type { CallingBox } from '../pairing/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { startLadders } from './escalation'
import type { AlarmFacts } from './facts'
import { complete, householdAs, newAlarm, type Raised } from './people'
import { advance, alarmId, bodyHash, groupCallsMs, joins, type Press, pressOf } from './rules'
import { insertSteps } from './steps-store'
import * as store from './store'
import { channelsOf, groupHears } from './view'
import type { Writing } from './writing'

/** A press as it came in, under the id that its alarm will have. */
interface Call {
  id: string
  box: CallingBox
  key: string
  press: Press
  hash: string
  duress: boolean
  at: number
}

interface Taken {
  alarm: AlarmFacts
  created: boolean
}

const keyUse = ({ id, box, key, hash, at }: Call): store.KeyUse => ({
  ...{ box: box.serial, key, alarm: id },
  ...{ bodyHash: hash, at },
})

const raisedBy = ({ id, box, press, duress, at }: Call): Raised => ({
  ...{ id, press, duress, at },
  ...{ household: box.household, box: box.serial },
})

/**
 * What begins an alarm: a press, and the calls of a drill.
 * @param patienceMs a store that has not answered by then counts as down: the call is passed on, and the box comes again
 */
export function openRaising(service: Service, { change, read, tell }: Writing, patienceMs: number) {
  const { clock, bus, neighbourhood, config, log } = service
  // The first goes at once; those that come while it is written go together.
  const take = writeTogether((calls: readonly Call[]) => change((transaction) => takeIn(transaction, calls)), 0)

  async function raise(box: CallingBox, key: string, request: AlarmRequest, duress = false) {
    const at = clock.now()
    const id = alarmId(box.serial, key)
    const call = { id, box, key, press: pressOf(request, at), hash: bodyHash(request), duress, at }
    try {
      const until = performance.now() + patienceMs
      // Imported a moment ago, in another process.
      if (neighbourhood.household(box.household) === null) await inTime(neighbourhood.refresh(), patienceMs)
      const taken = await inTime(take(call), until - performance.now())
      if (taken instanceof ProblemError) throw taken
      await withStandby(taken.alarm.id, until - performance.now())
      return taken
    } catch (error) {
      if (error instanceof ProblemError) throw error
      // Whatever kept it from being stored, a full disk or a fault of ours: those who can help hear of it.
      log.error({ error: (error as Error).message }, 'a call for help could not be stored')
      throw passOn(call)
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

  /** Calls of several boxes in one transaction; one that is refused is refused alone. */
  async function takeIn(transaction: Db, calls: readonly Call[]): Promise<(Taken | ProblemError)[]> {
    const answers = new Map<Call, Taken | ProblemError>()
    for (let left = calls; left.length > 0; left = left.filter((call) => !answers.has(call))) {
      // A household's next call finds its first one stored.
      const first = new Map(left.toReversed().map((call) => [call.box.household, call]))
      await takeOneOfEach(transaction, [...first.values()], answers)
    }
    return calls.map((call) => answers.get(call) as Taken | ProblemError)
  }

  async function takeOneOfEach(
    transaction: Db,
    calls: readonly Call[],
    answers: Map<Call, Taken | ProblemError>,
  ): Promise<void> {
    const uses = await store.keyUses(transaction, calls.map(keyUse))
    const households = calls.map(({ box }) => box.household)
    const open = await store.openAlarmsOf(transaction, households)
    const fresh: Call[] = []
    for (const call of calls) {
      const { box, key, press, hash } = call
      const used = uses.find((use) => use.box === box.serial && use.key === key)
      const joined = open.find((alarm) => alarm.household === box.household && joins(alarm, press))
      if (used !== undefined && used.bodyHash !== hash) answers.set(call, new ProblemError('idempotency-key-reused'))
      else if (used !== undefined) answers.set(call, { alarm: await read(transaction, used.alarm), created: false })
      else if (joined !== undefined)
        answers.set(call, { alarm: await pressAgain(transaction, complete(service, joined), call), created: false })
      else if (neighbourhood.household(box.household) === null) answers.set(call, new ProblemError('token-invalid'))
      else fresh.push(call)
    }
    const begun = await begin(transaction, fresh.map(raisedBy))
    await store.insertKeys(transaction, fresh.map(keyUse))
    for (const [at, call] of fresh.entries()) answers.set(call, { alarm: begun[at] as AlarmFacts, created: true })
  }

  /** Writes new alarms with their first receipts and their timers, and tells of them. */
  async function begin(transaction: Db, raised: readonly Raised[]): Promise<AlarmFacts[]> {
    if (raised.length === 0) return []
    const alarms = await sparingGroups(
      transaction,
      raised.map((one) => newAlarm(service, one, true)),
    )
    const started = await startLadders(transaction, service, alarms, clock.now())
    await store.insertAlarms(transaction, started.alarms)
    await insertSteps(transaction, started.steps)
    await tell(transaction, 'alarm.raised', ...started.alarms)
    return started.alarms
  }

  /** A household that called its group too often lately calls the desks alone, and is told so. */
  async function sparingGroups(transaction: Db, alarms: readonly AlarmFacts[]): Promise<AlarmFacts[]> {
    const toGroup = (alarm: AlarmFacts) => alarm.mode === 'real' && groupHears(alarm)
    const households = alarms.filter(toGroup).map(({ household }) => household)
    if (households.length === 0) return [...alarms]
    const earlier = await store.callsToGroup(transaction, households, clock.now() - groupCallsMs)
    return alarms.map((alarm) => {
      if (!toGroup(alarm) || (earlier.get(alarm.household) ?? 0) < config.GROUP_CALLS_PER_HOUR) return alarm
      const receipt = { hop: 'desks_only' as const, at: alarm.raisedAt, who: { kind: 'system' as const } }
      return advance({ ...alarm, group: null }, receipt).alarm
    })
  }

  async function pressAgain(transaction: Db, open: AlarmFacts, call: Call): Promise<AlarmFacts> {
    const { box, at, duress } = call
    const { late } = call.press
    await store.insertKeys(transaction, [{ ...keyUse(call), alarm: open.id }])
    const receipt = { hop: 'pressed_again' as const, at, who: householdAs(service, box.household) }
    let { alarm } = advance(open, receipt, { late, duress })
    alarm = { ...alarm, boxes: [...new Set([...alarm.boxes, box.serial])] }
    if (open.unanswered) {
      const anew = await startLadders(transaction, service, [alarm], at)
      alarm = anew.alarms[0] ?? alarm
      await insertSteps(transaction, anew.steps)
    }
    await store.updateAlarm(transaction, alarm, open.receipts.length)
    // Neighbours hear for the first time of a call that was late until now.
    await tell(transaction, open.late && !alarm.late ? 'alarm.raised' : 'alarm.updated', alarm)
    return alarm
  }

  /** Tells those who listen to this process, and what to answer: heard, but not stored. */
  function passOn(call: Call): ProblemError {
    const known = neighbourhood.household(call.box.household) !== null
    if (known) {
      const alarm = newAlarm(service, raisedBy(call), false)
      bus.passOn({ type: 'alarm.raised', channels: channelsOf(alarm), data: alarm })
    }
    return new ProblemError('store-down', { retryAfter: 2, passed_on: known, alarm: call.id })
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
      const raised = calls.map(({ id, household }) => ({ id, press, household, box: '', duress: false, at: now }))
      await begin(transaction, raised)
      await write(transaction)
    })
  }

  return { raise, drill }
}

/** Fails as a store that is down when the work takes too long; what is stored later still counts. */
function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((done, fail) => {
    const late = () => fail(Object.assign(new Error('the store takes too long'), { code: 'ETIMEDOUT' }))
    const timer = setTimeout(late, ms)
    work.then(done, fail).finally(() => clearTimeout(timer))
  })
}
