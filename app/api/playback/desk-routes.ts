import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Id } from '../../contract/basics'
import { DeskPlaybackRequest, Playback } from '../../contract/playbacks'
import type { Alarms } from '../alarms/changes'
import { seenBy } from '../alarms/permissions'
import { desksSeeUntil, emergencyCameras } from '../alarms/rules'
import { officerOf, requireOfficer } from '../desk/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { makeAnswers } from './answers'
import { closedProblem } from './playbacks'
import type { PlaybackRoom } from './room'

const Params = Type.Object({ id: Id })

/** `/v1/desk/playbacks`: a desk sees the cameras nearest an open, real alarm for a while. */
export function deskPlaybackRoutes(
  server: FastifyInstance,
  service: Service,
  room: PlaybackRoom,
  alarms: Alarms,
): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>()
  const { clock, config, neighbourhood } = service
  const { playbacks } = room
  const { answer, mediaOf } = makeAnswers(service, room)
  const onRequest = requireOfficer(service)
  const common = { tags: ['desk'], security: [{ desk: [] }] }

  /** @throws ProblemError `not-found` for an alarm of another area, `conflict` when nothing is to be seen for it now */
  async function windowOf(request: FastifyRequest, id: string) {
    const alarm = await alarms.read(id)
    seenBy(officerOf(request).area)(alarm)
    const until = desksSeeUntil(alarm, clock.now(), config.EMERGENCY_MINUTES * 60_000)
    if (until !== null) return { alarm, until }
    const detail =
      alarm.state === 'closed' || alarm.mode !== 'real'
        ? 'cameras are seen during an open, real alarm only'
        : 'the time in which this alarm shows its cameras is over'
    throw new ProblemError('conflict', { detail, state: alarm.state })
  }

  app.post(
    '/v1/desk/playbacks',
    {
      onRequest,
      schema: {
        ...common,
        summary: 'Watch one of the three cameras nearest an open, real alarm',
        description:
          'For EMERGENCY_MINUTES after the alarm last called a desk or an officer took it, and until it is closed. Published, approval, suspension and denials to the desk’s area hold, quiet hours do not; `low` unless a grant to the area gives more. Stands in the viewing log with the officer’s name before it begins.',
        body: DeskPlaybackRequest,
        response: { 201: Playback },
      },
    },
    async (request, reply) => {
      const { area, user, session } = officerOf(request)
      const { camera_id, alarm_id } = request.body
      const { alarm, until } = await windowOf(request, alarm_id)
      const now = clock.now()
      const camera = neighbourhood.nearest(alarm.area, emergencyCameras, now).find(({ id }) => id === camera_id)
      if (camera === undefined) throw new ProblemError('not-found')
      const decision = neighbourhood.decideForDesk(area, camera_id, now)
      if (decision.see === 'no') throw new ProblemError('not-found')
      if (decision.see === 'closed') throw closedProblem(decision)
      const { clarity } = decision
      const media = await mediaOf({ camera, clarity, codecs: [] })
      const playback = playbacks.begin(
        {
          ...{ intent: 'watch', engine: 'mse', codecs: [], camera: camera_id, clarity },
          ...{ desk: area, household: user, box: session, pairing: alarm.id },
        },
        { why: 'emergency', reason: `alarm ${alarm.id}`, until },
      )
      await playbacks.served(playback)
      // Whoever closed it meanwhile ended what the store knew by then.
      await windowOf(request, alarm_id).catch(async (error: unknown) => {
        await playbacks.stop(playback.playback, session)
        throw error
      })
      return reply.code(201).header('cache-control', 'private, no-store').send(answer(playback, media))
    },
  )

  app.post(
    '/v1/desk/playbacks/:id/renewal',
    {
      onRequest,
      schema: {
        ...common,
        summary: 'A new token for a running picture',
        description: 'Answers 403 playback-revoked with `why` when it has ended.',
        params: Params,
        response: { 200: Playback },
      },
    },
    async (request, reply) => {
      const playback = await playbacks.find(request.params.id, officerOf(request).session)
      const { until } = await windowOf(request, playback.pairing)
      playback.watchUntil = until
      await playbacks.renew(playback, null)
      return reply.header('cache-control', 'private, no-store').send(answer(playback, null))
    },
  )

  app.delete(
    '/v1/desk/playbacks/:id',
    {
      onRequest,
      schema: {
        ...common,
        summary: 'Ends a picture',
        params: Params,
        response: { 204: Type.Null({ description: 'ended' }) },
      },
    },
    async (request, reply) => {
      await playbacks.stop(request.params.id, officerOf(request).session)
      return reply.code(204).send(null)
    },
  )
}
