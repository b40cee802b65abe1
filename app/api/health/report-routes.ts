import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { AreaRef, Id, Time } from '../../contract/basics'
import { makeZone } from '../access/zone'
import { rfc3339 } from '../clock'
import { operatorOf, requireOperator } from '../operator/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { areaDays, cameraDay, dayAt, dayBounds, rate } from './days'
import { cameras, daysOf, reportedBroken } from './report-store'

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
    }),
    { description: 'those that were offline, unknown or not intact: the worst first, at most 500' },
  ),
  more_cameras: Type.Integer({ description: 'so many more that were' }),
})

const listed = 500
const seconds = (day: { online: number; offline: number; unknown: number }) => {
  const [online, offline] = [Math.round(day.online / 1000), Math.round(day.offline / 1000)]
  return {
    online,
    offline,
    unknown: Math.max(0, Math.round((day.online + day.offline + day.unknown) / 1000) - online - offline),
  }
}

/** `GET /v1/operator/health`: how many cameras were online and intact on a day, per area. */
export function healthReportRoutes(app: FastifyInstance, service: Service): void {
  const { db, clock, config, neighbourhood } = service
  const zone = makeZone(config.TIME_ZONE)

  app.get<{ Querystring: { day?: string } }>(
    '/v1/operator/health',
    {
      onRequest: requireOperator(service, 'operator', 'auditor'),
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
      const now = clock.now()
      const { day = dayAt(zone, now) } = request.query
      const bounds = dayBounds(zone, day)
      if (bounds === null) throw new ProblemError('bad-request', { detail: `querystring.day: there is no day ${day}` })
      if (bounds.from > now) throw new ProblemError('bad-request', { detail: `querystring.day: ${day} has not begun` })
      const until = Math.min(bounds.until, now)
      const root = operatorOf(request).area
      const pathOf = (area: string) => {
        const path = neighbourhood.areaPath(area).map(({ id }) => id)
        return root === null ? path : path.slice(0, path.indexOf(root) + 1)
      }
      const own = (await cameras(db)).filter(({ area }) => pathOf(area).length > 0)
      const facts = new Map(own.map((camera) => [camera.id, camera]))
      const rows = new Map((await daysOf(db, day)).map((row) => [row.camera, row]))
      const broken = await reportedBroken(db, until)
      const days = own.map(({ id, area }) => {
        const row = rows.get(id)
        const seen = row === undefined ? undefined : { online: row.online_ms, offline: row.offline_ms }
        return cameraDay({ id, area }, seen, broken.has(id), until - bounds.from)
      })
      const faulty = days
        .filter((one) => one.offline > 0 || one.unknown > 1000 || one.intact !== 'yes')
        .sort((a, b) => b.offline - a.offline || b.unknown - a.unknown || (a.id < b.id ? -1 : 1))
      reply.header('cache-control', 'private, no-store')
      return {
        day,
        from: rfc3339(bounds.from),
        until: rfc3339(until),
        areas: [...areaDays(days, pathOf)].flatMap(([id, sum]) => {
          const [area, parent] = neighbourhood.areaPath(id)
          if (area === undefined) return []
          const { online, offline, unknown, intact } = sum
          return {
            area,
            parent: parent?.id ?? null,
            cameras: sum.cameras,
            seconds: seconds(sum),
            online_rate: rate(online, online + offline),
            unknown_rate: rate(unknown, online + offline + unknown),
            intact,
            intact_rate: rate(intact.yes, intact.yes + intact.no),
          }
        }),
        cameras: faulty.slice(0, listed).map((one) => {
          const { id, number, name, area } = facts.get(one.id)!
          const { online, offline, intact } = one
          return { id, number, name, area, seconds: seconds(one), online_rate: rate(online, online + offline), intact }
        }),
        more_cameras: Math.max(0, faulty.length - listed),
      }
    },
  )
}
