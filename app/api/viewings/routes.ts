import { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Id, Time } from '../../contract/basics'
import { Viewing, ViewingSummary } from '../../contract/viewings'
import { makeZone } from '../access/zone'
import { rfc3339 } from '../clock'
import { type Operator, operatorOf, requireOperator } from '../operator/guard'
import { boxOf, requireBox, requirePin } from '../pairing/guard'
import { ProblemError } from '../problems'
import { openRounds } from '../rounds'
import type { Service } from '../service'
import { insertMessage } from '../webhooks/store'
import { closeDays, headOf, removeOldDays } from './chain'
import { blurred, csvCell, dayMs } from './rules'
import { type LookUp, lookUp, playbacksOfHousehold, watched } from './store'
import { verifyViewings } from './verify'

const Page = {
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9]|[1-9]\\d|1\\d\\d|200)$', description: '1 to 200, 50 when absent' }),
  ),
  before: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: '`next` of the page before' })),
}
const Next = Type.Union([Type.String(), Type.Null()])
const summaryDays = 30
const hourMs = 3600 * 1000

const Line = Type.Object({
  id: Type.String(),
  chain: Type.String(),
  seq: Type.Integer(),
  at: Time,
  kind: Type.String(),
  ...Object.fromEntries(
    (['household', 'box', 'camera', 'clarity', 'playback', 'actor', 'reason', 'detail'] as const).map((name) => [
      name,
      Type.Union([Type.String(), Type.Null()]),
    ]),
  ),
})

const LookUpQuery = Type.Object(
  {
    reason: Type.String({ minLength: 3, maxLength: 200, description: 'why this is looked up: it goes to the log' }),
    household: Type.Optional(Id),
    camera: Type.Optional(Id),
    box: Type.Optional(Id),
    playback: Type.Optional(Id),
    from: Type.Optional(Time),
    until: Type.Optional(Time),
    format: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('csv')])),
    ...Page,
  },
  { additionalProperties: false },
)

