import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { operatorOf, requireOperator } from '../operator/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { capMessage, capSender } from './cap'
import type { Alarms } from './changes'

const One = Type.Object({ id: Type.String({ maxLength: 128 }) })
/** Alarms for the operator's other systems. */
export function operatorAlarmRoutes(app: FastifyInstance, service: Service, alarms: Alarms): void {
  const { config, viewings } = service

  app.get<{ Params: { id: string } }>(
    '/v1/operator/alarms/:id(^[A-Za-z0-9_-]+).cap',
    {
      schema: {
        tags: ['operator'],
        security: [{ operator: [] }],
        summary: 'An alarm as CAP 1.2: Alert, Update or Cancel; Actual, Exercise or Test',
        description: 'It names the household, so every look is logged.',
        params: One,
        produces: ['application/cap+xml'],
      },
      onRequest: requireOperator(service, 'operator'),
    },
    async (request, reply) => {
      const { area, id } = operatorOf(request)
      const alarm = await alarms.read(request.params.id)
      if (area !== null && !alarm.areas.some((one) => one.id === area)) throw new ProblemError('not-found')
      await viewings.append({
        kind: 'lookup',
        household: alarm.household,
        actor: id,
        reason: `alarm ${alarm.id} as CAP`,
      })
      return reply
        .header('cache-control', 'no-store')
        .type('application/cap+xml; charset=utf-8')
        .send(capMessage(alarm, capSender(config.PUBLIC_URL)))
    },
  )
}
