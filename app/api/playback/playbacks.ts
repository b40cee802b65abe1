import { randomUUID } from 'node:crypto'
import { type Decision, endReason } from '../access/neighbourhood'
import type { StoredEvent } from '../events/bus'
import { channel } from '../events/bus'
import { playbacksBegun, playbacksRunning, secondAddresses } from '../health/counters'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { causeOf, report, settle } from './endings'
import {
  endOf,
  type How,
  preparesPerMinute,
  replaced,
  sameTimeMs,
  type Ticket,
  tokenEnd,
  watchUntil,
  withinMinute,
} from './rules'
import { makeRunningPlaybacks, type Running, runningFrom } from './running'
import {
  changePlayback,
  endedSince,
  endLapsed,
  type PlaybackRow,
  playbackById,
  removeEnded,
  runningOf,
  startPlayback,
} from './store'
import { makeWriter } from './writer'

/** The playbacks of this process: who watches what, until when, and why it ended. */
export interface Playbacks {
  /** A new playback. @throws ProblemError `watch-limit`, `too-many-requests` */
  begin(ticket: Omit<Ticket, 'playback'>, about: { why: string; reason: string | null }): Running
  /** The playback of a box by its id. @throws ProblemError `not-found`, `playback-revoked` */
  find(id: string, box: string): Promise<Running>
  /** Lengthens the token; a key press lengthens the watching. @throws ProblemError */
  renew(playback: Running, keyPressedAt: number | null): Promise<void>
  /** Makes a prepared playback a watch. @throws ProblemError `watch-limit` */
  start(playback: Running): void
  stop(id: string, box: string): Promise<void>
  /** The playback of a token whose signature holds. @throws ProblemError when it may not go on */
  admit(ticket: Ticket, expiresAt: number, address: string | null): Running
  /** Resolves when the viewing line of a playback is durable: before its first segment is sent. */
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
const otherWritesMs = 100
const endedMost = 200_000
const rowsKeptMs = 24 * 3600 * 1000

/** Opens the playbacks of a process; ended ones whose tokens still hold are known when it resolves. */
export async function openPlaybacks(service: Service): Promise<Playbacks> {
  const { config, clock, db, neighbourhood, pairings, log } = service
  const running = makeRunningPlaybacks()
  /** ids that no token opens any more, with the end of the longest token */
  const ended = new Map<string, { how: How; until: number }>()
  const prepares = new Map<string, number[]>()
  let unsettled: { playbacks: Running[]; how: How }[] = []
  let readTo = clock.now() - config.WATCH_LIMIT_S * 1000 - overlapMs
  let looks = 0

  const writer = makeWriter(db, async (rows) => {
    if (service.store.kind === 'postgres') await limitAcrossProcesses(rows.map((row) => row.household))
  })

  const isWatch = (playback: { intent: string }) => playback.intent === 'watch'

  function markEnded(id: string, how: How, until: number): void {
    const playback = running.get(id)
    if (playback !== undefined) running.remove(playback)
    ended.set(id, { how, until })
    if (ended.size > endedMost) ended.delete(ended.keys().next().value!)
  }

  /** Ends playbacks: here before it returns, in the store and for those who watched when it resolves. */
  async function end(playbacks: readonly Running[], how: How): Promise<void> {
    if (playbacks.length === 0) return
    for (const one of playbacks) markEnded(one.playback, how, Math.max(one.expiresAt, one.watchUntil))
    try {
      await Promise.allSettled(playbacks.flatMap((one) => [one.saved, one.started]))
      const ids = playbacks.map((one) => one.playback)
      const cause = ({ household, camera }: { household: string; camera: string }) =>
        causeOf(neighbourhood.decide(household, camera, clock.now()))
      await settle(service, { ids }, how, cause)
    } catch (error) {
      log.error({ error: (error as Error).message }, 'the end of playbacks cannot be written yet')
      unsettled.push({ playbacks: [...playbacks], how })
    }
  }

  function decisionOf(playback: Ticket): Decision {
    return neighbourhood.decide(playback.household, playback.camera, clock.now())
  }

  function whyEnd(playback: Ticket, decision: Decision) {
    const boxHousehold = neighbourhood.box(playback.box)?.household ?? null
    return endOf(playback, { decision, boxHousehold, pairing: pairings.standing(playback.pairing) })
  }

  /** The problem of a picture that must end, and its end. */
  function refuse(playback: Running, decision: Decision, how: How): never {
    void end([playback], how)
    if (endReason(decision) === how) throw closedProblem(decision)
    throw new ProblemError('playback-revoked', { why: how })
  }

  /** The row of a playback; a failed write is tried again. */
  function save(playback: Running): Promise<void> {
    if (playback.saved !== null) return playback.saved
    const { intent, household, box, camera, clarity, engine, pairing, why, reason } = playback
    const saved = writer.write({
      id: playback.playback,
      ...{ household, box, camera, clarity, engine, intent, pairing, why, reason },
      codecs: playback.codecs.join(','),
      created_at: playback.createdAt,
      expires_at: playback.expiresAt,
      watch_until: playback.watchUntil,
      started_at: null,
      ended_at: null,
      how: null,
    })
    playback.saved = saved
    saved.catch((error: Error) => {
      playback.saved = null
      log.error({ error: error.message }, 'a playback cannot be written yet')
    })
    return saved
  }

  function makeRoom(box: string, household: string): void {
    const watches = running.ofHousehold(household).filter(isWatch)
    const surplus = replaced(
      watches.filter((one) => one.box === box),
      config.BOX_PLAYBACKS,
    )
    if (watches.length - surplus.length >= config.HOUSEHOLD_PLAYBACKS)
      throw new ProblemError('watch-limit', { retryAfter: 10 })
    void end(surplus, 'replaced')
  }

  /** Two processes may each have let a box begin: what is too much ends a moment later, the oldest first. */
  async function limitAcrossProcesses(households: readonly string[]): Promise<void> {
    try {
      const rows = await runningOf(db, [...new Set(households)], clock.now())
      const surplus = new Set<string>()
      for (const [key, limit] of [
        ['box', config.BOX_PLAYBACKS],
        ['household', config.HOUSEHOLD_PLAYBACKS],
      ] as const)
        for (const owner of new Set(rows.map((row) => row[key]))) {
          const own = rows.filter((row) => row[key] === owner && !surplus.has(row.id))
          for (const row of replaced(
            own.map(({ id, created_at }) => ({ id, createdAt: created_at })),
            limit + 1,
          ))
            surplus.add(row.id)
        }
      for (const row of rows) if (surplus.has(row.id)) markEnded(row.id, 'replaced', row.watch_until)
      if (surplus.size > 0) await settle(service, { ids: [...surplus] }, 'replaced')
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

  function checkAddress(playback: Running, address: string): void {
    const now = clock.now()
    const second = playback.address !== null && playback.address !== address && now - playback.addressAt < sameTimeMs
    if (second) {
      if (!playback.secondAddressTold) {
        secondAddresses.inc()
        log.warn({ playback: playback.playback }, 'a playback token is used from a second address at the same time')
      }
      playback.secondAddressTold = true
      if (config.SECOND_ADDRESS === 'refuse') throw new ProblemError('forbidden')
    }
    playback.address = address
    playback.addressAt = now
  }

  async function writeStart(playback: Running): Promise<void> {
    await save(playback)
    const row = (await playbackById(db, playback.playback)) ?? (await rowOfAnother(playback))
    if (row !== null && row.started_at !== null) return
    const { household, box, camera, clarity } = playback
    const reason = row?.reason ?? playback.reason
    const about = reason === null ? {} : { reason }
    // The line first: a crash between the two writes it twice, never not at all.
    await service.viewings.append({
      kind: 'watch.started',
      ...{ household, box, camera, clarity, ...about },
      playback: playback.playback,
    })
    await startPlayback(db, playback.playback, clock.now())
  }

  /** The process that began it writes its row a moment later: the line needs the reason that stands there. */
  async function rowOfAnother(playback: Running): Promise<PlaybackRow | null> {
    await new Promise((later) => setTimeout(later, otherWritesMs))
    return playbackById(db, playback.playback)
  }

  async function readEnded(): Promise<void> {
    const now = clock.now()
    for (const row of await endedSince(db, readTo, now))
      if (!ended.has(row.id)) markEnded(row.id, (row.how ?? 'stopped') as How, row.expires_at)
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

  async function look(): Promise<void> {
    const now = clock.now()
    await recheck()
    const again = unsettled
    unsettled = []
    for (const { playbacks, how } of again) await end(playbacks, how)
    for (const playback of running.all()) if (playback.expiresAt + graceMs < now) running.remove(playback)
    for (const [id, { until }] of ended) if (until + graceMs < now) ended.delete(id)
    for (const [box, times] of prepares) if ((times.at(-1) ?? 0) < now - 60_000) prepares.delete(box)
    playbacksRunning.set(running.size)
    if (looks++ % 2 === 0) {
      await readEnded()
      await report(service, await endLapsed(db, now - graceMs))
    }
    if (looks % 3600 === 0) await removeEnded(db, now - rowsKeptMs)
  }

  await readEnded()
  const stopChange = neighbourhood.onChange(() => void recheck())
  const stopEvents = service.bus.subscribe([channel.service], (event: StoredEvent) => {
    const data = event.data as { ended?: { playback: string; why: How }[] } | null
    const until = clock.now() + config.WATCH_LIMIT_S * 1000
    for (const { playback, why } of data?.ended ?? []) if (!ended.has(playback)) markEnded(playback, why, until)
    void recheck()
  })

  return {
    begin(ticket, about) {
      const now = clock.now()
      if (ticket.intent === 'prepare') {
        const { recent, waitMs } = withinMinute(prepares.get(ticket.box) ?? [], now, preparesPerMinute)
        if (waitMs !== null) throw new ProblemError('too-many-requests', { retryAfter: Math.ceil(waitMs / 1000) })
        prepares.set(ticket.box, [...recent, now])
      } else makeRoom(ticket.box, ticket.household)
      const playback: Running = {
        ...runningFrom({ ...ticket, playback: randomUUID() }, now, now),
        ...about,
        complete: true,
        watchUntil: watchUntil(now, now, config.WATCH_LIMIT_S),
        saved: null,
      }
      setTimes(playback)
      running.add(playback)
      playbacksBegun.inc({ engine: ticket.engine, intent: ticket.intent })
      save(playback).catch(() => undefined)
      return playback
    },

    async find(id, box) {
      const known = running.get(id)
      // Behind several processes another one may have renewed it: then only the row is right.
      const alone = service.store.kind === 'libsql'
      if (known?.complete === true && alone && known.box === box) return known
      await known?.saved
      const row = await playbackById(db, id)
      if (row === null || row.box !== box) throw new ProblemError('not-found')
      const how = row.how ?? ended.get(id)?.how
      if (how !== undefined) throw new ProblemError('playback-revoked', { why: how })
      return Object.assign(running.get(id) ?? adopt(ticketOfRow(row), row.expires_at), {
        complete: true,
        intent: row.intent,
        why: row.why,
        reason: row.reason,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        watchUntil: row.watch_until,
      })
    },

    async renew(playback, keyPressedAt) {
      const now = clock.now()
      if (!isWatch(playback)) throw new ProblemError('conflict', { detail: 'a prepared playback is not renewed' })
      const decision = decisionOf(playback)
      const how = whyEnd(playback, decision)
      if (how !== null) refuse(playback, decision, how)
      if (keyPressedAt !== null)
        playback.watchUntil = Math.max(playback.watchUntil, watchUntil(keyPressedAt, now, config.WATCH_LIMIT_S))
      if (playback.watchUntil - 1000 <= now) {
        await end([playback], 'watch_limit')
        throw new ProblemError('playback-revoked', { why: 'watch_limit' })
      }
      setTimes(playback)
      await save(playback)
      const { expiresAt, watchUntil: limit } = playback
      if (await changePlayback(db, playback.playback, { expires_at: expiresAt, watch_until: limit })) return
      const row = await playbackById(db, playback.playback)
      markEnded(playback.playback, (row?.how ?? 'expired') as How, limit)
      throw new ProblemError('playback-revoked', { why: row?.how ?? 'expired' })
    },

    start(playback) {
      if (isWatch(playback)) return
      makeRoom(playback.box, playback.household)
      const now = clock.now()
      playback.intent = 'watch'
      playback.createdAt = now
      playback.watchUntil = watchUntil(now, now, config.WATCH_LIMIT_S)
      setTimes(playback)
      playback.saved = null
      save(playback).catch(() => undefined)
    },

    async stop(id, box) {
      const known = running.get(id)
      if (known !== undefined && known.box === box) return end([known], 'stopped')
      const row = await playbackById(db, id)
      if (row === null || row.box !== box) throw new ProblemError('not-found')
      if (row.ended_at !== null) return
      markEnded(id, 'stopped', row.watch_until)
      await settle(service, { ids: [id] }, 'stopped')
    },

    admit(ticket, expiresAt, address) {
      const gone = ended.get(ticket.playback)
      if (gone !== undefined) throw new ProblemError('playback-revoked', { why: gone.how })
      const playback = running.get(ticket.playback) ?? adopt(ticket, expiresAt)
      playback.expiresAt = Math.max(playback.expiresAt, expiresAt)
      const decision = decisionOf(ticket)
      const how = whyEnd(ticket, decision)
      if (how !== null) refuse(playback, decision, how)
      if (address !== null) checkAddress(playback, address)
      return playback
    },

    served(playback) {
      if (playback.started !== null) return playback.started
      const started = writeStart(playback)
      playback.started = started
      started.catch(() => {
        playback.started = null
      })
      return started
    },

    recheck,
    look,

    async close() {
      stopChange()
      stopEvents()
      await writer.flush()
    },
  }
}

function ticketOfRow(row: PlaybackRow): Ticket {
  return {
    playback: row.id,
    intent: row.intent as Ticket['intent'],
    camera: row.camera,
    clarity: row.clarity as Ticket['clarity'],
    box: row.box,
    household: row.household,
    pairing: row.pairing,
    engine: row.engine as Ticket['engine'],
    codecs: row.codecs === '' ? [] : row.codecs.split(','),
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
