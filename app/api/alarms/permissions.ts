import type { FastifyRequest } from 'fastify'
import type { Alarm } from '../../contract/alarms'
import { boxListener } from '../events/listeners'
import { boxOf } from '../pairing/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import type { AlarmFacts, Confirmer } from './facts'
import { alarmView, follows, type Listener } from './view'
import type { Permission } from './writing'

/** Which alarms a calling box may know, and as what. */
export interface Callers {
  /** The caller as a listener; a household that memory does not know yet follows what its own box pressed. */
  listenerOf(request: FastifyRequest): Listener & { kind: 'box' }
  /** @throws ProblemError not-found: an alarm that is not for this box answers as one that is not there */
  viewFor(request: FastifyRequest, alarm: AlarmFacts): 'own' | 'neighbour'
  /** The alarm as this box may know it. */
  answer(request: FastifyRequest, alarm: AlarmFacts): Alarm
  asNeighbour(request: FastifyRequest): Permission
  asCaller(request: FastifyRequest): Permission
}

export function openCallers({ clock, neighbourhood }: Pick<Service, 'clock' | 'neighbourhood'>): Callers {
  const listenerOf: Callers['listenerOf'] = (request) => {
    const { serial, household } = boxOf(request)
    return boxListener(neighbourhood, serial, household) ?? { kind: 'box', serial, household, group: null, areas: [] }
  }
  const viewFor: Callers['viewFor'] = (request, alarm) => {
    const view = follows(alarm, listenerOf(request), boxOf(request).credential, clock.now())
    if (view === null) throw new ProblemError('not-found')
    return view
  }
  return {
    listenerOf,
    viewFor,
    answer: (request, alarm) => alarmView(alarm, viewFor(request, alarm)),
    asNeighbour: (request) => (alarm) => {
      if (viewFor(request, alarm) === 'own')
        throw new ProblemError('forbidden', { detail: 'this is for the neighbours of the household that called' })
    },
    asCaller: (request) => (alarm) => {
      if (viewFor(request, alarm) !== 'own')
        throw new ProblemError('forbidden', { detail: 'this is for the household that called' })
    },
  }
}

/** Permission of a desk: it sees its area and below; other alarms are not there. */
export function seenBy(area: string): Permission {
  return (alarm) => {
    if (!alarm.areas.some(({ id }) => id === area)) throw new ProblemError('not-found')
  }
}

export function officerAs({ user, name }: { user: string; name: string }): Confirmer {
  return { kind: 'officer', id: user, name }
}
