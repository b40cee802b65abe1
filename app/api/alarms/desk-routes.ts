import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Callback, Closure, DeskAlarm, HopReceipt } from '../../contract/alarms'
import { Id } from '../../contract/basics'
import { DeskAlarmDetail, DeskCamera } from '../../contract/desk'
import { rfc3339 } from '../clock'
import { officerOf, requireOfficer } from '../desk/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { Alarms } from './changes'
import { emergenciesFor, emergenciesOf } from './emergency-store'
import type { AlarmFacts, Hop } from './facts'
import { alarmsBelow, alarmsOfHousehold, contactMethod, falseAlarmsOf, statusesOf } from './lists-store'
import { complete } from './people'
import { officerAs, seenBy } from './permissions'
import { emergency, isGoing, mistakenMs, type Particulars, whyHushed } from './rules'
import { alarmView } from './view'

const One = Type.Object({ id: Type.String({ maxLength: 128 }) })
const Query = Type.Object(
  {
    state: Type.Optional(Type.Enum(['open', 'closed', 'all'])),
    household: Type.Optional(Id),
  },
  { additionalProperties: false },
)
const DeskAlarmList = Type.Object({ alarms: Type.Array(DeskAlarm) })
const CameraList = Type.Object({ cameras: Type.Array(DeskCamera) })
const Consent = Type.Object({ household: Id }, { additionalProperties: false })

const listLimit = 500
const nearestCount = 6
const historyCount = 20

type OneRequest = FastifyRequest<{ Params: { id: string } }>

