import { randomBytes } from 'node:crypto'
import type { TokenAnswer } from '../../contract/pairing'
import type { Db } from '../database/connect'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { sign } from '../tokens/compact'
import { endPairingsIn, inForce, recordChange } from './changes'
import { type FoundCode, secretHash } from './codes'
import { spendCode } from './codes-store'
import { accessTokenMs, alarmPrefix, type Method, refreshPrefix, startState } from './rules'
import { insertPairing, lockBox } from './store'

/** An error of the token endpoint: a problem document that also is what RFC 6749, section 5.2, says. */
export function oauthError(
  error: string,
  description: string,
  problem: ConstructorParameters<typeof ProblemError>[0] = 'bad-request',
) {
  return new ProblemError(problem, { detail: description, error, error_description: description })
}

export interface NewPairing {
  serial: string
  household: string
  method: Method
  node: string | null
  confirmedBy: 'resident' | 'officer' | 'operator'
}

/** Refresh tokens of a pairing share a family; what follows it is new each time. */
const familyLength = 22

const randomText = (bytes: number) => randomBytes(bytes).toString('base64url')
const newRefreshToken = (family: string) => `${refreshPrefix}${family}${randomText(32)}`

/** The family of a refresh token; null when the text is none. */
export function familyOf(token: string): string | null {
  return /^plr_[\w-]{65}$/.test(token) ? token.slice(refreshPrefix.length, refreshPrefix.length + familyLength) : null
}

/**
 * Makes a pairing in the caller's transaction, and ends the former one of the same box. The caller calls `settle` after
 * the commit.
 * @throws ProblemError when the box does not belong to the household
 */
export async function beginPairing(service: Service, transaction: Db, facts: NewPairing): Promise<TokenAnswer> {
  const { serial, household, method, node } = facts
  const now = service.clock.now()
  if ((await lockBox(transaction, serial)) !== household)
    throw oauthError('invalid_grant', 'the box does not belong to this household')
  const former = await endPairingsIn(service, transaction, { box: serial }, 'paired anew', 'processes only')
  const state = startState({
    nodes: service.config.CABLE_NODES === 'yes',
    formerActive: former.length > 0,
    confirmedBy: facts.confirmedBy,
  })
  const id = randomText(12)
  const family = randomText(16)
  const refresh = newRefreshToken(family)
  const alarm = `${alarmPrefix}${randomText(32)}`
  await insertPairing(transaction, {
    id,
    box: serial,
    household,
    method,
    state,
    created_at: now,
    changed_at: now,
    ended_at: null,
    ended_why: null,
    suspended_why: state === 'suspended' ? 'paired again while it was paired' : null,
    family_hash: secretHash(family),
    refresh_hash: secretHash(refresh),
    previous_hash: null,
    alarm_hash: secretHash(alarm),
    node,
    last_seen_at: now,
    undertaking: null,
    undertaken_at: null,
    pin_until: null,
  })
  // Before the commit: without it, nobody holds the credential.
  service.pairings.remember(secretHash(alarm), { pairing: id, serial, household })
  if (state === 'suspended') await recordChange(service, transaction, 'suspended', [{ id, box: serial, household }])
  return { ...accessAnswer(service, { id, box: serial, household, node }, refresh), alarm_token: alarm }
}

/**
 * Spends an activation code for a box in the caller's transaction, and does what the code says besides.
 * @returns false when the code was spent, voided or guessed out in between
 */
export async function useCode(
  service: Service,
  transaction: Db,
  code: FoundCode,
  serial: string,
  household: string,
): Promise<boolean> {
  if (!(await spendCode(transaction, code.id, service.clock.now()))) return false
  if (code.endsOthers) {
    // The box before what is told: an import may hold its row for long, and calls for help would wait with us.
    await lockBox(transaction, serial)
    await endPairingsIn(service, transaction, { household, except: serial }, 'the household was activated anew')
  }
  return true
}

/** A new access token, and the refresh token that goes with it. */
export function accessAnswer(
  service: Pick<Service, 'keys' | 'clock'>,
  pairing: { id: string; box: string; household: string; node: string | null },
  refreshToken: string,
): TokenAnswer {
  const claims = {
    kind: 'box' as const,
    expiresAt: service.clock.now() + accessTokenMs,
    subject: pairing.id,
    rest: [pairing.box, pairing.household, ...(pairing.node === null ? [] : [pairing.node])],
  }
  return {
    access_token: sign(claims, service.keys.current()),
    token_type: 'Bearer',
    expires_in: accessTokenMs / 1000,
    refresh_token: refreshToken,
  }
}

/** A further refresh token of a family, with its stored form. */
export function nextRefreshToken(family: string): { token: string; hash: string } {
  const token = newRefreshToken(family)
  return { token, hash: secretHash(token) }
}

/** After the commit of a new pairing: every process hears of it, and the log has it. */
export async function settle(service: Service, facts: NewPairing, actor: string): Promise<void> {
  await inForce(service)
  const { household, serial: box, method } = facts
  await service.viewings.append({ kind: 'act', household, box, actor, detail: `box paired by ${method}` })
}
