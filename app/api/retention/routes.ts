import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Time } from '../../contract/basics'
import { rfc3339 } from '../clock'
import { operatorOf, requireOperator } from '../operator/guard'
import type { Service } from '../service'
import { keepings, kinds, removedBefore } from './rules'
import type { Retention } from './run'
import { countDue, nextRun } from './store'

const Count = Type.Integer({ minimum: 0 })
const Kept = Type.Object({
  kind: Type.String(),
  about: Type.String(),
  setting: Type.Union([Type.String(), Type.Null()], { description: 'null where the time is fixed' }),
  removed_before: Time,
  due: Type.Integer({ minimum: 0, description: 'rows that would go now' }),
})

/** `GET|POST /v1/operator/retention`: what would go, and the run by hand. */
export function retentionRoutes(app: FastifyInstance, service: Service, retention: Retention): void {
  const { config, db, clock, viewings } = service

  app.get(
    '/v1/operator/retention',
    {
      onRequest: requireOperator(service, 'auditor'),
      schema: {
        summary: 'How long what is personal is kept, and how much of it would go now',
        tags: ['operator'],
        response: { 200: Type.Object({ kept: Type.Array(Kept), next_at: Time }) },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      const now = clock.now()
      const kept = []
      for (const kind of kinds) {
        const before = removedBefore(kind, config, now)
        const { about, setting } = keepings[kind]
        const due = await countDue(db, kind, before)
        kept.push({ kind, about, setting, removed_before: rfc3339(before), due })
      }
      return { kept, next_at: rfc3339(Math.max(now, await nextRun(db))) }
    },
  )

  app.post(
    '/v1/operator/retention',
    {
      onRequest: requireOperator(service),
      schema: {
        summary: 'Removes now what was kept long enough, as the daily run does',
        tags: ['operator'],
        response: { 200: Type.Object({ removed: Type.Record(Type.String(), Count) }) },
      },
    },
    async (request) => {
      await viewings.append({ kind: 'act', actor: operatorOf(request).id, detail: 'retention run by hand' })
      return { removed: await retention.run() }
    },
  )
}
