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

/** What becomes an alarm. */
export interface Raised {
  id: string
  press: Press
  household: string
  box: string
  duress: boolean
  at: number
}

/** A new alarm of a household; it is not stored by this. */
export function newAlarm(world: World, raised: Raised, stored: boolean): AlarmFacts {
  const { id, press, at, duress } = raised
  const household = world.neighbourhood.household(raised.household)
  if (household === null) throw new ProblemError('token-invalid')
  return complete(world, {
    ...press,
    id,
    household: raised.household,
    boxes: [raised.box],
    duress,
    state: 'raised',
    unanswered: false,
    stored,
    raisedAt: at,
    closedAt: null,
    outcome: null,
    note: null,
    area: household.area,
    group: household.group,
    receipts: stored ? [{ hop: 'server_received', at, who: { kind: 'system' } }] : [],
    texts: [],
  })
}

/** A household as one who confirms something. */
export function householdAs({ neighbourhood }: World, id: string): Confirmer {
  return { kind: 'household', id, name: neighbourhood.household(id)?.label ?? '' }
}
