import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Id, Time } from '../../contract/basics'
import { TelemetryAnswer, TelemetryReport } from '../../contract/telemetry'
import { rfc3339 } from '../clock'
import { operatorOf, requireOperator } from '../operator/guard'
import { boxOf, requireBox } from '../pairing/guard'
import type { Service } from '../service'
import { reportEveryS } from './rules'
import { boxCounts, boxesBelow } from './store'
import type { Telemetry } from './telemetry'

const Nullable = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])
const Query = Type.Object(
  {
    model: Type.Optional(Type.String({ maxLength: 128 })),
    release: Type.Optional(Type.String({ maxLength: 40 })),
    after: Type.Optional(Type.String({ maxLength: 128, description: 'the last serial of the page before' })),
  },
  { additionalProperties: false },
)
const Boxes = Type.Object({
  counts: Type.Array(
    Type.Object({
      model: Type.String(),
      version: Nullable(Type.String()),
      release: Nullable(Type.String()),
      engine: Nullable(Type.String()),
      boxes: Type.Integer(),
    }),
    { description: 'how many boxes of a model run what; version null: those that never reported' },
  ),
  boxes: Type.Array(
    Type.Object({
      serial: Id,
      model: Type.String(),
      area: Id,
      reported_at: Nullable(Time),
      version: Nullable(Type.String()),
      release: Nullable(Type.String()),
      build: Nullable(Type.String()),
      engine: Nullable(Type.String()),
      settings: Nullable(Type.Record(Type.String(), Type.Unknown())),
      clock_ahead_ms: Nullable(Type.Integer()),
    }),
  ),
  next: Nullable(Type.String({ description: 'give it as `after` for the next page; null: that was all' })),
})
const pageSize = 500

/** What boxes report of themselves, and what the operator sees of it. */
export function telemetryRoutes(
  app: FastifyInstance,
  service: Service,
  telemetry: Telemetry,
  releaseFor: (serial: string) => string,
): void {
  app.post<{ Body: TelemetryReport }>(
    '/v1/telemetry',
    {
      schema: {
        tags: ['box'],
        summary: 'How this box has fared since its last report; names nobody',
        description:
          'Measurements are added up by engine, model and release, apart from the box. Of the box itself its version, settings and clock are kept. At most one report every 20 s.',
        security: [{ box: [] }],
        body: TelemetryReport,
        response: { 200: TelemetryAnswer },
      },
      onRequest: requireBox(service),
    },
    async (request) => {
      const box = boxOf(request)
      telemetry.take(box, request.body)
      return { next_after_s: reportEveryS, release: releaseFor(box.serial) }
    },
  )

  app.get<{ Querystring: { model?: string; release?: string; after?: string } }>(
    '/v1/operator/box-reports',
    {
      onRequest: requireOperator(service, 'operator', 'auditor'),
      schema: {
        tags: ['operator'],
        summary: 'Version, engine, settings and clock of every box that reports, and how many run what',
        querystring: Query,
        response: { 200: Boxes },
      },
    },
    async (request) => {
      const { area } = operatorOf(request)
      const { model, release, after = '' } = request.query
      const rows = await boxesBelow(service.db, area, { after, limit: pageSize, model, release })
      return {
        counts: after === '' ? await boxCounts(service.db, area) : [],
        boxes: rows.map(({ at, settings, ...row }) => ({
          ...row,
          reported_at: rfc3339(at),
          settings: settings === null ? null : (JSON.parse(settings) as Record<string, unknown>),
        })),
        next: rows.length === pageSize ? rows.at(-1)!.serial : null,
      }
    },
  )
}
