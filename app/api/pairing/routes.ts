import type { FastifyInstance } from 'fastify'
import Type, { type Static } from 'typebox'
import { Id, Time } from '../../contract/basics'
import { rfc3339 } from '../clock'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { endPairings } from './changes'
import { boxOf, requireBox, requirePin } from './guard'
import { oauthRoutes } from './oauth'
import { officerRoutes } from './officers'
import { pairPage } from './page'
import { changePin, openWithPin, pinState } from './pin'
import { acceptUndertaking, hasAccepted, pairingById } from './store'
import { makeTries } from './tries'
import { noUndertaking, undertakingOf } from './undertaking'

const PairingAnswer = Type.Object({
  id: Id,
  household: Type.Object({ id: Id, label: Type.String() }),
  box: Id,
  method: Type.String(),
  paired_at: Time,
})
const Undertaking = Type.Object({
  version: Type.String(),
  text_zh: Type.String(),
  text_en: Type.String(),
  accepted: Type.Boolean(),
})
const Acceptance = Type.Object({ version: Type.String({ maxLength: 64 }) }, { additionalProperties: false })
const PinText = Type.String({ minLength: 4, maxLength: 8, pattern: '^[0-9]+$' })
const PinState = Type.Object({ set: Type.Boolean(), open_until: Type.Union([Time, Type.Null()]) })
const PinChange = Type.Object(
  { pin: Type.Union([PinText, Type.Null()]), current: Type.Optional(Type.Union([PinText, Type.Null()])) },
  { additionalProperties: false },
)
const PinTry = Type.Object({ pin: PinText }, { additionalProperties: false })

/** Boxes become known: `/oauth`, `/pair`, and what a paired box asks about itself. */
export function pairingRoutes(app: FastifyInstance, service: Service): void {
  const tries = makeTries(service)
  const onRequest = requireBox(service)
  const guarded = [requireBox(service), requirePin(service)]
  const security = [{ box: [] }]
  oauthRoutes(app, service, tries)
  pairPage(app, service, tries)
  officerRoutes(app, service, tries)

  app.get(
    '/v1/pairing',
    { onRequest, schema: { summary: 'Whose box this is', tags: ['box'], security, response: { 200: PairingAnswer } } },
    async (request, reply) => {
      const row = await pairingById(service.db, boxOf(request).pairing)
      if (row === null) throw new ProblemError('token-invalid')
      const household = { id: row.household, label: service.neighbourhood.household(row.household)?.label ?? '' }
      reply.header('cache-control', 'no-store')
      return { id: row.id, household, box: row.box, method: row.method, paired_at: rfc3339(row.created_at) }
    },
  )

  app.post(
    '/v1/pairing/end',
    {
      onRequest: guarded,
      schema: { summary: 'The resident unpairs this box', tags: ['box'], security, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await endPairings(service, { pairing: boxOf(request).pairing }, 'unpaired by the resident', 'household')
      return reply.code(204).send()
    },
  )

  app.get(
    '/v1/undertaking',
    {
      onRequest,
      schema: { summary: 'The confidentiality undertaking', tags: ['box'], security, response: { 200: Undertaking } },
    },
    async (request, reply) => {
      const undertaking = undertakingOf(service.config)
      const { serial, household } = boxOf(request)
      const { version } = undertaking
      const accepted = version === noUndertaking || (await hasAccepted(service.db, serial, household, version))
      reply.header('cache-control', 'no-store')
      return { ...undertaking, accepted }
    },
  )

  app.post(
    '/v1/undertaking',
    {
      onRequest,
      schema: {
        summary: 'Accept the undertaking of a version',
        tags: ['box'],
        security,
        body: Acceptance,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { version } = request.body as Static<typeof Acceptance>
      if (version !== undertakingOf(service.config).version)
        throw new ProblemError('conflict', { detail: 'the undertaking has another version now; show it anew' })
      await acceptUndertaking(service.db, boxOf(request).pairing, version, service.clock.now())
      return reply.code(204).send()
    },
  )

  app.get(
    '/v1/pin',
    {
      onRequest,
      schema: {
        summary: 'Whether the household has a PIN and until when it is open here',
        tags: ['box'],
        security,
        response: { 200: PinState },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return pinState(service, boxOf(request))
    },
  )

  app.put(
    '/v1/pin',
    {
      onRequest,
      schema: {
        summary: 'Set, change or remove the household PIN',
        tags: ['box'],
        security,
        body: PinChange,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await changePin(service, boxOf(request), request.body as Static<typeof PinChange>)
      return reply.code(204).send()
    },
  )

  app.post(
    '/v1/pin/verification',
    {
      onRequest,
      schema: {
        summary: 'Type the household PIN: opens cameras and log on this box for a while',
        tags: ['box'],
        security,
        body: PinTry,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await openWithPin(service, boxOf(request), (request.body as Static<typeof PinTry>).pin)
      return reply.code(204).send()
    },
  )
}
