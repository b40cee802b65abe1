import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { DeviceAuthorization, grantTypes, TokenAnswer } from '../../contract/pairing'
import { isCollided, isStoreDown, ProblemError } from '../problems'
import type { Service } from '../service'
import { makeAssertionCheck } from './assertion'
import { findCode } from './codes'
import { spendAssertion, spendAuthorization } from './codes-store'
import { beginDeviceFlow, pollDeviceFlow } from './device'
import { readForms } from './form'
import { beginPairing, type NewPairing, oauthError, settle, useCode } from './issue'
import { addressKey } from './limits'
import { nodeReader } from './node'
import { audiences, originOf } from './origin'
import { makeRefresh } from './refresh'
import { readCode } from './rules'
import { householdOfBox } from './store'
import type { Tries } from './tries'

const text = (max: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: max, description }))

const TokenRequest = Type.Object({
  grant_type: Type.String({ maxLength: 128, examples: Object.values(grantTypes) }),
  serial: text(128, 'the box, with an activation code'),
  code: text(32, 'the activation code: nine digits'),
  client_id: text(128, 'the box, in the device flow'),
  device_code: text(128, 'of the device authorization'),
  assertion: text(8192, 'JWT of the operator’s middleware (RFC 7523)'),
  refresh_token: text(128, 'the newest refresh token'),
})
type TokenRequest = Static<typeof TokenRequest>

const DeviceRequest = Type.Object({ client_id: text(128, 'the serial of the box'), serial: text(128, 'the same') })
type DeviceRequest = Static<typeof DeviceRequest>

/** `POST /oauth/token` and `POST /oauth/device_authorization`: forms as OAuth clients send them, or JSON. */
export function oauthRoutes(app: FastifyInstance, service: Service, tries: Tries): void {
  const grants = makeGrants(service, tries)
  app.register(async (scope) => {
    readForms(scope)
    scope.setErrorHandler((error: Error & { validation?: { message?: string; instancePath: string }[] }) => {
      const fault = error.validation?.[0]
      if (fault !== undefined)
        throw oauthError('invalid_request', `${fault.instancePath.slice(1)} ${fault.message}`.trim())
      if (error instanceof ProblemError && error.extensions.error === undefined)
        Object.assign(error.extensions, asOAuth(error))
      if (isStoreDown(error) || isCollided(error))
        throw oauthError('temporarily_unavailable', 'the store does not answer', 'store-down')
      throw error
    })
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
    })

    scope.post(
      '/oauth/token',
      {
        schema: {
          summary: 'Pair a box, or renew its tokens (RFC 6749, 7523, 8628)',
          tags: ['box'],
          security: [],
          consumes: ['application/x-www-form-urlencoded', 'application/json'],
          body: TokenRequest,
          response: { 200: TokenAnswer },
        },
      },
      async (request) => {
        const body = request.body as TokenRequest
        const grant = grants.get(body.grant_type)
        if (grant === undefined) throw oauthError('unsupported_grant_type', 'there is no such grant type here')
        return grant(body, request)
      },
    )

    scope.post(
      '/oauth/device_authorization',
      {
        schema: {
          summary: 'Begin the device flow of a box (RFC 8628)',
          tags: ['box'],
          security: [],
          consumes: ['application/x-www-form-urlencoded', 'application/json'],
          body: DeviceRequest,
          response: { 200: DeviceAuthorization },
        },
      },
      async (request) => {
        const body = request.body as DeviceRequest
        const serial = needed(body.client_id ?? body.serial, 'client_id')
        const from = addressKey(request.ip)
        await tries.address.check(from)
        if ((await householdOfBox(service.db, serial)) === null) {
          await tries.address.failed(from)
          throw oauthError('invalid_client', 'this box is not known to the operator')
        }
        return beginDeviceFlow(service, serial, originOf(service.config, request))
      },
    )
  })
}

type Grant = (body: TokenRequest, request: FastifyRequest) => Promise<TokenAnswer>

