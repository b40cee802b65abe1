import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { AlarmFacts, Confirmer, StoredAlarm } from './facts'
import type { Press } from './rules'

type World = Pick<Service, 'neighbourhood'>

/** An alarm with who lives there, as far as the neighbourhood knows them. */
export function complete({ neighbourhood }: World, alarm: StoredAlarm): AlarmFacts {
  const household = neighbourhood.household(alarm.household)
  return {
    ...alarm,
    label: household?.label ?? alarm.household,
    contactName: household?.contactName ?? '',
    contactPhone: household?.contactPhone ?? '',
    areas: neighbourhood.areaPath(alarm.area),
  }
}

/** A new alarm of a household, not yet stored. */
export function newAlarm(
  world: World,
  raised: { id: string; press: Press; household: string; box: string; at: number; stored: boolean; duress?: boolean },
): AlarmFacts {
  const { id, press, at } = raised
  const household = world.neighbourhood.household(raised.household)
  if (household === null) throw new ProblemError('token-invalid')
  return complete(world, {
    ...press,
    id,
    household: raised.household,
    boxes: [raised.box],
    duress: raised.duress ?? false,
    state: 'raised',
    unanswered: false,
    stored: raised.stored,
    raisedAt: at,
    closedAt: null,
    outcome: null,
    note: null,
    area: household.area,
    group: household.group,
    receipts: raised.stored ? [{ hop: 'server_received', at, who: { kind: 'system' } }] : [],
    texts: [],
  })
}

/** A household as one who confirms something. */
export function householdAs({ neighbourhood }: World, id: string): Confirmer {
  return { kind: 'household', id, name: neighbourhood.household(id)?.label ?? '' }
}
