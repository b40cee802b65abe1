import { rfc3339 } from '../clock'
import { hashPassword, shortSecretCost, verifyPassword } from '../desk/password'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { CallingBox } from './guard'
import { countTry, forgiveTries, openUntil, pinOf, storePin } from './pin-store'
import { isPin, pinLockedFor, pinLockMs } from './rules'
import { pinVerifiedUntil } from './store'

/** What `GET /v1/pin` says: whether the household has a PIN, and until when it counts as typed on this box. */
export async function pinState(
  service: Service,
  box: CallingBox,
): Promise<{ set: boolean; open_until: string | null }> {
  const row = await pinOf(service.db, box.household)
  const until = await pinVerifiedUntil(service.db, box.pairing)
  const set = row !== null && row.hash !== null
  return { set, open_until: set && until !== null && until > service.clock.now() ? rfc3339(until) : null }
}

/**
 * Sets, changes or removes (null) the household's PIN; where there is one it must be given as `current`.
 * @throws ProblemError pin-wrong, too-many-requests, invalid-body
 */
export async function changePin(
  service: Service,
  box: CallingBox,
  change: { pin: string | null; current?: string | null },
): Promise<void> {
  if (change.pin !== null && !isPin(change.pin))
    throw new ProblemError('invalid-body', { detail: 'body.pin must be 4 to 8 digits, or null' })
  await checkPin(service, box.household, change.current ?? null)
  const hash = change.pin === null ? null : await hashPassword(change.pin, undefined, shortSecretCost)
  await writePin(service, box.household, hash)
  if (hash !== null) await openUntil(service.db, box.pairing, endOfOpening(service))
  const detail = hash === null ? 'household PIN removed' : 'household PIN set'
  await service.viewings.append({ kind: 'act', household: box.household, box: box.serial, actor: 'household', detail })
}

/** Opens what the PIN guards on this box for `PIN_MINUTES`. @throws ProblemError pin-wrong, too-many-requests */
export async function openWithPin(service: Service, box: CallingBox, pin: string): Promise<void> {
  await checkPin(service, box.household, pin)
  await openUntil(service.db, box.pairing, endOfOpening(service))
}

/** Takes a forgotten PIN away: for the desk and for the operator, whose id goes to the log. */
export async function clearPin(service: Service, household: string, actor: string): Promise<void> {
  await writePin(service, household, null)
  await service.viewings.append({ kind: 'act', household, actor, detail: 'household PIN removed' })
}

const endOfOpening = ({ clock, config }: Service) => clock.now() + config.PIN_MINUTES * 60_000

async function writePin(service: Service, household: string, hash: string | null): Promise<void> {
  const now = service.clock.now()
  await service.db.transaction().execute((transaction) => storePin(transaction, household, hash, now))
  await service.pairings.refresh()
}

/** Passes when the household has no PIN or this is it. Each try is counted before it is checked. */
async function checkPin(service: Service, household: string, typed: string | null): Promise<void> {
  const { db, clock } = service
  for (;;) {
    const row = await pinOf(db, household)
    if (row === null || row.hash === null) return
    if (typed === null) throw new ProblemError('pin-wrong', { detail: 'the present PIN is needed' })
    const now = clock.now()
    const lockedFor = pinLockedFor(row, now)
    if (lockedFor > 0) {
      const retryAfter = Math.ceil(lockedFor / 1000)
      throw new ProblemError('too-many-requests', { detail: 'too many wrong PINs', retryAfter })
    }
    const stale = row.failed_at === null || now - row.failed_at >= pinLockMs
    if (!(await countTry(db, row, stale ? 1 : row.failures + 1, now))) continue
    if (!(await verifyPassword(typed, row.hash))) throw new ProblemError('pin-wrong')
    await forgiveTries(db, household)
    return
  }
}
