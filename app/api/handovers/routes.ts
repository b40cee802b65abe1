import type { FastifyInstance } from 'fastify'
import { Handover, HandoverList, HandoverRequest } from '../../contract/handovers'
import { rfc3339 } from '../clock'
import { officerOf, requireOfficer } from '../desk/guard'
import { hasControls } from '../notices/rules'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { type HandoverFacts, handoversOf, insertHandover } from './store'

const listLimit = 10

/** What one shift leaves for the next: read by the officers of this desk and nobody else. */
export function handoverRoutes(app: FastifyInstance, service: Service): void {
  const { clock, db } = service
  const common = { tags: ['desk'], security: [{ desk: [] }] }
  const onRequest = requireOfficer(service)
  const view = ({ text, by, at }: HandoverFacts): Handover => ({ text, by: by.name, at: rfc3339(at) })

  app.post<{ Body: HandoverRequest }>(
    '/v1/desk/handovers',
    {
      schema: {
        ...common,
        summary: 'Leaves a note for the next shift',
        body: HandoverRequest,
        response: { 201: Handover },
      },
      onRequest,
    },
    async (request, reply) => {
      const { area, user, name } = officerOf(request)
      const text = request.body.text.trim()
      if (text === '') throw new ProblemError('invalid-body', { detail: 'body.text is empty' })
      if (hasControls(text)) throw new ProblemError('invalid-body', { detail: 'body.text has control characters' })
      const note = { area, text, by: { user, name }, at: clock.now() }
      await insertHandover(db, note)
      return reply.code(201).send(view(note))
    },
  )

  app.get(
    '/v1/desk/handovers',
    {
      schema: { ...common, summary: 'The notes of this desk, newest first', response: { 200: HandoverList } },
      onRequest,
    },
    async (request) => ({ handovers: (await handoversOf(db, officerOf(request).area, listLimit)).map(view) }),
  )
}
