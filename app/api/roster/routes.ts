import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Id } from '../../contract/basics'
import { Roster, ShiftRequest } from '../../contract/roster'
import { rfc3339 } from '../clock'
import { officerOf, requireOfficer } from '../desk/guard'
import type { Officer } from '../desk/rules'
import { operatorOf, requireOperator } from '../operator/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { rosterImport } from './import'
import { mayPlan, shiftsOf } from './rules'
import { deleteShift, insertShifts, nameHead, officersOf, shiftsFrom } from './store'

const listLimit = 200
const keptMs = 30 * 24 * 3_600_000
const One = Type.Object({ id: Type.String({ maxLength: 128 }) })
const Head = Type.Object({ user: Type.Union([Id, Type.Null()]) }, { additionalProperties: false })

/** Who is to be on duty when. A plan beside the desk: whether it is staffed is told by its page alone. */
export function rosterRoutes(app: FastifyInstance, service: Service): void {
  const { clock, db, neighbourhood } = service
  const common = { tags: ['desk'], security: [{ desk: [] }] }
  const onRequest = requireOfficer(service)
  rosterImport(app, service)

  async function roster({ area, user }: Officer): Promise<Roster> {
    const officers = await officersOf(db, area)
    const shifts = await shiftsFrom(db, area, clock.now(), listLimit)
    const heads = officers.filter(({ head }) => head).map((one) => one.user)
    return {
      shifts: shifts.map(({ id, user: who, name, startsAt, endsAt }) => ({
        ...{ id, user: who, name, starts_at: rfc3339(startsAt), ends_at: rfc3339(endsAt) },
      })),
      officers: officers.map(({ user: who, name }) => ({ user: who, name })),
      may_edit: mayPlan(user, heads),
    }
  }

  async function mustPlan({ area, user }: Officer): Promise<Awaited<ReturnType<typeof officersOf>>> {
    const officers = await officersOf(db, area)
    const heads = officers.filter(({ head }) => head).map((one) => one.user)
    if (!mayPlan(user, heads)) throw new ProblemError('forbidden', { detail: 'the head of this desk plans the duty' })
    return officers
  }

  app.get(
    '/v1/desk/roster',
    {
      schema: { ...common, summary: 'Who is to be on duty here, from now on', response: { 200: Roster } },
      onRequest,
    },
    (request) => roster(officerOf(request)),
  )

  app.post<{ Body: ShiftRequest }>(
    '/v1/desk/roster',
    {
      schema: {
        ...common,
        summary: 'Plans a shift of an officer of this desk, also for several weeks',
        description: 'By the head of the desk, or any of its officers where nobody is named head.',
        body: ShiftRequest,
        response: { 201: Roster },
      },
      onRequest,
    },
    async (request, reply) => {
      const officer = officerOf(request)
      const officers = await mustPlan(officer)
      const shifts = shiftsOf(request.body, clock.now())
      if (typeof shifts === 'string') throw new ProblemError('invalid-body', { detail: shifts })
      const { user } = request.body
      if (!officers.some((one) => one.user === user))
        throw new ProblemError('invalid-body', { detail: 'body.user is no officer of this desk' })
      const planned = { area: officer.area, user, by: officer.name, shifts }
      await insertShifts(db, planned, clock.now() - keptMs)
      return reply.code(201).send(await roster(officer))
    },
  )

  app.delete<{ Params: { id: string } }>(
    '/v1/desk/roster/:id',
    {
      schema: { ...common, summary: 'Takes a shift out of the roster', params: One, response: { 200: Roster } },
      onRequest,
    },
    async (request) => {
      const officer = officerOf(request)
      await mustPlan(officer)
      if (!(await deleteShift(db, officer.area, request.params.id))) throw new ProblemError('not-found')
      return roster(officer)
    },
  )

  app.put<{ Params: { id: string }; Body: { user: string | null } }>(
    '/v1/operator/desks/:id/head',
    {
      schema: {
        tags: ['operator'],
        security: [{ operator: [] }],
        summary: 'Names the officer who plans the duty of an area’s desk, or nobody',
        params: One,
        body: Head,
        response: { 204: Type.Null() },
      },
      onRequest: requireOperator(service, 'operator'),
    },
    async (request, reply) => {
      const { area } = operatorOf(request)
      const { id } = request.params
      const above = neighbourhood.areaPath(id)
      if (above.length === 0 || (area !== null && !above.some((one) => one.id === area)))
        throw new ProblemError('not-found')
      if (!(await nameHead(db, id, request.body.user)))
        throw new ProblemError('conflict', { detail: 'there is no such officer at this desk' })
      return reply.code(204).send()
    },
  )
}
