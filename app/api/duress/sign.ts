import type { Db } from '../database/connect'
import { hashPassword, shortSecretCost, verifyPassword } from '../desk/password'
import { signOf, storeSign } from './store'

/** Every answer to a digit takes this long at least: what it meant is not to be read from a clock. */
const leastMs = 300

let nobodys: Promise<string> | null = null

/**
 * Whether a digit pressed before a cancel is the one that this household enrolled. The box never knows: it sends any
 * digit, and the answers are the same. As much work is done where nothing is enrolled.
 */
export async function meansDuress(db: Db, household: string, sign: string): Promise<boolean> {
  nobodys ??= hashPassword('', undefined, shortSecretCost)
  const enrolled = await signOf(db, household)
  return (await verifyPassword(sign, enrolled ?? (await nobodys))) && enrolled !== null
}

/** Enrols a digit, or none; the former one means nothing any more. */
export async function enrol(db: Db, household: string, sign: string | null): Promise<void> {
  await storeSign(db, household, sign === null ? null : await hashPassword(sign, undefined, shortSecretCost))
}

/** Does the work and gives its outcome, good or bad, after the least time. */
export async function evenly<T>(work: Promise<T>): Promise<T> {
  await Promise.allSettled([work, new Promise((done) => setTimeout(done, leastMs))])
  return work
}
