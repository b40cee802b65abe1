import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Time } from '../../contract/basics'
import { rfc3339 } from '../clock'
import { requireOperator } from '../operator/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { Release, Releases } from './releases'

const Fared = Type.Object({ starts: Type.Integer(), failed: Type.Integer(), errors: Type.Integer() })
const Of = Type.Object({
  release: Type.String(),
  version: Type.String(),
  commit: Type.String(),
  fared: Type.Object(Fared.properties, { description: 'since the roll-out was changed last' }),
})
const Answer = Type.Object({
  newest: Of,
  before: Of,
  percent: Type.Integer(),
  models: Type.Array(Type.String()),
  changed_at: Time,
  stopped: Type.Union([Type.String(), Type.Null()], { description: 'why it stopped itself' }),
})
const Change = Type.Object(
  {
    percent: Type.Integer({ minimum: 0, maximum: 100, description: '0 takes it back from every box' }),
    models: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 100 })),
  },
  { additionalProperties: false },
)

/** How far the newest release of the TV app is rolled out. */
export function releaseRoutes(app: FastifyInstance, service: Service, releases: Releases): void {
  async function answer() {
    const { newest, before } = releases
    const rollout = releases.rollout()
    const fared = await releases.fared()
    if (newest === null || before === null || rollout === null || fared === null)
      throw new ProblemError('conflict', { detail: 'there is one release only: TV_PREVIOUS_DIR names no other' })
    const of = ({ id, version, commit }: Release) => ({ release: id, version, commit })
    const { percent, models, stopped, at } = rollout
    return {
      newest: { ...of(newest), fared: fared.newest },
      before: { ...of(before), fared: fared.before },
      ...{ percent, models, changed_at: rfc3339(at), stopped },
    }
  }

  app.get(
    '/v1/operator/rollout',
    {
      onRequest: requireOperator(service, 'operator', 'auditor'),
      schema: {
        tags: ['operator'],
        summary: 'How far the newest release of the TV app is rolled out, and how the two releases fare',
        response: { 200: Answer },
      },
    },
    answer,
  )

  app.put<{ Body: { percent: number; models?: string[] } }>(
    '/v1/operator/rollout',
    {
      onRequest: requireOperator(service),
      schema: {
        tags: ['operator'],
        summary: 'Lets the newest release reach a part of the boxes, or takes it back; the root key only',
        description:
          'A box changes at its next start, never while it runs. It ends a stop that the roll-out made itself.',
        body: Change,
        response: { 200: Answer },
      },
    },
    async (request) => {
      if (releases.before !== null) {
        const { percent, models = [] } = request.body
        await releases.change({ percent, models })
        request.log.warn(
          { reqId: request.id, percent, models: models.length },
          'the roll-out of the TV app was changed',
        )
      }
      return answer()
    },
  )
}