/** Who saw what: for the household, for everybody in counts, for the auditor with a reason. */
export function viewingRoutes(server: FastifyInstance, service: Service): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>()
  const { db, clock, config, neighbourhood, viewings, log } = service
  const zone = makeZone(config.TIME_ZONE)
  const auditors = requireOperator(service, 'auditor')

  app.get(
    '/v1/viewings',
    {
      onRequest: [requireBox(service), requirePin(service)],
      schema: {
        summary: "The household's own viewing log, newest first",
        tags: ['box'],
        querystring: Type.Object(Page, { additionalProperties: false }),
        response: { 200: Type.Object({ viewings: Type.Array(Viewing), next: Next }) },
      },
    },
    async (request, reply) => {
      const limit = Number(request.query.limit ?? 50)
      const before = request.query.before === undefined ? null : Number(request.query.before)
      const rows = await playbacksOfHousehold(db, boxOf(request).household, before, limit)
      const seen = new Set<string | null>()
      const own = rows.filter(({ playback }) => !seen.has(playback) && seen.add(playback))
      reply.header('cache-control', 'private, no-store')
      return {
        viewings: own.map((row) => ({
          id: String(row.id),
          camera: cameraOf(row.camera ?? ''),
          box: row.box ?? '',
          clarity: row.clarity === 'full' ? ('full' as const) : ('low' as const),
          reason: row.reason,
          started_at: rfc3339(row.at),
          ended_at: rfc3339(row.ended_at),
          how: row.how,
        })),
        next: rows.length < limit ? null : String(rows.at(-1)!.id),
      }
    },
  )

  function cameraOf(id: string) {
    const camera = neighbourhood.camera(id)
    return { id, number: camera?.number ?? 0, name: camera?.name ?? id }
  }

  app.get(
    '/v1/cameras/:id/viewings/summary',
    {
      onRequest: requireBox(service),
      schema: {
        summary: 'How many households watched a camera how often, per day of the last 30',
        tags: ['box'],
        params: Type.Object({ id: Id }),
        response: { 200: ViewingSummary },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const now = clock.now()
      if (neighbourhood.decide(boxOf(request).household, id, now).see === 'no') throw new ProblemError('not-found')
      const days: ViewingSummary['days'] = []
      for (let back = 0; back < summaryDays; back++) {
        const local = new Date(now + zone.offset(now) - back * dayMs)
        const [year, month, date] = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()]
        const start = zone.startOfDay(year, month, date)
        const next = new Date(Date.UTC(year, month - 1, date + 1))
        const end = zone.startOfDay(next.getUTCFullYear(), next.getUTCMonth() + 1, next.getUTCDate())
        const { households, times } = await watched(db, id, start, end)
        // Where one household watched often, the times would tell of it.
        const shown = blurred(households)
        days.push({
          day: local.toISOString().slice(0, 10),
          households: shown,
          times: typeof shown === 'string' ? shown : blurred(times),
        })
      }
      return reply.header('cache-control', 'private, no-store').send({ days })
    },
  )

  app.get(
    '/v1/operator/viewings',
    {
      onRequest: auditors,
      schema: {
        summary: 'Looks up who saw what; the look itself goes to the log, with its reason',
        tags: ['operator'],
        querystring: LookUpQuery,
        response: { 200: Type.Object({ viewings: Type.Array(Line), next: Next }) },
      },
    },
    async (request, reply) => {
      const { reason, format = 'json', limit: size, before: cursor, from, until, ...ids } = request.query
      const operator = operatorOf(request)
      mustBeBelow(operator, ids)
      await viewings.append({
        kind: 'lookup',
        actor: operator.id,
        reason,
        ...(ids.household === undefined ? {} : { household: ids.household }),
        ...(ids.camera === undefined ? {} : { camera: ids.camera }),
        ...(ids.box === undefined ? {} : { box: ids.box }),
        detail: JSON.stringify({ viewings: ids.playback ?? null, from, until, format }),
      })
      const wanted: LookUp = {
        ...ids,
        ...(from === undefined ? {} : { from: Date.parse(from) }),
        ...(until === undefined ? {} : { until: Date.parse(until) }),
      }
      const before = cursor === undefined ? null : Number(cursor)
      reply.header('cache-control', 'private, no-store')
      if (format === 'csv') {
        reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="viewings.csv"')
        return reply.send(Readable.from(csv(wanted, before)) as never)
      }
      const limit = Number(size ?? 50)
      const rows = await lookUp(db, wanted, before, limit)
      return reply.send({
        viewings: rows.map(({ previous_hash: _, hash: __, ...row }) => ({
          ...row,
          id: String(row.id),
          at: rfc3339(row.at),
        })),
        next: rows.length < limit ? null : String(rows.at(-1)!.id),
      })
    },
  )

  /** A key of an area looks at households and cameras below it only, one at a time. */
  function mustBeBelow({ area }: Operator, { household, camera }: { household?: string; camera?: string }): void {
    if (area === null) return
    const areas = [
      household === undefined ? undefined : neighbourhood.household(household)?.area,
      camera === undefined ? undefined : neighbourhood.camera(camera)?.area,
    ].filter((one) => one !== undefined)
    const below = (one: string) => neighbourhood.areaPath(one).some(({ id }) => id === area)
    if (areas.length === 0 || !areas.every(below))
      throw new ProblemError('forbidden', {
        detail: 'this key looks up households and cameras of its area only: name one',
      })
  }

  async function* csv(wanted: LookUp, start: number | null): AsyncGenerator<string> {
    const columns = [
      'at',
      'kind',
      'household',
      'box',
      'camera',
      'clarity',
      'playback',
      'actor',
      'reason',
      'detail',
    ] as const
    yield `${columns.join(',')}\r\n`
    let before = start
    for (;;) {
      const rows = await lookUp(db, wanted, before, 1000)
      for (const row of rows)
        yield `${columns.map((name) => csvCell(name === 'at' ? rfc3339(row.at) : row[name])).join(',')}\r\n`
      if (rows.length < 1000) return
      before = rows.at(-1)!.id
    }
  }

  app.get(
    '/v1/operator/viewings/verification',
    {
      onRequest: auditors,
      schema: {
        summary: 'Reads the whole log and names the first line that was removed or altered',
        tags: ['operator'],
        response: {
          200: Type.Object({
            lines: Type.Integer(),
            days: Type.Integer(),
            fault: Type.Union([
              Type.Object({
                what: Type.String(),
                day: Type.String(),
                chain: Type.Union([Type.String(), Type.Null()]),
                seq: Type.Union([Type.Integer(), Type.Null()]),
              }),
              Type.Null(),
            ]),
          }),
        },
      },
    },
    async (request, reply) => {
      await viewings.append({ kind: 'lookup', actor: operatorOf(request).id, detail: 'verification' })
      reply.header('cache-control', 'private, no-store')
      return verifyViewings(db, clock.now(), config.VIEWINGS_DAYS)
    },
  )

  async function keep(): Promise<void> {
    const now = clock.now()
    // What another has been told cannot be rewritten here unseen.
    await closeDays(db, now, async (transaction, day) => {
      if (config.WEBHOOK_URL !== null)
        await insertMessage(transaction, 'viewings.head', await headOf(transaction, day), now)
    })
    await removeOldDays(db, now, config.VIEWINGS_DAYS, closing.signal)
  }
  const closing = new AbortController()
  const hourly = openRounds(hourMs, keep, (error) =>
    log.error({ error: error.message }, 'the viewing log cannot be kept'),
  )
  server.addHook('onReady', async () => void hourly.look())
  // Whoever closes the server closes the store next.
  server.addHook('onClose', () => {
    closing.abort()
    return hourly.close()
  })
}
