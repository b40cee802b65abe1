import { randomBytes } from 'node:crypto'
import type { DeviceAuthorization } from '../../contract/pairing'
import type { Service } from '../service'
import { nineDigits, secretHash } from './codes'
import {
  type AuthorizationRow,
  authorizationByDevice,
  insertAuthorization,
  pendingByUserCode,
  recordPoll,
} from './codes-store'
import { oauthError } from './issue'
import { deviceCodeMs, judgePoll, pollIntervalS, readCode, slowDownS } from './rules'

/** Begins the device flow of a box (RFC 8628, section 3.1): what the TV shows and polls with. */
export async function beginDeviceFlow(service: Service, serial: string, origin: string): Promise<DeviceAuthorization> {
  const { db, clock } = service
  const now = clock.now()
  const deviceCode = randomBytes(32).toString('base64url')
  let userCode = nineDigits()
  while ((await pendingByUserCode(db, secretHash(userCode), now)) !== null) userCode = nineDigits()
  await insertAuthorization(db, {
    device_hash: secretHash(deviceCode),
    user_hash: secretHash(userCode),
    box: serial,
    created_at: now,
    expires_at: now + deviceCodeMs,
    interval_s: pollIntervalS,
    polled_at: null,
    state: 'pending',
    household: null,
    officer: null,
  })
  return {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: `${origin}/pair`,
    verification_uri_complete: `${origin}/pair?user_code=${userCode}`,
    expires_in: deviceCodeMs / 1000,
    interval: pollIntervalS,
  }
}

const descriptions = {
  authorization_pending: 'nobody has confirmed the code yet',
  slow_down: 'polled too often; wait five seconds longer between polls',
  expired_token: 'the code has ended; begin again',
  access_denied: 'the pairing was declined',
  invalid_grant: 'the device code is not good',
}

/**
 * The approved authorization that a box polls for, not yet spent.
 * @throws ProblemError with the answer of RFC 8628, section 3.5, while there is none
 */
export async function pollDeviceFlow(
  service: Service,
  deviceCode: string,
  serial: string | undefined,
): Promise<AuthorizationRow> {
  const now = service.clock.now()
  const row = await authorizationByDevice(service.db, secretHash(deviceCode))
  if (row === null || (serial !== undefined && serial !== row.box))
    throw oauthError('invalid_grant', descriptions.invalid_grant)
  const judged = judgePoll(row, now)
  if (judged === 'approved') return row
  if (judged === 'authorization_pending' || judged === 'slow_down')
    await recordPoll(service.db, row.device_hash, now, row.interval_s + (judged === 'slow_down' ? slowDownS : 0))
  throw oauthError(judged, descriptions[judged])
}

/** The device flow whose user code somebody typed; null when there is none. */
export async function byUserCode(service: Service, typed: string): Promise<AuthorizationRow | null> {
  const code = readCode(typed)
  return code === null ? null : pendingByUserCode(service.db, secretHash(code), service.clock.now())
}
