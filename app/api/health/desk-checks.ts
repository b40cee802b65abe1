import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { officerOf, requireOfficer } from '../desk/guard'
import { channel } from '../events/channels'
import { openRounds, type Rounds } from '../rounds'
import type { Service } from '../service'
import { deskAreas, openAlarmCounts, staffedDesks } from './check-store'
import { alarmsOpen, alarmsUnanswered, deskAnswered, deskHeard, deskStaffed } from './counters'
import { holdLease } from './store'

const everyMs = 300_000
const lookMs = 15_000
const leaseKey = 'desk-checks.lease'

/**
 * The way of a call for help to each desk is tried by itself; nobody hears or sees it. Every five minutes an event that
 * is no alarm goes the way of one: durable in the store, by the bus to every process, by the stream to each page of the
 * desk, which answers. When a process heard one last and when a page answered last are metrics; their silence pages
 * (deploy/prometheus).
 */
export function openDeskChecks(service: Service): Rounds {
  const { db, bus, clock, log, store } = service
  const processId = randomBytes(6).toString('hex')
  let desks: string[] = []
  let stopHearing: () => void = () => undefined
  let sentAt = 0

  async function follow(): Promise<void> {
    const found = (await deskAreas(db)).sort()
    if (found.join() === desks.join()) return
    for (const gone of desks.filter((desk) => !found.includes(desk)))
      for (const gauge of [deskHeard, deskAnswered, deskStaffed]) gauge.remove({ desk: gone })
    stopHearing()
    desks = found
    const subscriptions = desks.map((desk) =>
      bus.subscribe([channel.desk(desk)], (event) => {
        if (event.type === 'desk.check') deskHeard.set({ desk }, clock.now() / 1000)
      }),
    )
    stopHearing = () => {
      for (const stop of subscriptions) stop()
    }
  }

  /** Of several processes one sends; all hear. */
  async function mySend(now: number): Promise<boolean> {
    if (now - sentAt < everyMs) return false
    return store.kind === 'libsql' || (await holdLease(db, processId, now, now + everyMs - lookMs, leaseKey))
  }

  async function tick(): Promise<void> {
    const now = clock.now()
    await follow()
    if (desks.length > 0 && (await mySend(now))) {
      sentAt = now
      for (const desk of desks)
        await bus.tell({
          type: 'desk.check',
          channels: [channel.desk(desk)],
          data: { at: new Date(now).toISOString() },
        })
    }
    const staffed = await staffedDesks(db, desks, now)
    for (const desk of desks) deskStaffed.set({ desk }, staffed.has(desk) ? 1 : 0)
    alarmsOpen.reset()
    let unanswered = 0
    for (const { mode, state, alarms, silent } of await openAlarmCounts(db)) {
      alarmsOpen.set({ mode, state }, alarms)
      if (mode === 'real') unanswered += silent
    }
    alarmsUnanswered.set(unanswered)
  }

  const rounds = openRounds(lookMs, tick, (error) =>
    log.warn({ error: error.message }, 'the way to the desks cannot be tried'),
  )
  return {
    look: rounds.look,
    close() {
      stopHearing()
      return rounds.close()
    },
  }
}

/** A desk's page says that a try reached it. */
export function deskCheckRoutes(app: FastifyInstance, service: Service): void {
  app.post(
    '/v1/desk/checks',
    {
      schema: {
        tags: ['desk'],
        summary: 'This page heard a `desk.check`: the way to it is open',
        security: [{ desk: [] }],
        response: { 204: Type.Null({ description: 'noted' }) },
      },
      onRequest: requireOfficer(service),
    },
    async (request, reply) => {
      deskAnswered.set({ desk: officerOf(request).area }, service.clock.now() / 1000)
      return reply.code(204).send(null)
    },
  )
}
