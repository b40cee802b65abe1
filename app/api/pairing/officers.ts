import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { Id, Time } from '../../contract/basics'
import { rfc3339 } from '../clock'
import { officerOf, requireOfficer } from '../desk/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { confirm } from './changes'
import { decideAuthorization } from './codes-store'
import { byUserCode } from './device'
import { clearPin } from './pin'
import { householdOfBox, pairingById, suspendedPairings } from './store'
import type { Tries } from './tries'

const Confirmation = Type.Object(
  { user_code: Type.String({ minLength: 9, maxLength: 32 }), household: Id },
  { additionalProperties: false },
)
const ById = Type.Object({ id: Id })
const Waiting = Type.Object({
  pairings: Type.Array(
    Type.Object({
      id: Id,
      box: Id,
      household: Id,
      area: Type.String({ description: "the names of the area path, nearest first, joined by ' · '" }),
      suspended_at: Time,
      why: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
})

/** What a duty officer does for the boxes of the desk's area. */
export function officerRoutes(app: FastifyInstance, service: Service, tries: Tries): void {
  const onRequest = requireOfficer(service)
  const common = { tags: ['desk'], security: [{ desk: [] }] }
  const { neighbourhood, db } = service

  /** The area path of a household that this desk looks after; any other answers as one that does not exist. */
  function pathFor(desk: string, household: string): string | null {
    const facts = neighbourhood.household(household)
    const path = facts === null ? [] : neighbourhood.areaPath(facts.area)
    return path.some((area) => area.id === desk) ? path.map((area) => area.name).join(' · ') : null
  }

  app.get(
    '/v1/desk/pairings',
    {
      onRequest,
      schema: { ...common, summary: 'Pairings that wait to be confirmed', response: { 200: Waiting } },
    },
    async (request, reply) => {
      const { area: desk } = officerOf(request)
      const rows = await suspendedPairings(db)
      const pairings = rows.flatMap(({ id, box, household, changed_at, suspended_why }) => {
        const area = pathFor(desk, household)
        return area === null
          ? []
          : [{ id, box, household, area, suspended_at: rfc3339(changed_at), why: suspended_why }]
      })
      reply.header('cache-control', 'no-store')
      return { pairings }
    },
  )

  app.post(
    '/v1/desk/pairings',
    {
      onRequest,
      schema: {
        ...common,
        summary: 'Confirm the code that a TV shows, for a household of this area',
        body: Confirmation,
        response: { 200: Type.Object({ box: Id, household: Id }) },
      },
    },
    async (request) => {
      const { user, area } = officerOf(request)
      const { user_code, household } = request.body as Static<typeof Confirmation>
      if (pathFor(area, household) === null) throw new ProblemError('not-found')
      const found = await tries.guess(request.ip, `desk ${user}`, async () => {
        const row = await byUserCode(service, user_code)
        return row !== null && (await householdOfBox(db, row.box)) === household ? row : null
      })
      const decision = { state: 'approved', household, officer: user } as const
      if (found === null || !(await decideAuthorization(db, found.device_hash, decision)))
        throw new ProblemError('not-found', { detail: 'no box of this household shows this code now' })
      const detail = 'device flow confirmed by the desk'
      await service.viewings.append({ kind: 'act', household, box: found.box, actor: user, detail })
      return { box: found.box, household }
    },
  )

  app.post(
    '/v1/desk/pairings/:id/confirmation',
    {
      onRequest,
      schema: {
        ...common,
        summary: 'Confirm a suspended pairing',
        params: ById,
        response: { 200: Type.Object({ id: Id, box: Id, household: Id }) },
      },
    },
    async (request) => {
      const { user, area } = officerOf(request)
      const { id } = request.params as Static<typeof ById>
      const row = await pairingById(db, id)
      if (row === null || pathFor(area, row.household) === null) throw new ProblemError('not-found')
      const confirmed = await confirm(service, id, user)
      if (confirmed === null) throw new ProblemError('conflict', { detail: 'the pairing is not suspended' })
      return confirmed
    },
  )

  app.delete(
    '/v1/desk/households/:id/pin',
    {
      onRequest,
      schema: { ...common, summary: 'Remove a forgotten household PIN', params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { user, area } = officerOf(request)
      const { id } = request.params as Static<typeof ById>
      if (pathFor(area, id) === null) throw new ProblemError('not-found')
      await clearPin(service, id, user)
      return reply.code(204).send()
    },
  )
}
