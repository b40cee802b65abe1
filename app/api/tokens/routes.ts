import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Id, Time } from '../../contract/basics'
import { rfc3339 } from '../clock'
import { operatorOf, requireOperator } from '../operator/guard'
import { accessTokenMs } from '../pairing/rules'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { freeFrom, knownAfterMs, retiringFault } from './rules'

const Params = Type.Object({ id: Id })
const RetireQuery = Type.Object(
  {
    now: Type.Optional(
      Type.Union([Type.Literal('true'), Type.Literal('false')], { description: 'also while its tokens are alive' }),
    ),
  },
  { additionalProperties: false },
)
const NullTime = Type.Union([Time, Type.Null()])
const Key = Type.Object({
  id: Id,
  state: Type.Union([Type.Literal('coming'), Type.Literal('signs'), Type.Literal('checks')]),
  created_at: Time,
  signs_from: Time,
  free_from: Type.Union(NullTime.anyOf, { description: 'from then on no token of it is alive; null while it signs' }),
})

/** `/v1/operator/signing-keys`: the keys that sign the boxes' tokens, for the root key alone. */
export function signingKeyRoutes(app: FastifyInstance, service: Service): void {
  const { clock, config, keys, viewings } = service
  const onRequest = requireOperator(service)
  const longestTokenMs = Math.max(accessTokenMs, config.WATCH_LIMIT_S * 1000, config.PLAYBACK_TOKEN_S * 1000)

  app.get(
    '/v1/operator/signing-keys',
    {
      onRequest,
      schema: {
        summary: 'The keys that sign the boxes’ tokens, without their secrets',
        tags: ['operator'],
        response: { 200: Type.Object({ signing_keys: Type.Array(Key) }) },
      },
    },
    async () => ({
      signing_keys: (await keys.list(clock.now())).map((key) => ({
        id: key.id,
        state: key.state,
        created_at: rfc3339(key.createdAt),
        signs_from: rfc3339(key.signsFrom),
        free_from: rfc3339(freeFrom(key, longestTokenMs)),
      })),
    }),
  )

  app.post(
    '/v1/operator/signing-keys',
    {
      onRequest,
      schema: {
        summary: 'Makes a new key that signs the boxes’ tokens',
        description:
          'It signs as soon as every process knows it. Tokens of the key before stay good until they end: nobody is interrupted.',
        tags: ['operator'],
        response: { 201: Type.Object({ id: Id, signs_from: Time }) },
      },
    },
    async (request, reply) => {
      const now = clock.now()
      const id = await keys.rotate(now)
      await viewings.append({ kind: 'act', actor: operatorOf(request).id, detail: `signing key ${id} made` })
      return reply.code(201).send({ id, signs_from: rfc3339(now + knownAfterMs) })
    },
  )

  app.delete<{ Params: { id: string }; Querystring: { now?: string } }>(
    '/v1/operator/signing-keys/:id',
    {
      onRequest,
      schema: {
        summary: 'Takes a former key away: what it signed is no longer good',
        description: 'Refused for the key that signs or will sign, and, without `now`, while its tokens may be alive.',
        tags: ['operator'],
        params: Params,
        querystring: RetireQuery,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const now = clock.now()
      const key = (await keys.list(now)).find(({ id }) => id === request.params.id)
      if (key === undefined) throw new ProblemError('not-found')
      const atOnce = request.query.now === 'true'
      const fault = retiringFault(key, now, { longestTokenMs, atOnce })
      if (fault !== null) throw new ProblemError('conflict', { detail: fault })
      await keys.retire(key.id, now)
      const detail = `signing key ${key.id} retired${atOnce ? ' at once' : ''}`
      await viewings.append({ kind: 'act', actor: operatorOf(request).id, detail })
      return reply.code(204).send()
    },
  )
}
