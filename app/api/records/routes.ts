import type { FastifyInstance, FastifyRequest } from 'fastify'
import { renderSVG } from 'uqr'
import { makeZone } from '../access/zone'
import { dayAt, dayBounds } from '../health/days'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { watched } from '../viewings/store'
import { recordHeaders, recordPage, rounded } from './page'
import { recordOf } from './store'

const closedDays = 30
const dayMs = 24 * 3600 * 1000

/**
 * `GET /c/{id}`: the public record of a camera, and the QR code that leads to it, for the sign on its pole. It tells
 * what is decided, never what happens: no status, no suspension, and no count of the day that is not over, which could
 * be watched growing.
 */
export function recordRoutes(app: FastifyInstance, service: Service): void {
  const { db, clock, config, neighbourhood } = service
  const zone = makeZone(config.TIME_ZONE)
  const schema = { hide: true }

  app.get<{ Params: { id: string } }>('/c/:id', { schema }, async (request, reply) => {
    const row = await recordOf(db, request.params.id)
    if (row === null) throw new ProblemError('not-found')
    const today = dayBounds(zone, dayAt(zone, clock.now()))!.from
    const { households, times } = await watched(db, row.id, today - closedDays * dayMs, today)
    const page = recordPage(row, {
      areas: neighbourhood
        .areaPath(row.area)
        .map(({ name }) => name)
        .reverse(),
      approvedUntil: row.approved_until === null ? null : dayAt(zone, row.approved_until - 1),
      watched: households < 3 ? 'fewer than 3' : rounded(times),
    })
    return reply.headers(recordHeaders).type('text/html; charset=utf-8').send(page)
  })

  app.get<{ Params: { id: string } }>('/c/:id/qr.svg', { schema }, async (request, reply) => {
    const row = await recordOf(db, request.params.id)
    if (row === null) throw new ProblemError('not-found')
    const address = `${config.PUBLIC_URL ?? origin(request)}/c/${encodeURIComponent(row.id)}`
    // Quarter correction: a sign on a pole gets scratched and dirty.
    return reply
      .headers(recordHeaders)
      .type('image/svg+xml')
      .send(renderSVG(address, { ecc: 'Q' }))
  })
}

const origin = (request: FastifyRequest) => `${request.protocol}://${request.host}`