function makeGrants(service: Service, tries: Tries): ReadonlyMap<string, Grant> {
  const nodeOf = nodeReader(service.config)
  const checkAssertion = makeAssertionCheck(service.config, service.clock)

  async function activationCode(body: TokenRequest, request: FastifyRequest): Promise<TokenAnswer> {
    const serial = needed(body.serial ?? body.client_id, 'serial')
    const code = readCode(needed(body.code, 'code'))
    if (code === null) throw oauthError('invalid_request', 'code must be nine digits')
    const household = await householdOfBox(service.db, serial)
    const found = await tries.guess(request.ip, serial, () => findCode(service, household, code))
    if (found === null || household === null) throw wrongCode()
    const facts: NewPairing = {
      serial,
      household,
      method: 'activation_code',
      node: nodeOf(request),
      confirmedBy: 'resident',
    }
    return pair(facts, 'household', async (transaction) => {
      if (!(await useCode(service, transaction, found, serial, household))) throw wrongCode()
    })
  }

  async function deviceCode(body: TokenRequest, request: FastifyRequest): Promise<TokenAnswer> {
    const row = await pollDeviceFlow(service, needed(body.device_code, 'device_code'), body.client_id)
    if (row.household === null) throw new Error('an approved device authorization has no household')
    const confirmedBy = row.officer === null ? 'resident' : 'officer'
    const facts: NewPairing = {
      serial: row.box,
      household: row.household,
      method: 'device',
      node: nodeOf(request),
      confirmedBy,
    }
    return pair(facts, row.officer ?? 'household', async (transaction) => {
      if (!(await spendAuthorization(transaction, row.device_hash)))
        throw oauthError('invalid_grant', 'the device code was used')
    })
  }

  async function assertion(body: TokenRequest, request: FastifyRequest): Promise<TokenAnswer> {
    if (checkAssertion === null) throw oauthError('unsupported_grant_type', 'this deployment has no middleware')
    const { serial, id, expiresAt } = await checkAssertion(
      needed(body.assertion, 'assertion'),
      audiences(service.config, request),
    )
    const household = await householdOfBox(service.db, serial)
    if (household === null) throw oauthError('invalid_grant', 'this box is not known to the operator')
    const facts: NewPairing = { serial, household, method: 'assertion', node: nodeOf(request), confirmedBy: 'operator' }
    return pair(facts, 'middleware', async (transaction) => {
      if (!(await spendAssertion(transaction, id, expiresAt, service.clock.now())))
        throw oauthError('invalid_grant', 'the assertion was used before')
    })
  }

  /** The proof is spent in the transaction that makes the pairing: never one without the other. */
  async function pair(
    facts: NewPairing,
    actor: string,
    spend: (transaction: Service['db']) => Promise<void>,
  ): Promise<TokenAnswer> {
    const answer = await service.db.transaction().execute(async (transaction) => {
      await spend(transaction)
      return beginPairing(service, transaction, facts)
    })
    await settle(service, facts, actor)
    return answer
  }

  const refresh = makeRefresh(service)
  const renewal: Grant = (body, request) =>
    refresh(needed(body.refresh_token, 'refresh_token'), { serial: body.client_id, node: nodeOf(request) })

  return new Map<string, Grant>([
    [grantTypes.activationCode, activationCode],
    [grantTypes.deviceCode, deviceCode],
    [grantTypes.assertion, assertion],
    [grantTypes.refresh, renewal],
  ])
}

const wrongCode = () => oauthError('invalid_grant', 'the code is not right, was used, or has ended')

function needed(value: string | undefined, name: string): string {
  if (value === undefined) throw oauthError('invalid_request', `${name} is missing`)
  return value
}

/** What an OAuth client is told of a problem that has its own type. */
function asOAuth(error: ProblemError): { error: string; error_description: string } {
  const away = error.status >= 500 || error.status === 429
  return { error: away ? 'temporarily_unavailable' : 'invalid_request', error_description: error.message }
}
