import type { AlarmKind, AlarmRequest, TextAnswer, TextRequest } from '../../contract/alarms'
import type { Db } from '../database/connect'
import type { CallingBox } from '../pairing/guard'
import { endPlaybacksOf } from '../playback/endings'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { openEmergencies } from './emergencies'
import { callDesks, openEscalation } from './escalation'
import type { AlarmFacts, Confirmer, Hop } from './facts'
import { householdAs } from './people'
import { openRaising } from './raising'
import { type Advance, advance, awaitsAnswer, isGoing, type Particulars } from './rules'
import { finishSteps } from './steps-store'
import { updateAlarm } from './store'
import { openTexts } from './texts'
import { openWriting, type Permission, refusal } from './writing'

/** Everything that changes an alarm: one transaction each, with its receipts, its events and its timers. */
export interface Alarms {
  /**
   * A press. `created` is false for a repeat and for a press that joins an open alarm. Resolves when it is durable.
   * @param duress the caller may be forced: told to desks only
   */
  raise(
    box: CallingBox,
    key: string,
    request: AlarmRequest,
    duress?: boolean,
  ): Promise<{ alarm: AlarmFacts; created: boolean }>
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
  /** Short texts between desk and caller. */
  texts: {
    send(
      id: string,
      may: Permission,
      officer: { user: string; name: string },
      request: TextRequest,
    ): Promise<AlarmFacts>
    displayed(id: string, may: Permission, text: string): Promise<AlarmFacts>
    answer(id: string, may: Permission, text: string, answer: TextAnswer): Promise<AlarmFacts>
  }
  /** @throws ProblemError not-found */
  read(id: string): Promise<AlarmFacts>
  /** Fires the escalation timers that are due now. */
  escalate(): Promise<void>
  /** Logs the emergency grants that have ended by now, and tells the callers. */
  endCameras(): Promise<void>
  close(): Promise<void>
}

/** @param patienceMs how long a call waits for the store before it is passed on without, for tests */
export function openAlarms(service: Service, patienceMs = 2500): Alarms {
  const { db, clock, log } = service
  const writing = openWriting(service)
  const { change, read, tell, write } = writing
  const emergencies = openEmergencies(service, writing)
  const escalation = openEscalation(service, escalateOne)

  /** Writes a step of the ladder with what follows from it. */
  async function apply(transaction: Db, before: AlarmFacts, step: Advance): Promise<AlarmFacts> {
    const alarm = await write(transaction, before, step)
    if (step.result !== 'changed') return before
    if (awaitsAnswer(before) && !awaitsAnswer(alarm)) await finishSteps(transaction, alarm.id, clock.now())
    await tell(transaction, 'alarm.updated', alarm)
    return alarm
  }

  const confirm: Alarms['confirm'] = async (id, may, hop, who, particulars = {}) => {
    let outcome: Advance | null = null
    const alarm = await change(async (transaction) => {
      const before = await read(transaction, id)
      may(before)
      // What ends with the call has ended before it.
      const open = hop === 'closed' ? await emergencies.withdraw(transaction, before, 'closed') : before
      outcome = advance(open, { hop, at: clock.now(), who }, particulars)
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
    await updateAlarm(transaction, alarm, alarm.receipts.length)
    await tell(transaction, 'alarm.updated', alarm)
    return alarm
  }

  async function reply(id: string, may: Permission, household: string, hop: 'going' | 'cannot' | 'safe_here') {
    let cameras: string[] = []
    const alarm = await change(async (transaction) => {
      const before = await read(transaction, id)
      may(before)
      const step = advance(before, { hop, at: clock.now(), who: householdAs(service, household) })
      if (step.result === 'refused') throw refusal(before)
      if (hop === 'going') {
        const written = await write(transaction, before, step)
        const opened = await emergencies.open(transaction, written, household, false)
        cameras = opened.cameras
        if (opened.alarm !== before) await tell(transaction, 'alarm.updated', opened.alarm)
        return opened.alarm
      }
      const after = await emergencies.withdraw(transaction, step.alarm, 'withdrawn', household)
      return apply(transaction, before, after === before ? step : { result: 'changed', alarm: after })
    })
    await emergencies.logOpened(alarm, household, cameras, 'system')
    return alarm
  }

  async function consent(id: string, may: Permission, household: string, officer: string) {
    let cameras: string[] = []
    const alarm = await change(async (transaction) => {
      const found = await read(transaction, id)
      may(found)
      if (!isGoing(found, household)) throw new ProblemError('conflict', { detail: 'this household is not going' })
      const opened = await emergencies.open(transaction, found, household, true)
      cameras = opened.cameras
      if (opened.alarm !== found) await tell(transaction, 'alarm.updated', opened.alarm)
      return opened.alarm
    })
    await emergencies.logOpened(alarm, household, cameras, officer)
    return alarm
  }

  async function escalateOne(id: string): Promise<void> {
    await change(async (transaction) => {
      const before = await read(transaction, id)
      const after = await callDesks(transaction, before, clock.now())
      if (after === before) return
      await updateAlarm(transaction, after, before.receipts.length)
      await tell(transaction, 'alarm.updated', after)
    })
  }

  return {
    ...openRaising(service, writing, patienceMs),
    confirm,
    reply,
    consent,
    texts: openTexts(service, writing),
    read: (id) => read(db, id),
    escalate: escalation.look,
    endCameras: emergencies.look,
    async close() {
      await escalation.close()
      await emergencies.close()
    },
  }
}
