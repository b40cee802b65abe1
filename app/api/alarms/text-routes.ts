import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Alarm, DeskAlarm, TextAnswerRequest, TextRequest } from '../../contract/alarms'
import { officerOf, requireOfficer } from '../desk/guard'
import { requireBoxOrAlarm } from '../pairing/guard'
import type { Service } from '../service'
import type { Alarms } from './changes'
import { openCallers, seenBy } from './permissions'
import { alarmView } from './view'

const One = Type.Object({ id: Type.String({ maxLength: 128 }) })
const Text = Type.Object({ id: Type.String({ maxLength: 128 }), text: Type.String({ maxLength: 128 }) })

/** Short texts between a desk and the caller's TV, for those who cannot speak or hear. */
export function textRoutes(app: FastifyInstance, service: Service, { texts }: Alarms): void {
  const { asCaller, answer } = openCallers(service)
  const byCaller = {
    onRequest: requireBoxOrAlarm(service),
    tags: ['alarm'],
    security: [{ box: [] }, { alarm: [] }] as Record<string, string[]>[],
  }
  type CallerRequest = FastifyRequest<{ Params: { id: string; text: string } }>

  app.post<{ Params: { id: string }; Body: TextRequest }>(
    '/v1/desk/alarms/:id/texts',
    {
      schema: {
        tags: ['desk'],
        security: [{ desk: [] }],
        summary: 'A short text to the caller’s TV: a ready sentence, or up to 80 characters with answers that fit',
        description: '409 before the call was taken, when it is closed, and for a quiet call: nothing may show there.',
        params: One,
        body: TextRequest,
        response: { 201: DeskAlarm },
      },
      onRequest: requireOfficer(service),
    },
    async (request, reply) => {
      const officer = officerOf(request)
      const alarm = await texts.send(request.params.id, seenBy(officer.area), officer, request.body)
      return reply.code(201).send(alarmView(alarm, 'desk'))
    },
  )

  app.post<{ Params: { id: string; text: string } }>(
    '/v1/alarms/:id/texts/:text/displayed',
    {
      schema: {
        tags: byCaller.tags,
        security: byCaller.security,
        summary: 'A visible screen of the caller shows the text',
        params: Text,
        response: { 200: Alarm },
      },
      onRequest: byCaller.onRequest,
    },
    async (request: CallerRequest) => {
      const { id, text } = request.params
      return answer(request, await texts.displayed(id, asCaller(request), text))
    },
  )

  app.post<{ Params: { id: string; text: string }; Body: TextAnswerRequest }>(
    '/v1/alarms/:id/texts/:text/answer',
    {
      schema: {
        tags: byCaller.tags,
        security: byCaller.security,
        summary: 'The caller answers with one of the answers offered; the first one stands',
        params: Text,
        body: TextAnswerRequest,
        response: { 200: Alarm },
      },
      onRequest: byCaller.onRequest,
    },
    async (request) => {
      const { id, text } = request.params
      return answer(request, await texts.answer(id, asCaller(request), text, request.body.answer))
    },
  )
}
