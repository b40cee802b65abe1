import type { AlarmKind, AlarmRequest } from '../../contract/alarms'
import { bumpVersion } from '../access/store'
import type { Db } from '../database/connect'
import { openWriter } from '../database/writer'
import { channel } from '../events/bus'
import type { CallingBox } from '../pairing/guard'
import { endPlaybacksOf } from '../playback/endings'
import { isStoreDown, ProblemError } from '../problems'
import type { Service } from '../service'
import { insertMessage } from '../webhooks/store'
import { callDesks, openEscalation, startLadder } from './escalation'
import type { AlarmFacts, Confirmer, Hop } from './facts'
import { complete, householdAs, newAlarm } from './people'
import {
  type Advance,
  advance,
  alarmId,
  awaitsAnswer,
  bodyHash,
  emergency,
  emergencyCameras,
  groupCallsMs,
  isGoing,
  joins,
  type Particulars,
  type Press,
  pressOf,
} from './rules'
import * as store from './store'
import { alarmView, channelsOf, groupHears } from './view'

/** Says no with a ProblemError when the caller may not act on this alarm. */
type Permission = (alarm: AlarmFacts) => void

/** Everything that changes an alarm: one transaction each, with its receipts, its events and its timers. */
export interface Alarms {
  /** A press. `created` is false for a repeat and for a press that joins an open alarm. Resolves when it is durable. */
  raise(box: CallingBox, key: string, request: AlarmRequest): Promise<{ alarm: AlarmFacts; created: boolean }>
  /** The calls of a drill, all or none, together with what `write` writes. Resolves when they are durable. */
  drill(
    calls: readonly { id: string; household: string }[],
    kind: AlarmKind,
    write: (transaction: Db) => Promise<void>,
  ): Promise<void>
  /** One confirmation. Saying a thing twice changes nothing. @throws ProblemError conflict when the ladder refuses it */
  confirm(id: string, may: Permission, hop: Hop, who: Confirmer, particulars?: Particulars): Promise<AlarmFacts>
  /** A neighbour's answer; "going" opens the nearest cameras for a while, another answer closes them. */
  reply(id: string, may: Permission, household: string, hop: 'going' | 'cannot' | 'safe_here'): Promise<AlarmFacts>
  /** The desk opens the nearest cameras to a neighbour who is going, also beyond the limit. */
  consent(id: string, may: Permission, household: string, officer: string): Promise<AlarmFacts>
  /** @throws ProblemError not-found */
  read(id: string): Promise<AlarmFacts>
  /** Fires the escalation timers that are due now. */
  escalate(): Promise<void>
  close(): Promise<void>
}

/** A store that has not answered by then counts as down: the call is passed on, and the box comes again. */
const patienceMs = 2500

