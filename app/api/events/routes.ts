import { createHash, randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Time } from '../../contract/basics'
import { rfc3339 } from '../clock'
import { officerOf, requireOfficer } from '../desk/guard'
import { officerBySession } from '../desk/store'
import { boxOf, type CallingBox, requireBox } from '../pairing/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { boxListener, type Connection, type Listeners, openListeners } from './listeners'
import { lastEventId, ticketFault, ticketMs, ticketReuseMs } from './rules'
import { SseStream } from './sse'
import { insertTicket, removeTickets, ticketByHash, useTicket } from './store'

interface EventQuery {
  ticket?: string
  last_event_id?: string
}

const place = { last_event_id: Type.Optional(Type.String({ maxLength: 22 })) }
const EventQuery = Type.Object(
  { ...place, ticket: Type.Optional(Type.String({ maxLength: 128 })) },
  { additionalProperties: false },
)
const DeskQuery = Type.Object(place, { additionalProperties: false })
const Ticket = Type.Object({ ticket: Type.String(), expires_at: Time })

/** Connections of one box and of one officer; the oldest beyond that is cut. A desk page is often open twice. */
const boxConnections = 4
const officerConnections = 6

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')

/**
 * Fastify waits for the end of an answer with its request, reply and logger in hand, to say how long it took: of a stream
 * that is nothing worth knowing.
 */
function letGo(response: ServerResponse): void {
  for (const event of ['finish', 'error'])
    for (const listener of response.listeners(event))
      if (listener.name === 'onResFinished') response.off(event, listener as () => void)
}

/** `GET /v1/events`, `POST /v1/events/tickets` and `GET /v1/desk/events`. Gives who listens here. */
export function eventRoutes(app: FastifyInstance, service: Service): Listeners {
  const { db, clock, neighbourhood, pairings } = service
  const listeners = openListeners(service)
  const byToken = requireBox(service)
  const byCookie = requireOfficer(service)
  app.addHook('preClose', async () => listeners.close())

  /** onRequest: a box by its access token, or by a ticket where the engine cannot send headers with EventSource. */
  async function byTokenOrTicket(request: FastifyRequest): Promise<void> {
    // Not validated yet: whoever gives it twice gives a list.
    const { ticket } = request.query as { ticket?: unknown }
    if (ticket === undefined) return byToken(request)
    if (typeof ticket !== 'string') throw new ProblemError('token-invalid')
    const hash = hashOf(ticket)
    const found = await ticketByHash(db, hash)
    const now = clock.now()
    const fault = ticketFault(found, now)
    if (found === null || fault !== null)
      throw new ProblemError(fault === 'expired' ? 'token-expired' : 'token-invalid', { detail: `ticket ${fault}` })
    const { pairing, serial, household } = found
    if (found.pairingState !== 'active' || !standing(found)) throw new ProblemError('token-invalid')
    await useTicket(db, hash, now)
    request.box = { pairing, serial, household, credential: 'access' }
  }

  const standing = (box: Pick<CallingBox, 'pairing' | 'serial' | 'household'>): boolean =>
    pairings.standing(box.pairing) === null && neighbourhood.box(box.serial)?.household === box.household

  async function stream(request: FastifyRequest, reply: FastifyReply, connection: Connection): Promise<void> {
    const last = lastEventId(request.headers['last-event-id'], (request.query as EventQuery).last_event_id)
    // Open for hours: what is not asked again, a credential most of all, is not held for so long.
    request.raw.rawHeaders.length = 0
    request.raw.headers = {}
    reply.hijack()
    letGo(reply.raw)
    // A client that left while we looked who it is does not leave again, and an answer that waits behind another of its
    // connection is told no end: such a stream would be kept for ever.
    if (reply.raw.socket === null || reply.raw.socket.destroyed) return void request.raw.socket.destroy()
    return listeners.serve(connection, (onClose) => new SseStream(reply.raw, reply.getHeaders(), onClose), last)
  }

  app.get(
    '/v1/events',
    {
      // A HEAD would hold a stream open that says nothing.
      exposeHeadRoute: false,
      schema: {
        tags: ['box'],
        summary: 'What this box hears, by Server-Sent Events',
        description:
          'Every event has an `id`; `Last-Event-ID` (or `?last_event_id=`) resumes without a gap for 24 h. When the place is no longer kept the stream begins with the comment `: reset` and an `access.changed`: load everything again. An alarm event without `id` was passed on while the store was down.',
        security: [{ box: [] }],
        querystring: EventQuery,
        produces: ['text/event-stream'],
      },
      onRequest: byTokenOrTicket,
    },
    async (request, reply) => {
      const box = boxOf(request)
      let listener = boxListener(neighbourhood, box.serial, box.household)
      if (listener === null) {
        // Imported a moment ago, in another process.
        await neighbourhood.refresh()
        listener = boxListener(neighbourhood, box.serial, box.household)
      }
      if (listener === null) throw new ProblemError('token-invalid')
      await stream(request, reply, {
        listener,
        name: `box:${box.serial}`,
        limit: boxConnections,
        stillAllowed: () => standing(box),
      })
    },
  )

  app.post(
    '/v1/events/tickets',
    {
      schema: {
        tags: ['box'],
        summary: 'A ticket for GET /v1/events where the engine cannot send headers',
        description:
          'Good for the first connection within 60 s, and for 24 h from then for reconnections of the same box while it is paired.',
        security: [{ box: [] }],
        response: { 201: Ticket },
      },
      onRequest: byToken,
    },
    async (request, reply) => {
      const { pairing, serial, household } = boxOf(request)
      const ticket = randomBytes(24).toString('base64url')
      const now = clock.now()
      await removeTickets(db, now, now - ticketReuseMs)
      await insertTicket(db, { hash: hashOf(ticket), pairing, serial, household, expiresAt: now + ticketMs })
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ticket, expires_at: rfc3339(now + ticketMs) })
    },
  )

  app.get(
    '/v1/desk/events',
    {
      exposeHeadRoute: false,
      schema: {
        tags: ['desk'],
        summary: 'What this desk hears, by Server-Sent Events',
        description: 'As GET /v1/events; a desk hears of every alarm of its area and below.',
        security: [{ desk: [] }],
        querystring: DeskQuery,
        produces: ['text/event-stream'],
      },
      onRequest: byCookie,
    },
    async (request, reply) => {
      const officer = officerOf(request)
      await stream(request, reply, {
        listener: { kind: 'desk', area: officer.area },
        name: `desk:${officer.user}`,
        limit: officerConnections,
        stillAllowed: async () => (await officerBySession(db, officer.session, clock.now()))?.area === officer.area,
      })
    },
  )
  return listeners
}
