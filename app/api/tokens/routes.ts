import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Time } from '../../contract/basics'
import { rfc3339 } from '../clock'
import { operatorOf, requireOperator } from '../operator/guard'
import type { Service } from '../service'
import { knownAfterMs } from './keys'

/** `POST /v1/operator/signing-keys`. */
export function signingKeyRoutes(app: FastifyInstance, service: Service): void {
  const { clock, keys, viewings } = service
  app.post(
    '/v1/operator/signing-keys',
    {
      onRequest: requireOperator(service),
      schema: {
        summary: 'Makes a new key that signs the boxes’ tokens',
        description:
          'It signs as soon as every process knows it. Tokens of the key before stay good until they end: nobody is interrupted.',
        tags: ['operator'],
        response: { 201: Type.Object({ signs_from: Time }) },
      },
    },
    async (request, reply) => {
      const now = clock.now()
      await keys.rotate(now)
      await viewings.append({ kind: 'act', actor: operatorOf(request).id, detail: 'signing key made' })
      return reply.code(201).send({ signs_from: rfc3339(now + knownAfterMs) })
    },
  )
}
