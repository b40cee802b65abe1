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
const Verdict = Type.Enum(['yes', 'no', 'unknown'])
const Repair = Type.Object({
  why: Type.String({ description: 'offline, or reported' }),
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
      intact: Type.Object({ yes: Type.Integer(), no: Type.Integer(), unknown: Type.Integer() }),
      intact_rate: Rate('intact cameras of those of which it is known; null when of none'),
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
      probe: Type.Enum(['moving', 'no picture', 'unknown'], { description: 'what was seen of its playlist that day' }),
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
          'Of the cameras that are published now. Online: the playlist moved on. Intact: it did so at some time of the day, and no resident’s open report calls the picture bad or the camera broken. What was not looked at is unknown, never online.',
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
      preHandler: requireOfficer(service),
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