export function openAlarms(service: Service): Alarms {
  const { db, clock, bus, neighbourhood, config, viewings, log } = service
  const writer = openWriter(service.store)
  const escalation = openEscalation(service, escalateOne)

  async function tell(transaction: Db, type: 'alarm.raised' | 'alarm.updated', alarm: AlarmFacts): Promise<void> {
    await bus.record(transaction, { type, channels: channelsOf(alarm), data: alarm })
    if (config.WEBHOOK_URL !== null) await insertMessage(transaction, type, alarmView(alarm, 'desk'), clock.now())
  }

  /** Runs a change and, when it is durable, wakes the listeners. */
  async function change<T>(work: (transaction: Db) => Promise<T>): Promise<T> {
    const value = await writer.write(work)
    void bus.wake()
    return value
  }

  async function read(at: Db, id: string): Promise<AlarmFacts> {
    const found = await store.alarmById(at, id)
    if (found === null) throw new ProblemError('not-found')
    return complete(service, found)
  }

  async function raise(box: CallingBox, key: string, request: AlarmRequest) {
    const now = clock.now()
    const press = pressOf(request, now)
    try {
      if (neighbourhood.household(box.household) === null) await neighbourhood.refresh()
      return await inTime(change((transaction) => takeIn(transaction, box, key, press, bodyHash(request), now)))
    } catch (error) {
      if (!isStoreDown(error)) throw error
      log.error({ error: (error as Error).message }, 'a call for help could not be stored')
      throw passOn(box, key, press, now)
    }
  }

  async function takeIn(
    transaction: Db,
    box: CallingBox,
    key: string,
    press: Press,
    hash: string,
    now: number,
  ): Promise<{ alarm: AlarmFacts; created: boolean }> {
    const used = await store.keyUse(transaction, box.serial, key)
    if (used !== null && used.bodyHash !== hash) throw new ProblemError('idempotency-key-reused')
    if (used !== null) return { alarm: await read(transaction, used.alarm), created: false }
    const open = (await store.openAlarmsOf(transaction, box.household)).find((alarm) => joins(alarm, press))
    const keyOf = (alarm: string) => ({ box: box.serial, key, alarm, bodyHash: hash, at: now })
    if (open !== undefined) {
      await store.insertKey(transaction, keyOf(open.id))
      return { alarm: await pressAgain(transaction, complete(service, open), box, press, now), created: false }
    }
    const id = alarmId(box.serial, key)
    const alarm = await begin(transaction, { id, press, household: box.household, box: box.serial }, now)
    await store.insertKey(transaction, keyOf(id))
    return { alarm, created: true }
  }

  /** Writes a new alarm with its first receipts and its timers, and tells of it. */
  async function begin(
    transaction: Db,
    raised: { id: string; press: Press; household: string; box: string },
    now: number,
  ): Promise<AlarmFacts> {
    const fresh = await sparingGroup(transaction, newAlarm(service, { ...raised, at: now, stored: true }), now)
    const { alarm, steps } = await startLadder(transaction, service, fresh, now)
    await store.insertAlarm(transaction, alarm)
    await store.insertSteps(transaction, alarm.id, steps)
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

  const drill: Alarms['drill'] = async (calls, kind, write) => {
    const now = clock.now()
    const press: Press = { kind, quiet: false, mode: 'drill', pressedAt: now, late: false }
    await change(async (transaction) => {
      // No box pressed: the household that plays the caller hears of it as of a press on another box of its own.
      for (const { id, household } of calls) await begin(transaction, { id, press, household, box: '' }, now)
      await write(transaction)
    })
  }

  async function pressAgain(transaction: Db, open: AlarmFacts, box: CallingBox, press: Press, now: number) {
    const receipt = { hop: 'pressed_again' as const, at: now, who: householdAs(service, box.household) }
    let { alarm } = advance(open, receipt, { late: press.late })
    alarm = { ...alarm, boxes: [...new Set([...alarm.boxes, box.serial])] }
    if (open.unanswered) {
      const anew = await startLadder(transaction, service, alarm, now)
      alarm = anew.alarm
      await store.insertSteps(transaction, alarm.id, anew.steps)
    }
    await store.updateAlarm(transaction, alarm, open.receipts.length)
    // Neighbours hear for the first time of a call that was late until now.
    await tell(transaction, open.late && !alarm.late ? 'alarm.raised' : 'alarm.updated', alarm)
    return alarm
  }

  /** Tells those who listen to this process, and what to answer: heard, but not stored. */
  function passOn(box: CallingBox, key: string, press: Press, now: number): ProblemError {
    const id = alarmId(box.serial, key)
    const known = neighbourhood.household(box.household) !== null
    if (known) {
      const alarm = newAlarm(service, { id, press, household: box.household, box: box.serial, at: now, stored: false })
      bus.passOn({ type: 'alarm.raised', channels: channelsOf(alarm), data: alarm })
    }
    return new ProblemError('store-down', { retryAfter: 2, passed_on: known, alarm: id })
  }

  /** Writes a step of the ladder with what follows from it. */
  async function apply(transaction: Db, before: AlarmFacts, step: Advance): Promise<AlarmFacts> {
    if (step.result === 'refused') throw refusal(before)
    if (step.result === 'same') return before
    const { alarm } = step
    await store.updateAlarm(transaction, alarm, before.receipts.length)
    if (awaitsAnswer(before) && !awaitsAnswer(alarm)) await store.finishSteps(transaction, alarm.id, clock.now())
    if (alarm.state === 'closed') await closeCameras(transaction, alarm.id)
    await tell(transaction, 'alarm.updated', alarm)
    return alarm
  }

  const confirm: Alarms['confirm'] = async (id, may, hop, who, particulars = {}) => {
    let outcome: Advance | null = null
    const alarm = await change(async (transaction) => {
      const before = await read(transaction, id)
      may(before)
      outcome = advance(before, { hop, at: clock.now(), who }, particulars)
      if (outcome.result === 'refused' && particulars.duress === true) return flagDuress(transaction, before)
      return apply(transaction, before, outcome)
    })
    // Duress is heard also when the desk has closed the alarm; the answer is the same as without.
    if ((outcome as Advance | null)?.result === 'refused') throw refusal(alarm)
    if (hop === 'closed') await endDeskPictures(id)
    return alarm
  }

  /** The closure is stored by now: nothing here may make it fail. Without this the tokens end within five minutes. */
  async function endDeskPictures(alarm: string): Promise<void> {
    await endPlaybacksOf(service, { alarm }, 'grant_ended').catch((error: Error) =>
      log.error({ error: error.message }, 'the pictures of a desk could not be ended'),
    )
  }

  async function flagDuress(transaction: Db, before: AlarmFacts): Promise<AlarmFacts> {
    const alarm = { ...before, duress: true }
    await store.updateAlarm(transaction, alarm, alarm.receipts.length)
    await tell(transaction, 'alarm.updated', alarm)
    return alarm
  }

  async function reply(id: string, may: Permission, household: string, hop: 'going' | 'cannot' | 'safe_here') {
    let opened: string[] = []
    const alarm = await change(async (transaction) => {
      const before = await read(transaction, id)
      may(before)
      const step = advance(before, { hop, at: clock.now(), who: householdAs(service, household) })
      const after = await apply(transaction, before, step)
      if (hop === 'going') opened = await openCameras(transaction, after, household, false)
      else await closeCameras(transaction, id, household)
      return after
    })
    await logOpened(alarm, household, opened, 'system')
    return alarm
  }

  async function consent(id: string, may: Permission, household: string, officer: string) {
    let opened: string[] = []
    const alarm = await change(async (transaction) => {
      const found = await read(transaction, id)
      may(found)
      if (!isGoing(found, household)) throw new ProblemError('conflict', { detail: 'this household is not going' })
      opened = await openCameras(transaction, found, household, true)
      return found
    })
    await logOpened(alarm, household, opened, officer)
    return alarm
  }

  /** Opens the cameras nearest the alarm to a household that is going, as far as the rules allow. */
  async function openCameras(transaction: Db, alarm: AlarmFacts, household: string, consented: boolean) {
    const now = clock.now()
    if (emergency(alarm, await store.emergenciesOf(transaction, household), now, consented) !== 'open') return []
    const cameras = neighbourhood.nearest(alarm.area, emergencyCameras, now).map((camera) => camera.id)
    const until = now + config.EMERGENCY_MINUTES * 60_000
    await store.insertEmergency(transaction, { alarm: alarm.id, household, cameras, from: now, until })
    await accessChanged(transaction, [household])
    return cameras
  }

  async function closeCameras(transaction: Db, alarm: string, household?: string): Promise<void> {
    await accessChanged(transaction, await store.endEmergencies(transaction, alarm, clock.now(), household))
  }

  async function accessChanged(transaction: Db, households: readonly string[]): Promise<void> {
    if (households.length === 0) return
    await bumpVersion(transaction, 'live')
    const channels = [...households.map(channel.household), channel.service]
    await bus.record(transaction, { type: 'access.changed', channels, data: {} })
  }

  /** The answer is stored by now: nothing here may make it fail. What is really watched is logged by the playback. */
  async function logOpened(alarm: AlarmFacts, household: string, cameras: readonly string[], actor: string) {
    if (cameras.length === 0) return
    const told = { kind: 'emergency.opened' as const, household, actor, reason: `alarm ${alarm.id}` }
    const detail = `${config.EMERGENCY_MINUTES} minutes`
    try {
      await neighbourhood.refresh()
      await Promise.all(cameras.map((camera) => viewings.append({ ...told, camera, detail })))
    } catch (error) {
      log.error({ error: (error as Error).message }, 'an emergency grant could not be logged')
    }
  }

  async function escalateOne(id: string): Promise<void> {
    await change(async (transaction) => {
      const before = await read(transaction, id)
      const after = await callDesks(transaction, before, clock.now())
      if (after === before) return
      await store.updateAlarm(transaction, after, before.receipts.length)
      await tell(transaction, 'alarm.updated', after)
    })
  }

  return {
    raise,
    drill,
    confirm,
    reply,
    consent,
    read: (id) => read(db, id),
    escalate: escalation.look,
    close: escalation.close,
  }
}

const refusal = ({ state }: AlarmFacts) => new ProblemError('conflict', { detail: `the alarm is ${state}`, state })

/** Fails as a store that is down when the work takes too long; what is stored later still counts. */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    const late = Object.assign(new Error('the store takes too long'), { code: 'ETIMEDOUT' })
    const timer = setTimeout(() => fail(late), patienceMs)
    work.then(done, fail).finally(() => clearTimeout(timer))
  })
}
