import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type Drill, DrillList, DrillRequest, DrillResult } from '../../contract/drills'
import type { Alarms } from '../alarms/changes'
import { officerAs } from '../alarms/permissions'
import { rfc3339 } from '../clock'
import { officerOf, requireOfficer } from '../desk/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { callsOf, type DrillCall, type DrillFacts, mostGroups, resultOf } from './rules'
import { alarmsOfDrill, drillRuns, drillsBelow, endDrill, groupsBelow, insertDrill } from './store'

const One = Type.Object({ id: Type.String({ maxLength: 128 }) })
const listLimit = 50
/** What the closing of a drill's calls says; people read it in the history of their household. */
const endNote = '演练结束 end of the drill'

type OneRequest = FastifyRequest<{ Params: { id: string } }>

/** A village drill: one call marked as a drill for each group of a desk's area, and what came of it. */
export function drillRoutes(app: FastifyInstance, service: Service, alarms: Alarms): void {
  const { clock, db, neighbourhood } = service
  const onRequest = requireOfficer(service)
  const tags = ['desk']
  const security = [{ desk: [] }]

  const view = (drill: DrillFacts): Drill => ({
    id: drill.id,
    area: neighbourhood.areaPath(drill.area)[0]?.name ?? drill.area,
    kind: drill.kind,
    by: drill.by.name,
    at: rfc3339(drill.at),
    ended_at: rfc3339(drill.endedAt),
    groups: drill.groups,
  })

  async function drillOf(request: OneRequest): Promise<DrillFacts> {
    const [found] = await drillsBelow(db, officerOf(request).area, 1, request.params.id)
    if (found === undefined) throw new ProblemError('not-found')
    return found
  }

  async function result(drill: DrillFacts): Promise<DrillResult> {
    const groups = new Map((await groupsBelow(db, drill.area)).map((group) => [group.id, group]))
    const calls: DrillCall[] = []
    for (const id of await alarmsOfDrill(db, drill.id)) {
      const alarm = await alarms.read(id)
      const group = alarm.group ?? ''
      calls.push({ alarm, group: groups.get(group) ?? { id: group, name: group, members: [] } })
    }
    calls.sort((a, b) => a.group.name.localeCompare(b.group.name))
    return { ...view(drill), ...resultOf(calls) }
  }

  app.post<{ Body: DrillRequest }>(
    '/v1/desk/drills',
    {
      schema: {
        tags,
        security,
        summary: 'Starts a drill: one call for each group of this desk’s area, marked as a drill everywhere',
        description: `One household of each group plays the caller. At most ${mostGroups} groups; 409 while a drill runs here, above or below.`,
        body: DrillRequest,
        response: { 201: DrillResult },
      },
      onRequest,
    },
    async (request, reply) => {
      const { area, user, name } = officerOf(request)
      const conflict = (detail: string) => new ProblemError('conflict', { detail })
      const id = randomUUID()
      const groups = await groupsBelow(db, area)
      const calls = callsOf(id, groups)
      if (calls.length === 0) throw conflict('no group of this area has two households')
      if (calls.length > mostGroups)
        throw conflict(`${calls.length} groups are more than ${mostGroups}: the desks below start drills of their own`)
      const above = neighbourhood.areaPath(area).map((one) => one.id)
      const drill = { id, area, kind: request.body.kind, by: { user, name }, at: clock.now(), endedAt: null }
      await alarms.drill(calls, drill.kind, async (transaction) => {
        const below = await drillsBelow(transaction, area, listLimit)
        if ((await drillRuns(transaction, above)) || below.some(({ endedAt }) => endedAt === null))
          throw conflict('a drill runs here, above or below')
        await insertDrill(transaction, drill, calls)
      })
      return reply.code(201).send(await result({ ...drill, groups: calls.length }))
    },
  )

  app.get(
    '/v1/desk/drills',
    {
      schema: { tags, security, summary: 'Drills of this area and below, newest first', response: { 200: DrillList } },
      onRequest,
    },
    async (request) => ({ drills: (await drillsBelow(db, officerOf(request).area, listLimit)).map(view) }),
  )

  app.get<{ Params: { id: string } }>(
    '/v1/desk/drills/:id',
    {
      schema: {
        tags,
        security,
        summary: 'A drill’s result so far: time per hop, and who did not answer',
        params: One,
        response: { 200: DrillResult },
      },
      onRequest,
    },
    async (request) => result(await drillOf(request)),
  )

  app.post<{ Params: { id: string } }>(
    '/v1/desk/drills/:id/end',
    {
      schema: {
        tags,
        security,
        summary: 'Ends a drill: closes its calls and keeps its result',
        description: 'Saying it again changes nothing.',
        params: One,
        response: { 200: DrillResult },
      },
      onRequest,
    },
    async (request) => {
      const drill = await drillOf(request)
      const officer = officerOf(request)
      // Whoever may end the drill may close its calls, also that of a household which has moved away meanwhile.
      const ofDrill = () => undefined
      const closure = { outcome: 'drill', note: endNote }
      for (const id of await alarmsOfDrill(db, drill.id)) {
        if ((await alarms.read(id)).state === 'closed') continue
        await alarms.confirm(id, ofDrill, 'closed', officerAs(officer), closure).catch(closedMeanwhile)
      }
      await endDrill(db, drill.id, clock.now())
      return result(await drillOf(request))
    },
  )
}

/** Another officer may have closed one of the calls in the same moment. */
function closedMeanwhile(error: unknown): void {
  if (!(error instanceof ProblemError && error.problem === 'conflict')) throw error
}
