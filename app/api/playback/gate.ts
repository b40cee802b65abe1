import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { gateAnswers, gateBytes } from '../health/counters'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { Want } from './relay'
import { makeWaiting, mostWaiting, type Reload, reloadOf } from './reload'
import type { PlaybackRoom } from './room'
import { rangeOf, ticketOf } from './rules'
import type { Running } from './running'

/** What a request below `/live/` may have. */
interface Admitted {
  playback: Running
  want: Want
  path: string
  /** what the playlist at the path shall have before it is answered */
  reload: Reload | null
  intent: 'watch' | 'prepare'
}

/** How nginx is told how long it may keep an answer, seconds; it passes no such header on. */
const edgeKeeps = 'x-accel-expires'

/** Everything below `/live/<token>/`, and the same answers for an nginx edge. */
export function gateRoutes(app: FastifyInstance, service: Service, room: PlaybackRoom): void {
  const { playbacks, relay } = room

  /**
   * Checks a request address on every request: the token's signature and end, that the playback was not ended, and
   * that the rules still say yes. The address is taken as it was sent: nothing in it is decoded or resolved, because
   * what a playlist offers is compared letter by letter.
   */
  function admit(address: string, ip: string | null): Admitted {
    const parts = /^\/live\/([^/?#]+)\/([^#]+)$/.exec(address)
    if (parts === null) throw new ProblemError('not-found')
    const claims = service.keys.check(parts[1]!)
    const ticket = claims === null ? null : ticketOf(claims)
    if (claims === null || ticket === null) throw new ProblemError('token-invalid')
    if (claims.expiresAt <= service.clock.now()) throw new ProblemError('token-expired')
    const playback = playbacks.admit(ticket, claims.expiresAt, ip)
    const camera = service.neighbourhood.camera(ticket.camera)
    if (camera === null) throw new ProblemError('not-found')
    const { clarity, codecs, intent } = ticket
    return { playback, want: { camera, clarity, codecs }, ...reloadOf(parts[2]!), intent }
  }

  async function offered({ want, path, intent }: Admitted): Promise<'playlist' | 'file'> {
    const kind = await relay.find(want, path)
    if (kind === null) throw new ProblemError('not-found')
    if (kind === 'file' && intent === 'prepare') throw new ProblemError('forbidden')
    return kind
  }

  const waiting = makeWaiting()

  /** Opens it, waiting where the player asks to. */
  async function opened(request: FastifyRequest, { want, path, reload, playback, intent }: Admitted) {
    if (reload === null || intent === 'prepare' || request.method !== 'GET') return relay.open(want, path)
    const leave = [
      waiting.enter('all', mostWaiting.process),
      waiting.enter(`of ${playback.playback}`, mostWaiting.playback),
    ]
    try {
      return await relay.open(want, path, leave.includes(null) ? null : reload)
    } finally {
      for (const out of leave) out?.()
    }
  }

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const admitted = admit(request.raw.url ?? '', request.ip)
    const what = await offered(admitted)
    const found = await opened(request, admitted)
    // Whoever may not go on after a wait for the camera gets nothing.
    playbacks.mustGoOn(admitted.playback)
    reply
      .header('cache-control', 'private, no-store')
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
    gateAnswers.inc({ what, result: 'ok' })
    if (found.kind === 'playlist') {
      gateBytes.inc(found.text.length)
      // To an edge alone, which takes it out: what others may be given for a moment, and what not.
      reply.header(edgeKeeps, found.shared ? '1' : '0')
      return reply.type('application/vnd.apple.mpegurl').send(found.text)
    }
    // A picture that was sent stands in the log: the line is durable before the first segment leaves.
    if (request.method === 'GET') await playbacks.served(admitted.playback)
    reply.type(found.type).header('accept-ranges', 'bytes')
    const { body } = found
    const range = rangeOf(request.headers.range, body.length)
    if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${body.length}`).send('')
    if (range === null) {
      gateBytes.inc(body.length)
      return reply.send(body)
    }
    gateBytes.inc(range.end - range.start + 1)
    return reply
      .code(206)
      .header('content-range', `bytes ${range.start}-${range.end}/${body.length}`)
      .send(body.subarray(range.start, range.end + 1))
  }

  app.route({
    method: ['GET', 'HEAD'],
    url: '/live/*',
    schema: { hide: true },
    handler: async (request, reply) => {
      try {
        return await serve(request, reply)
      } catch (error) {
        gateAnswers.inc({ what: 'problem', result: error instanceof ProblemError ? error.problem : 'internal' })
        reply.header('referrer-policy', 'no-referrer')
        throw error
      }
    },
  })

  app.get(
    '/edge/authorization',
    {
      schema: {
        summary: 'For nginx auth_request: whether the address in X-Original-URI may be served',
        description:
          'Answers 204, 401 or 403. A 204 carries X-Camera and X-Clarity: the edge must keep playlists and segments by these two and the path behind the token, never by the path alone. A 204 with X-Accel-Expires: 0 is good for this one request: the viewing line is not written yet, or the token opens playlists only.',
        tags: ['service'],
        headers: {
          type: 'object',
          properties: { 'x-original-uri': { type: 'string', maxLength: 4096 } },
        },
        response: { 204: { type: 'null', description: 'may be served' } },
      },
    },
    async (request, reply) => {
      const address = request.headers['x-original-uri']
      reply.header('cache-control', 'no-store')
      try {
        const admitted = admit(typeof address === 'string' ? address : '', request.ip)
        const { playback, intent } = admitted
        const file = (await offered(admitted)) === 'file'
        playbacks.mustGoOn(playback)
        // A yes that is kept holds for whatever stands behind the token: only where the look is in the log.
        if (file || (intent === 'watch' && playback.started !== null)) await playbacks.served(playback)
        else reply.header(edgeKeeps, '0')
        return reply
          .header('x-camera', encodeURIComponent(admitted.want.camera.id))
          .header('x-clarity', admitted.want.clarity)
          .code(204)
          .send()
      } catch (error) {
        // nginx knows these two refusals only; everything else would become its 500.
        if (error instanceof ProblemError && error.status !== 401 && error.status < 500)
          throw error.status === 403 ? error : new ProblemError('forbidden')
        throw error
      }
    },
  )
}
