import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Alarm, AlarmRequest, HopReceipt, NeighbourReply, SaysSafe } from '../../contract/alarms'
import { officerOf, requireOfficer } from '../desk/guard'
import { evenly, meansDuress } from '../duress/sign'
import { boxOf, requireBox, requireBoxOrAlarm } from '../pairing/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { Alarms } from './changes'
import { openAlarmsAround } from './lists-store'
import { complete, householdAs } from './people'
import { officerAs, openCallers, seenBy } from './permissions'
import { idempotencyKey } from './rules'
import { alarmView, hears } from './view'

const One = Type.Object({ id: Type.String({ maxLength: 128 }) })
const OpenQuery = Type.Object({ state: Type.Optional(Type.Literal('open')) }, { additionalProperties: false })
const AlarmList = Type.Object({ alarms: Type.Array(Alarm) })

type OneRequest = FastifyRequest<{ Params: { id: string } }>

/** What boxes call: raising, following, answering. */
export function alarmRoutes(app: FastifyInstance, service: Service, alarms: Alarms): void {
  const { db } = service
  const { listenerOf, viewFor, answer, asNeighbour, asCaller } = openCallers(service)
  const byBox = requireBox(service)
  const byBoxOrAlarm = requireBoxOrAlarm(service)
  const byOfficer = requireOfficer(service)
  const tags = ['alarm']
  const security: Record<string, string[]>[] = [{ box: [] }, { alarm: [] }]

  app.post<{ Body: AlarmRequest }>(
    '/v1/alarms',
    {
      schema: {
        tags,
        security,
        summary: 'A call for help',
        description:
          'Answers 201 only when the alarm is durable; 200 for a repeat of the same key and for a press that joins an open alarm of the household. `pressed_at` is by the box’s corrected clock; with `sent_at` beside it the age of the press counts whatever the clock says. Pressed more than 10 minutes ago it is `late` and goes to the desks alone. With the store down: 503 with `passed_on`; come again with the same key.',
        headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String()) }),
        body: AlarmRequest,
        response: { 200: Alarm, 201: Alarm },
      },
      // A missing key is said before a wrong body.
      onRequest: byBoxOrAlarm,
      preValidation: async (request) => void idempotencyKey(request.headers['idempotency-key']),
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers['idempotency-key'])
      const { alarm, created } = await alarms.raise(boxOf(request), key, request.body)
      return reply.code(created ? 201 : 200).send(alarmView(alarm, 'own'))
    },
  )

  app.get<{ Params: { id: string } }>(
    '/v1/alarms/:id',
    {
      schema: {
        tags,
        security,
        summary: 'An alarm, as far as this box may know it',
        description: 'A quiet alarm is told to no box; the box that pressed may follow it by its id.',
        params: One,
        response: { 200: Alarm },
      },
      onRequest: byBoxOrAlarm,
    },
    async (request) => answer(request, await alarms.read(request.params.id)),
  )

  app.get(
    '/v1/alarms',
    {
      schema: {
        tags,
        security,
        summary: 'Open alarms of this household and its group, newest first',
        querystring: OpenQuery,
        response: { 200: AlarmList },
      },
      onRequest: byBoxOrAlarm,
    },
    async (request) => {
      const listener = listenerOf(request)
      const mine = boxOf(request).credential === 'alarm'
      const found = await openAlarmsAround(db, listener.household, mine ? null : listener.group)
      const told = found.flatMap((stored) => {
        const alarm = complete(service, stored)
        const view = hears(alarm, listener)
        return view === null || (mine && !alarm.boxes.includes(listener.serial)) ? [] : alarmView(alarm, view)
      })
      return { alarms: told }
    },
  )

  app.post<{ Params: { id: string }; Body: { duress?: boolean; sign?: string } | null }>(
    '/v1/alarms/:id/safe',
    {
      schema: {
        tags,
        security,
        summary: 'The caller says that all is well',
        description:
          'A receipt, never a closure: only the desk closes. `sign`: the digit that was pressed before; the answer is the same whatever it means.',
        params: One,
        body: Type.Union([SaysSafe, Type.Null()]),
        response: { 200: Alarm },
      },
      onRequest: byBoxOrAlarm,
    },
    async (request) => {
      const { household } = boxOf(request)
      const who = householdAs(service, household)
      const { sign, duress: said = false } = request.body ?? {}
      const safe = async () => {
        const duress = said || (sign !== undefined && (await meansDuress(db, household, sign)))
        return alarms.confirm(request.params.id, asCaller(request), 'says_safe', who, { duress })
      }
      return answer(request, await (sign === undefined ? safe() : evenly(safe())))
    },
  )

  app.post<{ Params: { id: string }; Body: { reply: 'going' | 'cannot' | 'safe_here' } }>(
    '/v1/alarms/:id/replies',
    {
      schema: {
        tags,
        security: [{ box: [] }],
        summary: 'A neighbour answers',
        description:
          '"going" opens the three nearest cameras for a while (emergency grant), at most for two alarms in 30 days without the desk’s consent.',
        params: One,
        body: NeighbourReply,
        response: { 200: Alarm },
      },
      onRequest: byBox,
    },
    async (request) => {
      const { household } = boxOf(request)
      const { reply } = request.body
      return answer(request, await alarms.reply(request.params.id, asNeighbour(request), household, reply))
    },
  )

  app.post<{ Params: { id: string }; Body: { hop: 'box_displayed' | 'box_reached' | 'desk_displayed' } }>(
    '/v1/alarms/:id/receipts',
    {
      schema: {
        tags,
        security: [{ box: [] }, { desk: [] }],
        summary: 'A box has the alarm, or shows it; a desk shows it',
        description:
          '`box_reached`: the box has it, its screen may be off. `box_displayed` and `desk_displayed`: a visible page shows it.',
        params: One,
        body: HopReceipt,
        response: { 200: Alarm },
      },
      // A promise always: a guard that memory answers gives none, and Fastify would wait for a callback.
      onRequest: async (request: FastifyRequest) =>
        request.headers.authorization === undefined ? byOfficer(request) : byBox(request),
    },
    async (request: OneRequest & { body: { hop: 'box_displayed' | 'box_reached' | 'desk_displayed' } }) => {
      const { hop } = request.body
      const isDesk = request.box === undefined
      if (isDesk !== (hop === 'desk_displayed'))
        throw new ProblemError('invalid-body', { detail: `body.hop ${hop} is not for ${isDesk ? 'a desk' : 'a box'}` })
      if (isDesk) {
        const officer = officerOf(request)
        const alarm = await alarms.confirm(request.params.id, seenBy(officer.area), hop, officerAs(officer))
        return alarmView(alarm, 'desk')
      }
      const seen = await alarms.read(request.params.id)
      // The caller's own screens confirm nothing about the neighbours'.
      if (viewFor(request, seen) === 'own') return alarmView(seen, 'own')
      const who = householdAs(service, boxOf(request).household)
      return answer(request, await alarms.confirm(request.params.id, asNeighbour(request), hop, who))
    },
  )
}
