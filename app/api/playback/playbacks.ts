import { randomUUID } from 'node:crypto'
import { type Decision, endReason } from '../access/facts'
import { writeTogether } from '../database/together'
import { channel } from '../events/bus'
import { playbacksBegun, playbacksRunning } from '../health/counters'
import { isStoreDown, ProblemError } from '../problems'
import type { Service } from '../service'
import { makeEndedPlaybacks } from './ended'
import { makeEndings } from './endings'
import { makeLimits } from './limits'
import { leftByOfficers } from './officers'
import { makeRecords } from './records'
import { endOf, type How, type Ticket, tokenEnd, watchUntil } from './rules'
import { makeRunningPlaybacks, type Running, runningFrom, runningOfRow } from './running'
import { noteAddress } from './second-address'
import { changePlaybacks, endedSince, playbackById, removeEnded } from './store'

/** The playbacks of this process: who watches what, until when, and why it ended. */
export interface Playbacks {
  /** A new playback. @throws ProblemError `watch-limit`, `too-many-requests` */
  begin(ticket: Omit<Ticket, 'playback'>, about: { why: string; reason: string | null; until?: number }): Running
  /** The playback of a box by its id. @throws ProblemError `not-found`, `playback-revoked` */
  find(id: string, box: string): Promise<Running>
  /** Lengthens the token; a key press lengthens the watching. @throws ProblemError */
  renew(playback: Running, keyPressedAt: number | null): Promise<void>
  /** Makes a prepared playback a watch. @throws ProblemError `watch-limit` */
  start(playback: Running): void
  stop(id: string, box: string): Promise<void>
  /** The playback of a token whose signature holds. @throws ProblemError when it may not go on */
  admit(ticket: Ticket, expiresAt: number, address: string | null): Running
  /** After a wait: whether a playback that was admitted may still go on. @throws ProblemError `playback-revoked` */
  mustGoOn(playback: Running): void
  /**
   * Resolves when the viewing line of a playback is durable: before its first segment is sent.
   * @throws ProblemError `playback-revoked` when it has ended: then nothing may be sent, and no line is written
   */
  served(playback: Running): Promise<void>
  /** Ends at once what the rules no longer allow. */
  recheck(): Promise<void>
  /** What is done once a second: rules, ends of other processes, tokens that ran out. */
  look(): Promise<void>
  close(): Promise<void>
}

/** A token that ran out is noticed this much later, so that a renewal under way is not cut off. */
const graceMs = 2000
/** A process reads what others ended this far back: clocks differ, and a transaction commits later than it began. */
const overlapMs = 10_000
/** The store is back: every process writes what it renewed meanwhile before anybody counts it as lapsed. */
const afterAwayMs = 5000

