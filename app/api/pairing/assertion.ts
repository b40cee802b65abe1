import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import type { Clock } from '../clock'
import type { Config } from '../config'
import { ProblemError } from '../problems'
import { secretHash } from './codes'
import { oauthError } from './issue'
import { assertionMs, assertionSkewMs } from './rules'

export interface Assertion {
  serial: string
  /** what is remembered so that it is good once */
  id: string
  expiresAt: number
}

/** None of them symmetric (RFC 8725, sections 3.1 and 3.2); which of them, each key of the JWKS says by its type. */
const algorithms = ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256']
/** After a fetch that failed, further assertions do not hammer the middleware. */
const failureRestMs = 10_000

/**
 * Checks assertions of the operator's middleware (RFC 7523, RFC 8725): signed by a key of its JWKS, for this token
 * endpoint, ending within five minutes, with an id. Null when the deployment has no middleware.
 */
export function makeAssertionCheck(
  config: Pick<Config, 'MIDDLEWARE_JWKS' | 'MIDDLEWARE_ISSUER'>,
  clock: Clock,
): ((assertion: string, audience: string[]) => Promise<Assertion>) | null {
  if (config.MIDDLEWARE_JWKS === null) return null
  const keySet = createRemoteJWKSet(new URL(config.MIDDLEWARE_JWKS), {
    cacheMaxAge: 10 * 60_000,
    cooldownDuration: 30_000,
    timeoutDuration: 3000,
  })
  let restUntil = 0

  const keys: typeof keySet = Object.assign(async (...args: Parameters<typeof keySet>) => {
    if (keySet.jwks() === undefined && clock.now() < restUntil) throw new KeysAway()
    try {
      return await keySet(...args)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error
      restUntil = clock.now() + failureRestMs
      throw new KeysAway()
    }
  }, keySet)

  return async (assertion, audience) => {
    const now = clock.now()
    const { payload } = await jwtVerify(assertion, keys, {
      algorithms,
      audience,
      requiredClaims: ['sub', 'aud', 'exp', 'jti'],
      currentDate: new Date(now),
      ...(config.MIDDLEWARE_ISSUER === null ? {} : { issuer: config.MIDDLEWARE_ISSUER }),
    }).catch((error: unknown) => {
      if (error instanceof KeysAway)
        throw new ProblemError('middleware-unreachable', { error: 'temporarily_unavailable' })
      throw notGood(
        error instanceof errors.JWTClaimValidationFailed ? `the claim ${error.claim} is not good` : undefined,
      )
    })
    const expiresAt = (payload.exp ?? 0) * 1000
    if (expiresAt - now > assertionMs + assertionSkewMs) throw notGood('exp is more than five minutes away')
    const serial = payload.sub
    const jti = payload.jti
    if (typeof serial !== 'string' || serial === '' || typeof jti !== 'string' || jti === '') throw notGood()
    return { serial, id: secretHash(`${payload.iss ?? ''}\n${jti}`), expiresAt }
  }
}

class KeysAway extends Error {}

const notGood = (why = 'the assertion is not good') => oauthError('invalid_grant', why)
