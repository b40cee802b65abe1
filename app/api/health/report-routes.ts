import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { AreaRef, Id, Time } from '../../contract/basics'
import { officerOf, requireOfficer } from '../desk/guard'
import { operatorOf, requireOperator } from '../operator/guard'
import type { Service } from '../service'
import { dayReport } from './report'
import { reportCsv, reportHeaders, reportPage } from './report-page'

const Query = Type.Object(
  {
    day: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        description: 'in the deployment’s time zone; today when absent',
      }),
    ),
  },
  { additionalProperties: false },
)
const Seconds = Type.Object({
  online: Type.Integer(),
  offline: Type.Integer(),
  unknown: Type.Integer({ description: 'nobody looked, or the look told nothing' }),
})
const Rate = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })
const Verdict = Type.Enum(['yes', 'no', 'suspected', 'unknown'])
const Repair = Type.Object({
  why: Type.String({ description: 'offline, reported, or suspected' }),
  opened_at: Time,
  deadline: Time,
  repaired_at: Type.Union([Time, Type.Null()]),
  hours_to_repair: Type.Union([Type.Number(), Type.Null()]),
})
const Report = Type.Object({
  day: Type.String({ format: 'date' }),
  from: Time,
  until: Type.String({ format: 'date-time', description: 'the end of the day, or now' }),
  areas: Type.Array(
    Type.Object({
      area: AreaRef,
      parent: Type.Union([Id, Type.Null()]),
      cameras: Type.Integer({ description: 'published ones of the area and below' }),
      seconds: Seconds,
      online_rate: Rate('online time of the time that is known; null when nothing is'),
      unknown_rate: Rate('share of the time in which nothing is known'),
      intact: Type.Object({
        ...{ yes: Type.Integer(), no: Type.Integer(), unknown: Type.Integer() },
        suspected: Type.Integer({
          description: 'the sizes of their pictures look like none: to be looked at by people',
        }),
      }),
      intact_rate: Rate('intact cameras of all but the unknown; what is suspected is not called intact; null of none'),
    }),
  ),
  cameras: Type.Array(
    Type.Object({
      id: Id,
      number: Type.Integer(),
      name: Type.String(),
      area: Id,
      seconds: Seconds,
      online_rate: Rate('as above'),
      intact: Verdict,
      probe: Type.Enum(['sound', 'suspected', 'playlist only', 'no picture', 'unknown'], {
        description:
          'what was seen of it for most of that day; playlist only: it moved on, and no segment could be read',
      }),
      suspicion: Type.Union([
        Type.String({ description: 'still, flat (black or of one colour), or bit_rate' }),
        Type.Null(),
      ]),
      reported: Type.Integer({ description: 'open reports of residents that call its picture bad, or it broken' }),
      repair: Type.Union([Repair, Type.Null()]),
    }),
    { description: 'those that were offline, unknown or not intact: the worst first, at most 500' },
  ),
  more_cameras: Type.Integer({ description: 'so many more that were' }),
})

const listed = 500

/** `GET /v1/operator/health`: how many cameras were online and intact on a day, per area; as CSV, and as a page for desks. */
export function healthReportRoutes(app: FastifyInstance, service: Service): void {
  const onRequest = requireOperator(service, 'operator', 'auditor')

  app.get<{ Querystring: { day?: string } }>(
    '/v1/operator/health',
    {
      onRequest,
      schema: {
        summary: 'Online rate and intact rate of a day, per area',
        description:
          'Of the cameras that are published now. Online: the playlist moved on. Intact: its segments were read and the sizes of their pictures are those of a live scene, and no resident’s open report calls the picture bad or the camera broken. A picture that seems to stand still, to be black, or to have no plausible bit rate is suspected: the probe measures sizes and sees nothing. What was not looked at is unknown, never online or intact.',
        tags: ['operator'],
        querystring: Query,
        response: { 200: Report },
      },
    },
    async (request, reply) => {
      const report = await dayReport(service, operatorOf(request).area, request.query.day)
      reply.header('cache-control', 'private, no-store')
      return {
        ...report,
        cameras: report.cameras.slice(0, listed),
        more_cameras: Math.max(0, report.cameras.length - listed),
      }
    },
  )

  app.get<{ Querystring: { day?: string } }>(
    '/v1/operator/health.csv',
    {
      onRequest,
      schema: {
        summary: 'The cameras of that report that were offline, unknown or not intact, each with its repair, as CSV',
        tags: ['operator'],
        querystring: Query,
        response: { 200: { description: 'the file', content: { 'text/csv': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const report = await dayReport(service, operatorOf(request).area, request.query.day)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="cameras-${report.day}.csv"`)
        .send(reportCsv(report))
    },
  )

  app.get<{ Querystring: { day?: string } }>(
    '/v1/desk/health',
    {
      onRequest: requireOfficer(service),
      schema: {
        summary: 'The same report of this desk’s area, as a page to look at and to print',
        tags: ['desk'],
        security: [{ desk: [] }],
        querystring: Query,
        response: { 200: { description: 'the page', content: { 'text/html': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const report = await dayReport(service, officerOf(request).area, request.query.day)
      return reply.headers(reportHeaders).type('text/html; charset=utf-8').send(reportPage(report))
    },
  )
}
