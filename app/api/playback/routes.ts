import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Id } from '../../contract/basics'
import { Playback, PlaybackRequest, RenewalRequest } from '../../contract/playbacks'
import { boxOf, requireBox, requirePin } from '../pairing/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { makeAnswers } from './answers'
import { codecName } from './multivariant'
import { makePictures, multipart, takesPicture } from './picture'
import { closedProblem } from './playbacks'
import type { PlaybackRoom } from './room'

const Params = Type.Object({ id: Id })

/** `/v1/playbacks`. */
export function playbackRoutes(server: FastifyInstance, service: Service, room: PlaybackRoom): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>()
  const { playbacks } = room
  const guards = [requireBox(service), requirePin(service)]

  const { answer, mediaOf } = makeAnswers(service, room)
  const pictures = makePictures(service, room)

  app.post(
    '/v1/playbacks',
    {
      onRequest: guards,
      schema: {
        summary: 'Watch a camera, or prepare to',
        description:
          'A camera that the household may not see answers 404 as one that does not exist. A `prepare` token opens playlists only and is no viewing. A client that accepts `multipart/mixed` may be answered the first picture with it: a part with the playback as JSON, then the newest segment and what it needs, each with the address in `Content-Location` that would give the same. The viewing begins before such an answer is sent.',
        tags: ['box'],
        body: PlaybackRequest,
        response: { 201: Playback },
      },
    },
    async (request, reply) => {
      const { serial, household, pairing } = boxOf(request)
      const { camera_id, engine = 'mse', intent = 'watch', codecs = [], reason = null, instead_of } = request.body
      const decision = service.neighbourhood.decide(household, camera_id, service.clock.now())
      const camera = service.neighbourhood.camera(camera_id)
      if (decision.see === 'no' || camera === null) throw new ProblemError('not-found')
      if (decision.see === 'closed') throw closedProblem(decision)
      const { why } = decision
      const clarity = request.body.clarity ?? decision.clarity
      const names = codecs.length === 0 ? [] : [...new Set(codecs.map(codecName).filter((name) => name !== null))]
      const want = { camera, clarity, codecs: names }
      // Mostly it is at hand: then nothing is waited for.
      const found = mediaOf(want)
      const media = found instanceof Promise ? await found : found
      const ticket = {
        intent,
        camera: camera_id,
        clarity,
        box: serial,
        household,
        pairing,
        engine,
        codecs: names,
        desk: null,
      }
      const playback = playbacks.begin(ticket, { why, reason })
      // A picture that gave way ends with it: the viewing log tells no picture that is on no screen.
      if (instead_of !== undefined) playbacks.stop(instead_of, serial).catch(() => undefined)
      reply.code(201).header('cache-control', 'private, no-store')
      const told = answer(playback, media)
      if (media === null || intent === 'prepare' || !takesPicture(request.headers.accept)) return reply.send(told)
      const picture = await pictures.of(playback, told, want, media, () => !reply.raw.destroyed)
      if (picture === null) return reply.send(told)
      const { type, body } = multipart(told, picture)
      return reply.type(type).send(body as never)
    },
  )

  app.post(
    '/v1/playbacks/:id/renewal',
    {
      onRequest: guards[0],
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
      onRequest: guards,
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
      onRequest: guards[0],
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
