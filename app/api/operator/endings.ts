import type { Db } from '../database/connect'
import { lockEvents } from '../events/store'
import { endPairingsIn } from '../pairing/changes'
import type { Service } from '../service'
import { removeEmergencies, removePins } from './store'

/**
 * Ends what households and boxes that are gone, or boxes that moved, leave behind and others know of: PINs, pairings,
 * emergency grants. In the order of `database/README.md`; whoever calls for help waits from here to the commit.
 */
export async function endWhatIsOf(
  service: Pick<Service, 'bus' | 'clock' | 'store'>,
  transaction: Db,
  gone: { boxes: readonly string[]; households: readonly string[] },
): Promise<void> {
  const { boxes, households } = gone
  // A box may be paired with its new household by now.
  const left = { box: boxes, strayed: true } as const
  if (boxes.length > 0) await endPairingsIn(service, transaction, left, 'box moved or removed by the operator')
  if (households.length === 0) return
  await removePins(transaction, households, service.clock.now())
  await endPairingsIn(service, transaction, { household: households }, 'household removed by the operator')
  await lockEvents(transaction, service.store.kind)
  await removeEmergencies(transaction, households)
}
