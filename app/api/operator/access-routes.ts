import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Id, Time } from '../../contract/basics'
import { decideIn } from '../access/decision'
import type { Decision } from '../access/facts'
import { listFor } from '../access/list'
import { readPast } from '../access/past'
import type { Snapshot } from '../access/snapshot'
import { historyBegins } from '../access/store'
import { makeZone } from '../access/zone'
import { rfc3339 } from '../clock'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { readTime } from './cells'
import { operatorOf, requireOperator } from './guard'

const Query = Type.Object(
  {
    camera: Type.Optional(Id),
    household: Type.Optional(Id),
    at: Type.Optional(Type.String({ maxLength: 40, description: 'a time, or a date for its start; now when absent' })),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d{0,2}|1000)$' })),
    after: Type.Optional(Id),
  },
  { additionalProperties: false },
)

const Nullable = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()])
const Verdict = Type.Object({
  see: Type.Union([Type.Literal('yes'), Type.Literal('closed'), Type.Literal('no')]),
  clarity: Nullable(Type.String()),
  why: Nullable(Type.String()),
  until: Nullable(Type.String()),
})
const Answer = Type.Object({
  at: Time,
  camera: Type.Optional(Id),
  household: Type.Optional(Id),
  decision: Type.Optional(Verdict),
  count: Type.Optional(Type.Integer()),
  households: Type.Optional(Type.Array(Type.Intersect([Type.Object({ household: Id }), Verdict]))),
  cameras: Type.Optional(Type.Array(Type.Intersect([Type.Object({ camera: Id }), Verdict]))),
  next: Type.Optional(Type.Union([Id, Type.Null()])),
})

/**
 * `GET /v1/operator/access`: who can see this camera, what can this household see; now, or at any time since the
 * history begins. The past is answered by the same rule over the rows as they were; the look is logged.
 */
export function accessQuestionRoutes(app: FastifyInstance, service: Service): void {
  const { db, clock, config, viewings } = service
  const zone = makeZone(config.TIME_ZONE)

  app.get<{ Querystring: Type.Static<typeof Query> }>(
    '/v1/operator/access',
    {
      onRequest: requireOperator(service, 'operator', 'auditor'),
      schema: {
        summary: 'Who can see this camera, what can this household see; now, or at a past time',
        tags: ['operator'],
        querystring: Query,
        response: { 200: Answer },
      },
    },
    async (request, reply) => {
      const { camera, household, reason, limit, after } = request.query
      const operator = operatorOf(request)
      if (camera === undefined && household === undefined)
        throw new ProblemError('bad-request', { detail: 'Name a camera, a household, or both.' })
      const now = clock.now()
      const at = request.query.at === undefined ? now : readTime(request.query.at, zone)
      if (at === null) throw new ProblemError('bad-request', { detail: 'at must be a date or an RFC 3339 time.' })
      const begins = await historyBegins(db)
      if (at < now && (begins === null || at < begins))
        throw new ProblemError('bad-request', {
          detail: `The history begins at ${begins === null ? rfc3339(now) : rfc3339(begins)}: nothing is known of before.`,
        })
      await viewings.append({
        kind: 'lookup',
        actor: operator.id,
        ...(camera === undefined ? {} : { camera }),
        ...(household === undefined ? {} : { household }),
        ...(reason === undefined ? {} : { reason }),
        detail: `access at ${rfc3339(at)}`,
      })
      const past = at < now ? await readPast(db, zone, at) : null
      if (past === null) await service.neighbourhood.refresh()
      const snapshot = past ?? service.neighbourhood.current()
      try {
        mustBeThere(snapshot, operator.area, camera, household)
        reply.header('cache-control', 'no-store')
        return answer(snapshot, at, operator.area, camera, household, Number(limit ?? 100), after ?? '')
      } finally {
        past?.words.close()
      }
    },
  )
}

function answer(
  snapshot: Snapshot,
  at: number,
  root: string | null,
  camera: string | undefined,
  household: string | undefined,
  limit: number,
  after: string,
) {
  const { places, households, cameras } = snapshot
  const verdict = (home: number, eye: number) => asVerdict(decideIn(snapshot, home, eye, at))
  if (household !== undefined && camera === undefined) {
    const list = listFor(snapshot, { get: () => undefined }, household, at)
    const ids = [...list.cameras, ...list.closed].map(({ id }) => id)
    const home = households.find(household)
    const seen = ids.map((id) => ({ camera: id, ...verdict(home, cameras.find(id)) }))
    return { at: rfc3339(at), household, count: seen.length, cameras: seen }
  }
  const eye = cameras.find(camera!)
  if (household !== undefined)
    return { at: rfc3339(at), camera: camera!, household, decision: verdict(households.find(household), eye) }
  const rootIndex = root === null ? null : places.areaIndex.get(root)!
  const seers: { household: string; decision: Decision }[] = []
  for (const home of households.all()) {
    if (rootIndex !== null && !places.isAtOrAbove(rootIndex, households.areaOf(home))) continue
    const decision = decideIn(snapshot, home, eye, at)
    if (decision.see !== 'no') seers.push({ household: households.id(home), decision })
  }
  seers.sort((a, b) => (a.household < b.household ? -1 : 1))
  const rest = seers.filter((one) => one.household > after)
  const page = rest.slice(0, limit)
  return {
    at: rfc3339(at),
    camera: camera!,
    count: seers.length,
    households: page.map((one) => ({ household: one.household, ...asVerdict(one.decision) })),
    next: rest.length > limit ? page.at(-1)!.household : null,
  }
}

/** What is not there, or not below the key's area, answers alike. */
function mustBeThere(
  { places, households, cameras }: Snapshot,
  root: string | null,
  camera: string | undefined,
  household: string | undefined,
): void {
  const rootIndex = root === null ? null : (places.areaIndex.get(root) ?? -1)
  const within = (area: number) => rootIndex === null || places.isAtOrAbove(rootIndex, area)
  const eye = camera === undefined ? null : cameras.find(camera)
  const home = household === undefined ? null : households.find(household)
  if (eye !== null && (eye < 0 || !within(cameras.areaOf(eye)))) throw new ProblemError('not-found')
  if (home !== null && (home < 0 || !within(households.areaOf(home)))) throw new ProblemError('not-found')
}

function asVerdict(decision: Decision) {
  if (decision.see === 'no') return { see: decision.see, clarity: null, why: null, until: null }
  const until = rfc3339(decision.until)
  if (decision.see === 'closed') return { see: decision.see, clarity: null, why: decision.reason, until }
  return { see: decision.see, clarity: decision.clarity, why: decision.why, until }
}
