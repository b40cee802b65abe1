import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import Type, { type Static } from 'typebox'
import { DeskSession, DeskSignIn } from '../../contract/desk'
import { rfc3339 } from '../clock'
import { addressKey, makeLimit } from '../pairing/limits'
import { endPlaybacksOf } from '../playback/endings'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { officerOf, refuseOtherSites, requireOfficer, sessionHash, writeCookie } from './guard'
import { hashPassword, isOutdated, verifyPassword } from './password'
import { passwordFault } from './rules'
import {
  deleteSession,
  deleteSessionsOf,
  insertSession,
  type OfficerRow,
  officerByName,
  storePassword,
  storePresence,
} from './store'

const NewPassword = Type.Object(
  { current: Type.String({ maxLength: 256 }), next: Type.String({ maxLength: 256 }) },
  { additionalProperties: false },
)
const Presence = Type.Object({ visible: Type.Boolean() }, { additionalProperties: false })

const minutes = 60_000

/** Officers sign in, say that they are there, and choose their password. The desk's alarms are in `alarms/`. */
export function deskRoutes(app: FastifyInstance, service: Service): void {
  const { db, clock, config, neighbourhood } = service
  const idleMs = config.DESK_IDLE_HOURS * 3_600_000
  const onRequest = requireOfficer(service)
  const common = { tags: ['desk'], security: [{ desk: [] }] }
  // The tight limit is per user and address: nobody can lock a desk's officer out from elsewhere.
  const perUser = makeLimit(service, 'user at address', 8, 10 * minutes)
  const perUserAnywhere = makeLimit(service, 'user', 200, 60 * minutes)
  const perAddress = makeLimit(service, 'desk address', 60, 10 * minutes)

  function session(officer: Pick<OfficerRow, 'user' | 'name' | 'area' | 'mustChange'>): DeskSession {
    const area = neighbourhood.areaPath(officer.area)[0]
    if (area === undefined) throw new ProblemError('conflict', { detail: 'the area of this desk is not known yet' })
    const { user, name, mustChange: must_change_password } = officer
    return { user, name, area, must_change_password, now: rfc3339(clock.now()) }
  }

  function setCookie(reply: FastifyReply, cookie: string | null): void {
    const secure = config.PUBLIC_URL?.startsWith('https:') ?? false
    reply.header('set-cookie', writeCookie(cookie, secure)).header('cache-control', 'no-store')
  }

  app.post(
    '/v1/desk/session',
    {
      onRequest: async (request) => refuseOtherSites(service, request),
      schema: {
        summary: 'Sign in at a desk',
        tags: ['desk'],
        security: [],
        body: DeskSignIn,
        response: { 201: DeskSession },
      },
    },
    async (request, reply) => {
      const { user, password } = request.body as Static<typeof DeskSignIn>
      const now = clock.now()
      const from = addressKey(request.ip)
      const here = `${user}\n${from}`
      await perUserAnywhere.check(user)
      await perAddress.check(from)
      // Counted ahead: passwords sent at the same moment must not all be tried.
      await perUser.take(here)
      const officer = await officerByName(db, user)
      if (!(await verifyPassword(password, officer?.hash ?? null)) || officer === null) {
        await perUserAnywhere.failed(user)
        await perAddress.failed(from)
        throw new ProblemError('unauthorized', { detail: 'the user or the password is not right' })
      }
      await perUser.forgive(here)
      const body = session(officer)
      if (isOutdated(officer.hash)) await storePassword(db, user, await hashPassword(password), officer.mustChange)
      const cookie = randomBytes(32).toString('base64url')
      await insertSession(db, sessionHash(cookie), user, now, idleMs)
      setCookie(reply, cookie)
      return reply.code(201).send(body)
    },
  )

  app.get(
    '/v1/desk/session',
    { onRequest, schema: { ...common, summary: 'Who is signed in here', response: { 200: DeskSession } } },
    async (request, reply) => {
      const officer = await officerByName(db, officerOf(request).user)
      if (officer === null) throw new ProblemError('unauthorized')
      reply.header('cache-control', 'no-store')
      return session(officer)
    },
  )

  app.delete(
    '/v1/desk/session',
    { onRequest, schema: { ...common, summary: 'Sign out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { session: own } = officerOf(request)
      await deleteSession(db, own)
      await endPlaybacksOf(service, { box: own }, 'stopped')
      setCookie(reply, null)
      return reply.code(204).send()
    },
  )

  app.post(
    '/v1/desk/password',
    {
      onRequest,
      schema: { ...common, summary: 'Choose a password', body: NewPassword, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { user, session: own } = officerOf(request)
      const { current, next } = request.body as Static<typeof NewPassword>
      const here = `password of ${user}`
      await perUser.take(here)
      const officer = await officerByName(db, user)
      if (officer === null || !(await verifyPassword(current, officer.hash)))
        throw new ProblemError('forbidden', { detail: 'the present password is not right' })
      await perUser.forgive(here)
      const fault =
        passwordFault(user, current, next) ??
        ((await verifyPassword(next, officer.initialHash)) ? 'the new password is the initial one' : null)
      if (fault !== null) throw new ProblemError('invalid-body', { detail: `body.next: ${fault}` })
      await storePassword(db, user, await hashPassword(next), false)
      await deleteSessionsOf(db, user, own)
      return reply.code(204).send()
    },
  )

  app.put(
    '/v1/desk/presence',
    {
      onRequest,
      schema: {
        ...common,
        summary: 'Every 15 s: an officer sits here, and whether the page is visible',
        body: Presence,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { visible } = request.body as Static<typeof Presence>
      await storePresence(db, officerOf(request), visible, clock.now())
      return reply.code(204).send()
    },
  )
}
