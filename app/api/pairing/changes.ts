import type { Db } from '../database/connect'
import { channel } from '../events/bus'
import type { Service } from '../service'
import type { PairingChange } from './pairings'
import { judgeNode } from './rules'
import {
  confirmPairing,
  endPairingsOf,
  learnNode,
  type PairedBox,
  pairingById,
  suspendPairing,
  type Which,
} from './store'

/** A box that is paired anew must not hear that it was unpaired: then only the processes are told. */
type Listeners = 'boxes too' | 'processes only'

/** Tells pairings' change to their households' boxes and to every process, in the transaction that makes it. */
export async function recordChange(
  service: Pick<Service, 'bus'>,
  transaction: Db,
  state: PairingChange['pairing'],
  pairings: readonly PairedBox[],
  to: Listeners = 'boxes too',
): Promise<void> {
  const events = pairings.map(({ id, box, household }) => {
    const data: PairingChange = { pairing: state, id, box, household }
    const channels = to === 'boxes too' ? [channel.household(household), channel.service] : [channel.service]
    return { type: 'access.changed' as const, channels, data }
  })
  await service.bus.record(transaction, ...events)
}

/**
 * Ends pairings inside a transaction of the caller, who calls `bus.wake()` and `pairings.refresh()` after the commit.
 * For imports and revocations.
 */
export async function endPairingsIn(
  service: Pick<Service, 'bus' | 'clock'>,
  transaction: Db,
  which: Which,
  why: string,
  to: Listeners = 'boxes too',
): Promise<PairedBox[]> {
  const ended = await endPairingsOf(transaction, which, why, service.clock.now())
  await recordChange(service, transaction, 'ended', ended, to)
  return ended
}

/** Ends pairings at once: in this process when it resolves, everywhere within seconds. `actor` goes to the log. */
export async function endPairings(service: Service, which: Which, why: string, actor = 'system'): Promise<PairedBox[]> {
  const ended = await service.db.transaction().execute((transaction) => endPairingsIn(service, transaction, which, why))
  if (ended.length > 0) await inForce(service)
  for (const { id, box, household } of ended) {
    await service.viewings.append({
      kind: 'act',
      household,
      box,
      actor,
      detail: `pairing ${id} ended: ${why}`,
    })
  }
  return ended
}

/** A pairing is used at a cable node. True when it is, or now becomes, suspended. */
export async function suspendAtNode(service: Service, id: string, node: string): Promise<boolean> {
  const pairing = await pairingById(service.db, id)
  if (pairing === null || pairing.state !== 'active') return true
  const judged = judgeNode(pairing.node, node)
  if (judged === 'learn') await learnNode(service.db, id, node)
  if (judged !== 'other') return false
  const suspended = await service.db.transaction().execute(async (transaction) => {
    const row = await suspendPairing(transaction, id, 'used at another cable node', service.clock.now())
    if (row !== null) await recordChange(service, transaction, 'suspended', [row])
    return row
  })
  if (suspended !== null) {
    await inForce(service)
    const { box, household } = suspended
    const detail = `pairing ${id} suspended: used at another cable node`
    await service.viewings.append({ kind: 'act', household, box, actor: 'system', detail })
  }
  return true
}

/**
 * Confirms a suspended pairing: for the desk and for the operator, whose id goes to the log.
 * @returns null when there is no such suspended pairing
 */
export async function confirm(service: Service, id: string, actor: string): Promise<PairedBox | null> {
  const confirmed = await service.db.transaction().execute(async (transaction) => {
    const row = await confirmPairing(transaction, id, service.clock.now())
    if (row !== null) await recordChange(service, transaction, 'active', [row])
    return row
  })
  if (confirmed === null) return null
  await inForce(service)
  const { box, household } = confirmed
  await service.viewings.append({ kind: 'act', household, box, actor, detail: `pairing ${id} confirmed` })
  return confirmed
}

/** After a commit: the change holds in this process when it resolves, and the others are told. */
export async function inForce(service: Service): Promise<void> {
  await service.bus.wake()
  await service.pairings.refresh()
}
