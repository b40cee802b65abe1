import { bumpVersion } from '../access/store'
import type { Db } from '../database/connect'
import { channel } from '../events/bus'
import { openRounds } from '../rounds'
import type { Service } from '../service'
import * as store from './emergency-store'
import type { AlarmFacts } from './facts'
import { householdAs } from './people'
import { advance, emergency, emergencyCameras } from './rules'
import { updateAlarm } from './store'
import type { Writing } from './writing'

const tickMs = 1000
const perTick = 200
/** A process that takes longer to log an end has died: another one does it. */
const leaseMs = 60_000

/**
 * The cameras that "I am going" opens for a while: opened, withdrawn, run out. The caller is told of both ends and the
 * viewing log has both; an end is a row until it is logged, so that a restart forgets none.
 */
export function openEmergencies(service: Service, { change, read, tell }: Writing) {
  const { db, clock, bus, config, neighbourhood, viewings, log } = service

  /** Opens the cameras nearest the alarm to a household that is going, as far as the rules allow. */
  async function open(transaction: Db, alarm: AlarmFacts, household: string, consented: boolean) {
    const now = clock.now()
    const earlier = await store.emergenciesOf(transaction, household)
    const cameras =
      emergency(alarm, earlier, now, consented) === 'open'
        ? neighbourhood.nearest(alarm.area, emergencyCameras, now).map((camera) => camera.id)
        : []
    if (cameras.length === 0) return { alarm, cameras }
    await store.endEmergencies(transaction, alarm.id, now, 'extended', household)
    const until = now + config.EMERGENCY_MINUTES * 60_000
    await store.insertEmergency(transaction, { alarm: alarm.id, household, cameras, from: now, until })
    await accessChanged(transaction, [household])
    const { alarm: after } = advance(alarm, { hop: 'cameras_opened', at: now, who: householdAs(service, household) })
    await updateAlarm(transaction, after, alarm.receipts.length)
    return { alarm: after, cameras }
  }

  /** Withdraws what is open in an alarm, of one household or of all: the alarm with the receipts, not yet written. */
  async function withdraw(
    transaction: Db,
    alarm: AlarmFacts,
    why: 'withdrawn' | 'closed',
    household?: string,
  ): Promise<AlarmFacts> {
    const now = clock.now()
    const ended = await store.endEmergencies(transaction, alarm.id, now, why, household)
    await accessChanged(transaction, ended)
    return ended.reduce((before, one) => endFor(before, one, now), alarm)
  }

  const endFor = (alarm: AlarmFacts, household: string, at: number): AlarmFacts =>
    advance(alarm, { hop: 'cameras_ended', at, who: householdAs(service, household) }).alarm

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
      await neighbourhood.refresh('live')
      await Promise.all(cameras.map((camera) => viewings.append({ ...told, camera, detail })))
    } catch (error) {
      log.error({ error: (error as Error).message }, 'an emergency grant could not be logged')
    }
  }

  /** Logs the ends that have come, and tells the caller of those whose time ran out. Each by one process. */
  async function settle(): Promise<void> {
    const now = clock.now()
    if (!(await store.hasEnded(db, now, now - leaseMs))) return
    const ended = await change((transaction) => store.claimEnded(transaction, now, now - leaseMs, perTick))
    const ranOut = new Map(ended.filter(({ why }) => why === null).map((one) => [`${one.alarm}/${one.household}`, one]))
    for (const { alarm, household } of ranOut.values()) await tellRanOut(alarm, household)
    await logEnds(ended, now)
  }

  async function tellRanOut(id: string, household: string): Promise<void> {
    await change(async (transaction) => {
      const before = await read(transaction, id)
      const after = endFor(before, household, clock.now())
      // Closed meanwhile, or opened anew by the desk.
      if (after === before || (await store.isOpen(transaction, id, household, clock.now()))) return
      await updateAlarm(transaction, after, before.receipts.length)
      await tell(transaction, 'alarm.updated', after)
    })
  }

  async function logEnds(ended: readonly store.Ended[], now: number): Promise<void> {
    const logged: string[] = []
    try {
      for (const { id, alarm, household, camera, why } of ended) {
        const told = { kind: 'emergency.ended' as const, household, camera, actor: 'system', reason: `alarm ${alarm}` }
        // One that was extended goes on as the next one; its end would not be true.
        if (why !== 'extended') await viewings.append({ ...told, detail: why ?? 'time' })
        logged.push(id)
      }
    } finally {
      await store.markLogged(db, logged, now)
    }
  }

  /** Settles what has ended by now. */
  const rounds = openRounds(tickMs, settle, (error) =>
    log.error({ error: error.message }, 'the end of an emergency grant could not be logged'),
  )
  return { open, withdraw, logOpened, ...rounds }
}
