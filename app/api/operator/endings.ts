import type { Db } from '../database/connect'
import { endPairingsIn } from '../pairing/changes'
import type { Service } from '../service'
import { withPairings } from './store'

/** Ends the pairings of boxes that went to another household or are gone, and of households that are gone. */
export async function endPairingsOfGone(
  service: Pick<Service, 'bus' | 'clock'>,
  transaction: Db,
  gone: { boxes: readonly string[]; households: readonly string[] },
): Promise<void> {
  for (const box of await withPairings(transaction, 'box', gone.boxes))
    await endPairingsIn(service, transaction, { box }, 'box moved or removed by the operator')
  for (const household of await withPairings(transaction, 'household', gone.households))
    await endPairingsIn(service, transaction, { household }, 'household removed by the operator')
}
