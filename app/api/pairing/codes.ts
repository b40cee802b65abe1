import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { rfc3339 } from '../clock'
import { hashPassword, shortSecretCost } from '../desk/password'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { countFailure, householdExists, insertCode, liveCodesOf, voidCodes } from './codes-store'
import { activationCodeMs, liveCodes } from './rules'

/** SHA-256 of a random secret, as it is stored. Codes that people type are too short for it: see `hashCode`. */
export const secretHash = (secret: string) => createHash('sha256').update(secret).digest('base64url')

/** Nine random digits. */
export const nineDigits = () => String(randomInt(0, 1_000_000_000)).padStart(9, '0')

/**
 * A code with which a box of a household becomes known: nine digits, once only, seven days. Shown once, stored hashed.
 * @param endsOthers whether using it ends the pairings of the household's other boxes: who moved out takes nothing along
 * @throws ProblemError not-found when there is no such household
 */
export async function makeActivationCode(
  service: Pick<Service, 'db' | 'clock'>,
  household: string,
  endsOthers = false,
): Promise<{ code: string; expires_at: string }> {
  const { db, clock } = service
  if (!(await householdExists(db, household))) throw new ProblemError('not-found')
  const now = clock.now()
  const expiresAt = now + activationCodeMs
  const code = nineDigits()
  const row = {
    id: randomBytes(9).toString('base64url'),
    household,
    code_hash: await hashCode(household, code),
    created_at: now,
    expires_at: expiresAt,
    failures: 0,
    used_at: null,
    void_at: null,
    ends_others: endsOthers ? 1 : 0,
  }
  const former = await liveCodesOf(db, household, now)
  await voidCodes(
    db,
    former.slice(liveCodes - 1).map((old) => old.id),
    now,
  )
  await insertCode(db, row)
  return { code, expires_at: rfc3339(expiresAt) }
}

export interface FoundCode {
  id: string
  endsOthers: boolean
}

/**
 * The live code of a household that was typed, not yet spent; null when wrong, which counts against the household's
 * codes. Takes as long for a box that nobody knows (household null).
 */
export async function findCode(
  service: Pick<Service, 'db' | 'clock'>,
  household: string | null,
  typed: string,
): Promise<FoundCode | null> {
  const hash = Buffer.from(await hashCode(household ?? '', typed))
  if (household === null) return null
  const now = service.clock.now()
  for (const row of await liveCodesOf(service.db, household, now)) {
    const stored = Buffer.from(row.code_hash)
    if (stored.length === hash.length && timingSafeEqual(stored, hash))
      return { id: row.id, endsOthers: row.ends_others === 1 }
  }
  await countFailure(service.db, household, now)
  return null
}

/** One salt per household: a typed code is hashed once, however many codes the household has. */
function hashCode(household: string, code: string): Promise<string> {
  const salt = createHash('sha256').update(`activation code of ${household}`).digest().subarray(0, 16)
  return hashPassword(code, salt, shortSecretCost)
}