/** What a duty desk calls: it sees its area and below, and only a desk closes an alarm. */
export function deskAlarmRoutes(app: FastifyInstance, service: Service, alarms: Alarms): void {
  const { clock, db, neighbourhood } = service
  const onRequest = requireOfficer(service)
  const tags = ['desk']
  const security = [{ desk: [] }]

  async function readFor(request: OneRequest): Promise<AlarmFacts> {
    const alarm = await alarms.read(request.params.id)
    seenBy(officerOf(request).area)(alarm)
    return alarm
  }

  async function nearby(alarm: AlarmFacts): Promise<DeskCamera[]> {
    const cameras = neighbourhood.nearest(alarm.area, nearestCount, clock.now())
    const statuses = await statusesOf(
      db,
      cameras.map((camera) => camera.id),
    )
    return cameras.flatMap(({ id, number, name, area }) => {
      const [where] = neighbourhood.areaPath(area)
      return where === undefined ? [] : { id, number, name, area: where, status: statuses.get(id) ?? 'unknown' }
    })
  }

  app.get<{ Querystring: { state?: 'open' | 'closed' | 'all'; household?: string } }>(
    '/v1/desk/alarms',
    {
      schema: {
        tags,
        security,
        summary: 'Alarms of this desk’s area and below: unanswered first, then the newest',
        description: 'Open ones, unless `state` says otherwise; with `household` that household’s, open and closed.',
        querystring: Query,
        response: { 200: DeskAlarmList },
      },
      onRequest,
    },
    async (request) => {
      const { household } = request.query
      const state = request.query.state ?? (household === undefined ? 'open' : 'all')
      const found = await alarmsBelow(db, officerOf(request).area, state, listLimit, household)
      return { alarms: found.map((alarm) => alarmView(complete(service, alarm), 'desk')) }
    },
  )

  app.get<{ Params: { id: string } }>(
    '/v1/desk/alarms/:id',
    {
      schema: {
        tags,
        security,
        summary: 'An alarm with what helps to answer it: cameras nearby, earlier calls, who is going',
        params: One,
        response: { 200: DeskAlarmDetail },
      },
      onRequest,
    },
    async (request) => {
      const alarm = await readFor(request)
      const now = clock.now()
      const history = await alarmsOfHousehold(db, alarm.household, historyCount)
      const open = await emergenciesFor(db, alarm.id)
      const households = [...new Set(alarm.receipts.flatMap(({ who }) => (who.kind === 'household' ? who.id : [])))]
      const going = []
      for (const household of households.filter((id) => isGoing(alarm, id))) {
        const until = open.find((grant) => grant.household === household)?.until ?? null
        const earlier = await emergenciesOf(db, household)
        going.push({
          household,
          label: neighbourhood.household(household)?.label ?? household,
          cameras_until: rfc3339(until),
          needs_consent: until === null && emergency(alarm, earlier, now) === 'limit',
        })
      }
      return {
        ...alarmView(alarm, 'desk'),
        contact_method: await contactMethod(db, alarm.household),
        group: alarm.group === null ? null : (neighbourhood.group(alarm.group)?.name ?? null),
        cameras: await nearby(alarm),
        going,
        history: history
          .filter((earlier) => earlier.id !== alarm.id)
          .map((earlier) => ({
            id: earlier.id,
            kind: earlier.kind,
            quiet: earlier.quiet === 1,
            mode: earlier.mode,
            state: earlier.state,
            raised_at: rfc3339(earlier.raised_at),
            closed_at: rfc3339(earlier.closed_at),
            outcome: earlier.outcome,
            note: earlier.note,
          })),
        false_alarms: await falseAlarmsOf(db, alarm.household, now - mistakenMs),
      }
    },
  )

  app.get<{ Params: { id: string } }>(
    '/v1/desk/alarms/:id/cameras',
    {
      schema: { tags, security, summary: 'The cameras nearest an alarm', params: One, response: { 200: CameraList } },
      onRequest,
    },
    async (request) => ({ cameras: await nearby(await readFor(request)) }),
  )

  async function act(request: OneRequest, hop: Hop, particulars?: Particulars) {
    const officer = officerOf(request)
    const alarm = await alarms.confirm(request.params.id, seenBy(officer.area), hop, officerAs(officer), particulars)
    return alarmView(alarm, 'desk')
  }

  for (const [path, hop, summary] of [
    ['acknowledgement', 'acknowledged', 'An officer takes the alarm. The first is named; all get the same truth.'],
    ['attendance', 'attending', 'Somebody is on the way.'],
  ] as const)
    app.post<{ Params: { id: string } }>(
      `/v1/desk/alarms/:id/${path}`,
      { schema: { tags, security, summary, params: One, response: { 200: DeskAlarm } }, onRequest },
      (request) => act(request, hop),
    )

  app.post<{ Params: { id: string }; Body: { reached: boolean } }>(
    '/v1/desk/alarms/:id/callback',
    {
      schema: {
        tags,
        security,
        summary: 'An officer rang back, and somebody answered or nobody did',
        description: '409 before the call was taken, and for a quiet or forced call: nobody rings back there.',
        params: One,
        body: Callback,
        response: { 200: DeskAlarm },
      },
      onRequest,
    },
    async (request) => {
      const hushed = whyHushed(await readFor(request))
      if (hushed !== null) throw new ProblemError('conflict', { detail: `${hushed}: do not ring back` })
      return act(request, request.body.reached ? 'called_back' : 'called_in_vain')
    },
  )

  app.post<{ Params: { id: string } }>(
    '/v1/desk/alarms/:id/receipts',
    {
      schema: {
        tags,
        security,
        summary: 'The alarm is shown on this desk’s visible page',
        params: One,
        body: HopReceipt,
        response: { 200: DeskAlarm },
      },
      onRequest,
    },
    (request) => {
      const { hop } = request.body as { hop: Hop }
      if (hop !== 'desk_displayed') throw new ProblemError('invalid-body', { detail: `body.hop ${hop} is for boxes` })
      return act(request, hop)
    },
  )

  app.post<{ Params: { id: string }; Body: { outcome: string; note: string } }>(
    '/v1/desk/alarms/:id/closure',
    {
      schema: {
        tags,
        security,
        summary: 'The end of an alarm, with what it was. Ends its emergency grants.',
        description: 'The same closure again answers 200; another one 409: the first stands.',
        params: One,
        body: Closure,
        response: { 200: DeskAlarm },
      },
      onRequest,
    },
    (request) => act(request, 'closed', request.body),
  )

  app.post<{ Params: { id: string }; Body: { household: string } }>(
    '/v1/desk/alarms/:id/consent',
    {
      schema: {
        tags,
        security,
        summary: 'Opens the nearest cameras to a neighbour who is going, beyond the limit of two in 30 days',
        params: One,
        body: Consent,
        response: { 200: DeskAlarm },
      },
      onRequest,
    },
    async (request) => {
      const officer = officerOf(request)
      const alarm = await alarms.consent(request.params.id, seenBy(officer.area), request.body.household, officer.user)
      return alarmView(alarm, 'desk')
    },
  )
}
