import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Id } from '../../contract/basics'
import { Playback, PlaybackRequest, RenewalRequest } from '../../contract/playbacks'
import { rfc3339 } from '../clock'
import { boxOf, requireBox, requirePin } from '../pairing/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { sign } from '../tokens/compact'
import { codecName } from './multivariant'
import { closedProblem } from './playbacks'
import type { SentPlaylist, Want } from './relay'
import type { PlaybackRoom } from './room'
import { claimsOf, renewAfter } from './rules'
import type { Running } from './running'

/** A playlist that is not at hand after this time comes by itself: the answer to a key press does not wait for it. */
const quickMs = 250

const Params = Type.Object({ id: Id })

/** `/v1/playbacks`. */
export function playbackRoutes(server: FastifyInstance, service: Service, room: PlaybackRoom): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>()
  const { playbacks, relay } = room
  const guards = [requireBox(service), requirePin(service)]

  function answer(playback: Running, media: SentPlaylist | null): Playback {
    const { expiresAt } = playback
    const token = sign(claimsOf(playback, expiresAt), service.keys.current())
    const camera = service.neighbourhood.camera(playback.camera)
    if (camera === null) throw new ProblemError('playback-revoked', { why: 'grant_ended' })
    const { clarity, codecs } = playback
    return {
      id: playback.playback,
      url: `/live/${token}/${relay.entry({ camera, clarity, codecs })}`,
      clarity,
      expires_at: rfc3339(expiresAt),
      renew_after: rfc3339(renewAfter(expiresAt, service.clock.now())),
      ...(playback.intent === 'watch' ? { watch_until: rfc3339(playback.watchUntil) } : {}),
      ...(media === null ? {} : { playlist: media.text, playlist_url: `/live/${token}/${media.path}` }),
    }
  }

  /**
   * The media playlist if it is at hand. What decides between 201 and 409 is waited for: whether a camera has a low
   * rendition, or one that the box plays, stands in its first playlist only.
   */
  async function mediaOf(want: Want): Promise<SentPlaylist | null> {
    const decides = (want.clarity === 'low' && want.camera.hlsUrlLow === null) || want.codecs.length > 0
    const reading = relay.media(want).catch((error: unknown) => {
      if (error instanceof ProblemError && error.status === 409) throw error
      return null
    })
    if (decides && !relay.knows(want)) return reading
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((done) => {
      timer = setTimeout(() => done(null), quickMs)
    })
    try {
      return await Promise.race([reading, late])
    } finally {
      clearTimeout(timer)
      reading.catch(() => undefined)
    }
  }

  app.post(
    '/v1/playbacks',
    {
      preHandler: guards,
      schema: {
        summary: 'Watch a camera, or prepare to',
        description:
          'A camera that the household may not see answers 404 as one that does not exist. A `prepare` token opens playlists only and is no viewing.',
        tags: ['box'],
        body: PlaybackRequest,
        response: { 201: Playback },
      },
    },
    async (request, reply) => {
      const { serial, household, pairing } = boxOf(request)
      const { camera_id, engine = 'mse', intent = 'watch', codecs = [], reason = null } = request.body
      const decision = service.neighbourhood.decide(household, camera_id, service.clock.now())
      const camera = service.neighbourhood.camera(camera_id)
      if (decision.see === 'no' || camera === null) throw new ProblemError('not-found')
      if (decision.see === 'closed') throw closedProblem(decision)
      const { clarity, why } = decision
      const names = codecs.length === 0 ? [] : [...new Set(codecs.map(codecName).filter((name) => name !== null))]
      const want = { camera, clarity, codecs: names }
      const media = relay.mediaAtHand(want) ?? (await mediaOf(want))
      const ticket = { intent, camera: camera_id, clarity, box: serial, household, pairing, engine, codecs: names }
      const playback = playbacks.begin(ticket, { why, reason })
      return reply.code(201).header('cache-control', 'private, no-store').send(answer(playback, media))
    },
  )

  app.post(
    '/v1/playbacks/:id/renewal',
    {
      preHandler: guards[0],
      schema: {
        summary: 'A new token for a running playback',
        description: 'Answers 403 playback-revoked with `why` when it has ended.',
        tags: ['box'],
        params: Params,
        body: Type.Union([RenewalRequest, Type.Null()]),
        response: { 200: Playback },
      },
    },
    async (request, reply) => {
      const playback = await playbacks.find(request.params.id, boxOf(request).serial)
      const pressed = request.body?.key_pressed_at
      await playbacks.renew(playback, pressed === undefined ? null : Date.parse(pressed))
      return reply.header('cache-control', 'private, no-store').send(answer(playback, null))
    },
  )

  app.post(
    '/v1/playbacks/:id/start',
    {
      preHandler: guards,
      schema: {
        summary: 'Makes a prepared playback a watch',
        tags: ['box'],
        params: Params,
        response: { 200: Playback },
      },
    },
    async (request, reply) => {
      const playback = await playbacks.find(request.params.id, boxOf(request).serial)
      playbacks.start(playback)
      return reply.header('cache-control', 'private, no-store').send(answer(playback, null))
    },
  )

  app.delete(
    '/v1/playbacks/:id',
    {
      preHandler: guards[0],
      schema: {
        summary: 'Ends a playback',
        tags: ['box'],
        params: Params,
        response: { 204: Type.Null({ description: 'ended' }) },
      },
    },
    async (request, reply) => {
      await playbacks.stop(request.params.id, boxOf(request).serial)
      return reply.code(204).send(null)
    },
  )
}
