import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Time } from '../../contract/basics'
import { requireOperator } from '../operator/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { replayMessages } from './store'

const Replay = Type.Object(
  { since: Time, which: Type.Optional(Type.Enum(['undelivered', 'all'])) },
  { additionalProperties: false },
)

/** What an operator does with the outbox: sends again what a receiver missed. */
export function webhookRoutes(app: FastifyInstance, service: Service): void {
  const { clock, db } = service
  app.post<{ Body: { since: string; which?: 'undelivered' | 'all' } }>(
    '/v1/operator/webhooks/replay',
    {
      schema: {
        tags: ['operator'],
        security: [{ operator: [] }],
        summary: 'Sends webhooks again, with their ids: those never delivered since a time, or all',
        body: Replay,
        response: { 200: Type.Object({ messages: Type.Integer() }) },
      },
      onRequest: requireOperator(service),
    },
    async (request) => {
      const { since, which = 'undelivered' } = request.body
      const from = Date.parse(since)
      if (Number.isNaN(from)) throw new ProblemError('invalid-body', { detail: 'body.since is not a time' })
      return { messages: await replayMessages(db, from, clock.now(), which) }
    },
  )
}
