import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Id, Time } from '../../contract/basics'
import { bumpVersion } from '../access/store'
import { rfc3339 } from '../clock'
import { channel } from '../events/bus'
import { endPairings } from '../pairing/changes'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { endGrant } from './acts-store'
import { Audience } from './audience'
import { readOne } from './change'
import { inForce } from './force'
import { type Operator, operatorOf, requireOperator } from './guard'
import { operatorTurn } from './lock'
import type { Revoked } from './revoked'
import { keepRevoked, liftRevoked, readRevoked } from './revoked-store'
import { readByKeys } from './store'
import { inReach, readWorld } from './world'

const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
const Params = Type.Object({ id: Id })

/** What an operator ends at once: pairings, and grants, which stay ended until the revocation is lifted. */
export function revocationRoutes(app: FastifyInstance, service: Service): void {
  const { clock, db, bus, neighbourhood, viewings } = service
  const operators = requireOperator(service, 'operator')

  app.post<{ Body: { box?: string; household?: string; grant?: string; reason?: string } }>(
    '/v1/operator/revocations',
    {
      onRequest: operators,
      schema: {
        summary: 'Ends at once the pairings of a box or a household, or a grant',
        description:
          'A revoked grant stays ended whatever a file says, until the revocation is lifted; the import warns of it.',
        tags: ['operator'],
        body: Type.Object(
          {
            box: Type.Optional(Id),
            household: Type.Optional(Id),
            grant: Type.Optional(Id),
            reason: Type.Optional(Reason),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            box: Type.Optional(Id),
            household: Type.Optional(Id),
            grant: Type.Optional(Id),
            pairings_ended: Type.Optional(Type.Integer()),
          }),
        },
      },
    },
    async (request) => {
      const operator = operatorOf(request)
      const { box, household, grant, reason } = request.body
      const named = [box, household, grant].filter((one) => one !== undefined)
      if (named.length !== 1)
        throw new ProblemError('invalid-body', { detail: 'Name exactly one of box, household and grant.' })
      const why = reason === undefined ? {} : { reason }
      if (grant !== undefined) {
        await revokeGrant(operator, grant, why)
        return { grant }
      }
      if (household !== undefined) await readOne(service, operator, 'households.csv', household)
      const owner =
        box === undefined ? household! : String((await readOne(service, operator, 'boxes.csv', box)).household)
      const ended = await endPairings(
        service,
        box !== undefined ? { box } : { household: owner },
        'revoked by the operator',
      )
      await viewings.append({
        kind: 'act',
        actor: operator.id,
        household: owner,
        ...(box === undefined ? {} : { box }),
        ...why,
        detail: `revoked, ${ended.length} pairings ended`,
      })
      return { ...(box === undefined ? { household: owner } : { box }), pairings_ended: ended.length }
    },
  )

  async function revokeGrant(operator: Operator, id: string, why: { reason?: string }): Promise<void> {
    await operatorTurn(service, async () => {
      const row = await readOne(service, operator, 'grants.csv', id)
      const audience = new Audience(neighbourhood)
      audience.add('grants.csv', row)
      await db.transaction().execute(async (transaction) => {
        const at = clock.now()
        await endGrant(transaction, id, at)
        await keepRevoked(transaction, { id, at, by_key: operator.id, reason: why.reason ?? null })
        const channels = [channel.service, ...audience.channels([])]
        await bus.record(transaction, { type: 'access.changed', channels, data: {} })
        await bumpVersion(transaction, 'grants')
      })
      await inForce(service)
      await viewings.append({
        kind: 'act',
        actor: operator.id,
        ...(row.subject_kind === 'household' ? { household: String(row.subject) } : {}),
        ...(row.object_kind === 'camera' ? { camera: String(row.object) } : {}),
        ...why,
        detail: `grant ${id} revoked`,
      })
    })
  }

  app.get(
    '/v1/operator/revocations',
    {
      onRequest: requireOperator(service, 'operator', 'import', 'auditor'),
      schema: {
        summary: 'The revoked grants: a file that holds one does not bring it back',
        tags: ['operator'],
        response: {
          200: Type.Object({
            revocations: Type.Array(
              Type.Object({ grant: Id, at: Time, by: Type.String(), reason: Type.Union([Type.String(), Type.Null()]) }),
            ),
          }),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const found = await inReachOf(operatorOf(request), await readRevoked(db))
      return {
        revocations: found.map(({ id, at, by_key: by, reason }) => ({ grant: id, at: rfc3339(at), by, reason })),
      }
    },
  )

  app.delete<{ Params: { id: string } }>(
    '/v1/operator/revocations/:id',
    {
      onRequest: operators,
      schema: {
        summary: 'Lifts the revocation of a grant: from now on it is as the next file or call says',
        tags: ['operator'],
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const operator = operatorOf(request)
      const id = request.params.id
      await operatorTurn(service, async () => {
        const [row] = await inReachOf(operator, await readRevoked(db, id))
        if (row === undefined || !(await liftRevoked(db, id))) throw new ProblemError('not-found')
        await viewings.append({ kind: 'act', actor: operator.id, detail: `revocation of grant ${id} lifted` })
      })
      return reply.code(204).send()
    },
  )

  /** Of revocations those that a key may know: a grant that is gone is known to keys of every area only. */
  async function inReachOf({ area }: Operator, revoked: ReadonlyMap<string, Revoked>): Promise<Revoked[]> {
    if (area === null || revoked.size === 0) return [...revoked.values()]
    const rows = await readByKeys(db, 'grants.csv', [...revoked.keys()])
    const world = await readWorld(db)
    return [...revoked.values()].filter(({ id }) => {
      const row = rows.get(id)
      return row !== undefined && inReach(world, area, 'grants.csv', row)
    })
  }
}