/** Opens the playbacks of a process; ended ones whose tokens still hold are known when it resolves. */
export async function openPlaybacks(service: Service): Promise<Playbacks> {
  const { config, clock, db, neighbourhood, pairings, log } = service
  /** The embedded store belongs to one process; behind PostgreSQL there may be others. */
  const alone = service.store.kind === 'libsql'
  const running = makeRunningPlaybacks()
  const ended = makeEndedPlaybacks()
  const limits = makeLimits(service)
  const endings = makeEndings(service)
  const records = makeRecords(service, async (written) => {
    const households = written.filter((one) => one.desk === null).map((one) => one.household)
    if (!alone && households.length > 0) await limitAcrossProcesses(households)
  })
  const changeTogether = writeTogether((changes: readonly Parameters<typeof changePlaybacks>[1][number][]) =>
    changePlaybacks(db, changes),
  )
  let readTo = clock.now() - config.WATCH_LIMIT_S * 1000 - overlapMs
  let looks = 0
  /** renewed while the store was away */
  const unkept = new Set<Running>()
  let lapseFrom = 0

  const isWatch = (playback: { intent: string }) => playback.intent === 'watch'

  function markEnded(id: string, how: How, until: number): void {
    const playback = running.get(id)
    if (playback !== undefined) running.remove(playback)
    ended.mark(id, how, until + graceMs, playback?.box)
  }

  /** Ends playbacks: here before it returns, in the store and for those who watched when it resolves. */
  async function end(playbacks: readonly Running[], how: How): Promise<void> {
    for (const one of playbacks) markEnded(one.playback, how, Math.max(one.expiresAt, one.watchUntil))
    // Who zaps on within a moment saw nothing, and where one process serves, nobody else has to know of it.
    const passing = alone && (how === 'replaced' || how === 'stopped')
    const left = passing ? playbacks.filter((one) => !records.forget(one)) : playbacks
    if (left.length === 0) return
    await Promise.allSettled(left.flatMap((one) => [records.quiet(one), one.started]))
    await endings.settle(
      left.map((one) => one.playback),
      how,
    )
  }

  function decisionOf(playback: Ticket): Decision {
    const { desk, household, camera } = playback
    const now = clock.now()
    return desk === null ? neighbourhood.decide(household, camera, now) : neighbourhood.decideForDesk(desk, camera, now)
  }

  function whyEnd(playback: Ticket, decision: Decision) {
    // That the alarm is closed is said by `endPlaybacksOf`, that the officer left by `look`.
    if (playback.desk !== null) return endOf(playback, { decision, boxHousehold: playback.household, pairing: null })
    const boxHousehold = neighbourhood.box(playback.box)?.household ?? null
    return endOf(playback, { decision, boxHousehold, pairing: pairings.standing(playback.pairing) })
  }

  /** Ends a picture that the rules no longer allow. @throws ProblemError that says why */
  function mustBeAllowed(playback: Running, ticket: Ticket = playback): void {
    const decision = decisionOf(ticket)
    const how = whyEnd(ticket, decision)
    if (how === null) return
    void end([playback], how)
    if (endReason(decision) === how) throw closedProblem(decision)
    throw new ProblemError('playback-revoked', { why: how })
  }

  function makeRoom({ box, household, desk }: Pick<Ticket, 'box' | 'household' | 'desk'>): void {
    const watches = running.ofHousehold(household).filter((one) => isWatch(one) && one.desk === desk)
    void end(desk === null ? limits.makeRoom(watches, box) : limits.makeDeskRoom(watches, box), 'replaced')
  }

  /** What is too much ends a moment after it was written, the oldest first. */
  async function limitAcrossProcesses(households: readonly string[]): Promise<void> {
    try {
      const surplus = await limits.surplusInStore(households)
      for (const row of surplus) markEnded(row.id, 'replaced', row.watch_until)
      if (surplus.length > 0)
        await endings.settle(
          surplus.map((row) => row.id),
          'replaced',
        )
    } catch (error) {
      log.error({ error: (error as Error).message }, 'limits across processes cannot be checked')
    }
  }

  function setTimes(playback: Running): void {
    playback.expiresAt = tokenEnd(playback, clock.now(), config.PLAYBACK_TOKEN_S)
  }

  function adopt(ticket: Ticket, expiresAt: number): Running {
    const playback = runningFrom(ticket, clock.now(), expiresAt)
    running.add(playback)
    return playback
  }

  /** Writes a renewal. @returns whether it still runs; also yes while the store is away: it is written later */
  async function keepTimes(playback: Running): Promise<boolean> {
    const times = { id: playback.playback, expires_at: playback.expiresAt, watch_until: playback.watchUntil }
    try {
      await records.durable(playback)
      return await changeTogether(times)
    } catch (error) {
      // A picture whose start stands in the log goes on; one that nobody was sent yet has time.
      if (!isStoreDown(error) || playback.started === null) throw error
      unkept.add(playback)
      return true
    }
  }

  /** What was renewed while the store was away, before anybody counts it as lapsed. */
  async function keepUnkept(): Promise<void> {
    const renewed = [...unkept].filter((one) => running.get(one.playback) === one)
    unkept.clear()
    for (const one of renewed)
      if (!(await keepTimes(one))) {
        const row = await playbackById(db, one.playback)
        markEnded(one.playback, (row?.how ?? 'expired') as How, one.watchUntil)
      }
  }

  async function readEnded(): Promise<void> {
    const now = clock.now()
    for (const row of await endedSince(db, readTo, now))
      markEnded(row.id, (row.how ?? 'stopped') as How, row.expires_at)
    readTo = now - overlapMs
  }

  async function recheck(): Promise<void> {
    const ends = new Map<How, Running[]>()
    for (const playback of running.all()) {
      const how = whyEnd(playback, decisionOf(playback))
      if (how !== null) ends.set(how, [...(ends.get(how) ?? []), playback])
    }
    await Promise.all([...ends].map(([how, playbacks]) => end(playbacks, how)))
  }

  function mustGoOn({ playback: id }: Running): void {
    const how = ended.how(id)
    if (how !== undefined) throw new ProblemError('playback-revoked', { why: how })
  }

  async function look(): Promise<void> {
    const now = clock.now()
    await recheck()
    await endings.retry()
    for (const playback of running.all()) if (playback.expiresAt + graceMs < now) running.remove(playback)
    ended.prune(now)
    limits.prune()
    playbacksRunning.set(running.size)
    if (looks++ % 2 === 0) {
      try {
        await readEnded()
        await end(await leftByOfficers(db, running.all(), now), 'stopped')
        await keepUnkept()
      } catch (error) {
        lapseFrom = now + afterAwayMs
        throw error
      }
      if (now >= lapseFrom) await endings.lapse(now - graceMs)
    }
    if (looks % 3600 === 0) await removeEnded(db, now - config.PLAYBACKS_HOURS * 3600_000)
  }

  await readEnded()
  const stopChange = neighbourhood.onChange(() => void recheck())
  const stopEvents = service.bus.subscribe([channel.service], (event) => {
    const data = event.data as { ended?: { playback: string; why: How }[] } | null
    const until = clock.now() + config.WATCH_LIMIT_S * 1000
    for (const { playback, why } of data?.ended ?? []) markEnded(playback, why, until)
    void recheck()
  })

  return {
    begin(ticket, about) {
      const now = clock.now()
      if (isWatch(ticket)) makeRoom(ticket)
      else limits.prepare(ticket.box)
      const playback = runningFrom({ ...ticket, playback: randomUUID() }, now, now)
      playback.why = about.why
      playback.reason = about.reason
      playback.complete = true
      playback.watchUntil = Math.min(
        watchUntil(now, now, config.WATCH_LIMIT_S),
        about.until ?? Number.POSITIVE_INFINITY,
      )
      setTimes(playback)
      running.add(playback)
      playbacksBegun.inc({ engine: ticket.engine, intent: ticket.intent })
      records.add(playback)
      return playback
    },

    async find(id, box) {
      const known = running.get(id)
      // Behind several processes another one may have renewed it: then only the row is right.
      if (known?.complete === true && alone && known.box === box) return known
      if (known !== undefined) await records.quiet(known)
      const row = await playbackById(db, id).catch((error: unknown) => {
        // While the store is away nobody can have ended it: what this process knows of a picture that it serves holds.
        if (known?.complete === true && known.box === box && isStoreDown(error)) return 'unknown' as const
        throw error
      })
      if (row === 'unknown') {
        const gone = ended.howOf(id, box)
        if (gone !== undefined) throw new ProblemError('playback-revoked', { why: gone })
        return known!
      }
      // What ended before it was written has no row.
      const how = ended.howOf(id, box) ?? (row?.box === box ? (row.how ?? ended.how(id)) : undefined)
      if (how !== undefined) throw new ProblemError('playback-revoked', { why: how })
      if (row === null || row.box !== box) throw new ProblemError('not-found')
      const found = Object.assign(known ?? runningOfRow(row), runningOfRow(row, known))
      if (running.get(id) === undefined) running.add(found)
      return found
    },

    async renew(playback, keyPressedAt) {
      const now = clock.now()
      if (!isWatch(playback)) throw new ProblemError('conflict', { detail: 'a prepared playback is not renewed' })
      mustBeAllowed(playback)
      if (keyPressedAt !== null)
        playback.watchUntil = Math.max(playback.watchUntil, watchUntil(keyPressedAt, now, config.WATCH_LIMIT_S))
      if (playback.watchUntil - 1000 <= now) {
        await end([playback], 'watch_limit')
        throw new ProblemError('playback-revoked', { why: 'watch_limit' })
      }
      setTimes(playback)
      if (await keepTimes(playback)) return
      const limit = playback.watchUntil
      const row = await playbackById(db, playback.playback)
      markEnded(playback.playback, (row?.how ?? 'expired') as How, limit)
      throw new ProblemError('playback-revoked', { why: row?.how ?? 'expired' })
    },

    start(playback) {
      if (isWatch(playback)) return
      mustBeAllowed(playback)
      makeRoom(playback)
      const now = clock.now()
      playback.intent = 'watch'
      playback.createdAt = now
      playback.watchUntil = watchUntil(now, now, config.WATCH_LIMIT_S)
      setTimes(playback)
      records.add(playback)
    },

    async stop(id, box) {
      const known = running.get(id)
      if (known !== undefined && known.box === box) return end([known], 'stopped')
      if (ended.howOf(id, box) !== undefined) return
      const row = await playbackById(db, id)
      if (row === null || row.box !== box) throw new ProblemError('not-found')
      if (row.ended_at !== null) return
      markEnded(id, 'stopped', row.watch_until)
      await endings.settle([id], 'stopped')
    },

    admit(ticket, expiresAt, address) {
      const gone = ended.how(ticket.playback)
      if (gone !== undefined) throw new ProblemError('playback-revoked', { why: gone })
      const playback = running.get(ticket.playback) ?? adopt(ticket, expiresAt)
      playback.expiresAt = Math.max(playback.expiresAt, expiresAt)
      mustBeAllowed(playback, ticket)
      if (address !== null) noteAddress(service, playback, address)
      return playback
    },

    mustGoOn,
    async served(playback) {
      mustGoOn(playback)
      await records.served(playback)
      mustGoOn(playback)
    },
    recheck,
    look,

    async close() {
      stopChange()
      stopEvents()
      await records.flush()
    },
  }
}

/** The problem of a camera that one may not watch now: closed with why, or as if there were none. */
export function closedProblem(decision: Decision): ProblemError {
  if (decision.see !== 'closed') return new ProblemError('playback-revoked', { why: endReason(decision) })
  const { reason, until, by, because } = decision
  return new ProblemError('camera-closed', {
    reason,
    until: until === null ? null : new Date(until).toISOString(),
    by,
    why: because,
  })
}
