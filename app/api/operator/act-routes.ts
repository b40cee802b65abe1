import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Id, Time } from '../../contract/basics'
import { bumpVersion } from '../access/store'
import { rfc3339 } from '../clock'
import { channel } from '../events/bus'
import { lockEvents } from '../events/store'
import { makeActivationCode } from '../pairing/codes'
import { ProblemError } from '../problems'
import { decideCase } from '../reports/privacy-store'
import type { Service } from '../service'
import { resume, suspend } from './acts-store'
import { readOne } from './change'
import { inForce } from './force'
import { keyHash, operatorOf, requireOperator } from './guard'
import { insertKey, type KeyRow, listKeys, revokeKey } from './keys-store'

const Params = Type.Object({ id: Id })
const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })

const Key = Type.Object({
  id: Id,
  name: Type.String(),
  role: Type.String(),
  area: Type.Union([Id, Type.Null()]),
  created_at: Time,
  revoked_at: Type.Union([Time, Type.Null()]),
})

/** What an operator does beside files and rows: suspensions, activation codes, keys. */
export function actRoutes(app: FastifyInstance, service: Service): void {
  const { clock, db, store, bus, neighbourhood, viewings } = service
  const operators = requireOperator(service, 'operator')
  const root = requireOperator(service)

  /** Tells who may see a camera to look again, in the transaction that changes it. */
  const tellAudience = (transaction: Service['db'], camera: string) =>
    bus.record(transaction, {
      type: 'access.changed',
      channels: [channel.service, ...neighbourhood.audience(camera)],
      data: {},
    })

  app.post<{ Params: { id: string }; Body: { reason: string; by?: string } }>(
    '/v1/operator/cameras/:id/suspension',
    {
      onRequest: operators,
      schema: {
        summary: 'Closes a camera at once, everywhere; residents are told by whom and why',
        tags: ['operator'],
        params: Params,
        body: Type.Object(
          {
            reason: Reason,
            by: Type.Optional(
              Type.String({ minLength: 1, maxLength: 120, description: 'the name of the key when absent' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 201: Type.Object({ camera: Id, by: Type.String(), reason: Type.String(), at: Time }) },
      },
    },
    async (request, reply) => {
      const operator = operatorOf(request)
      const camera = request.params.id
      await readOne(service, operator, 'cameras.csv', camera)
      const { reason, by = operator.name } = request.body
      const at = clock.now()
      await db.transaction().execute(async (transaction) => {
        // First, as privacy reports that close a camera do (reports/cases.ts): both write the same rows.
        await lockEvents(transaction, store.kind)
        await suspend(transaction, { camera, by_name: by, reason, at })
        await decideCase(transaction, camera, operator.name, at)
        await tellAudience(transaction, camera)
        await bumpVersion(transaction, 'live')
      })
      await inForce(service, 'live')
      await viewings.append({ kind: 'act', actor: operator.id, camera, reason, detail: `suspended by ${by}` })
      return reply.code(201).send({ camera, by, reason, at: rfc3339(at) })
    },
  )

  app.delete<{ Params: { id: string } }>(
    '/v1/operator/cameras/:id/suspension',
    {
      onRequest: operators,
      schema: {
        summary: 'Opens a suspended camera again',
        tags: ['operator'],
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const operator = operatorOf(request)
      const camera = request.params.id
      await readOne(service, operator, 'cameras.csv', camera)
      const wasSuspended = await db.transaction().execute(async (transaction) => {
        await lockEvents(transaction, store.kind)
        const at = clock.now()
        if (!(await resume(transaction, camera, at))) return false
        await decideCase(transaction, camera, operator.name, at)
        await tellAudience(transaction, camera)
        await bumpVersion(transaction, 'live')
        return true
      })
      if (wasSuspended) {
        await inForce(service, 'live')
        await viewings.append({ kind: 'act', actor: operator.id, camera, detail: 'resumed' })
      }
      return reply.code(204).send()
    },
  )

  app.post<{ Params: { id: string } }>(
    '/v1/operator/households/:id/activation-codes',
    {
      onRequest: operators,
      schema: {
        summary: 'Makes a code with which a box of the household is paired: once only, shown once',
        tags: ['operator'],
        params: Params,
        response: { 201: Type.Object({ code: Type.String(), expires_at: Time }) },
      },
    },
    async (request, reply) => {
      const operator = operatorOf(request)
      const household = request.params.id
      await readOne(service, operator, 'households.csv', household)
      const made = await makeActivationCode(service, household)
      await viewings.append({ kind: 'act', actor: operator.id, household, detail: 'activation code made' })
      return reply.code(201).header('cache-control', 'no-store').send(made)
    },
  )

  app.post<{ Body: { name: string; role: 'import' | 'auditor' | 'operator'; area?: string | null } }>(
    '/v1/operator/keys',
    {
      onRequest: root,
      schema: {
        summary: 'Makes an operator key for a role, below an area; shown once',
        tags: ['operator'],
        body: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
            role: Type.Union([Type.Literal('import'), Type.Literal('auditor'), Type.Literal('operator')]),
            area: Type.Optional(Type.Union([Id, Type.Null()])),
          },
          { additionalProperties: false },
        ),
        response: { 201: Type.Intersect([Key, Type.Object({ key: Type.String() })]) },
      },
    },
    async (request, reply) => {
      const { name, role, area = null } = request.body
      if (area !== null && neighbourhood.areaPath(area).length === 0)
        throw new ProblemError('invalid-body', { detail: `There is no area "${area}".` })
      const secret = `plo_${randomBytes(32).toString('base64url')}`
      const row: KeyRow = {
        id: randomBytes(6).toString('hex'),
        name,
        role,
        area,
        secret_hash: keyHash(secret),
        created_at: clock.now(),
        revoked_at: null,
      }
      await insertKey(db, row)
      await viewings.append({
        kind: 'act',
        actor: operatorOf(request).id,
        detail: `key ${row.id} created: ${role} ${area ?? ''}`,
      })
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...asKey(row), key: secret })
    },
  )

  app.get(
    '/v1/operator/keys',
    {
      onRequest: root,
      schema: {
        summary: 'The operator keys, without their secrets',
        tags: ['operator'],
        response: { 200: Type.Object({ keys: Type.Array(Key) }) },
      },
    },
    async () => ({ keys: (await listKeys(db)).map(asKey) }),
  )

  app.delete<{ Params: { id: string } }>(
    '/v1/operator/keys/:id',
    {
      onRequest: root,
      schema: {
        summary: 'Revokes an operator key',
        tags: ['operator'],
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await revokeKey(db, request.params.id, clock.now()))) throw new ProblemError('not-found')
      await viewings.append({ kind: 'act', actor: operatorOf(request).id, detail: `key ${request.params.id} revoked` })
      return reply.code(204).send()
    },
  )
}

function asKey({ secret_hash: _, ...row }: KeyRow) {
  return { ...row, created_at: rfc3339(row.created_at), revoked_at: rfc3339(row.revoked_at) }
}
