import type { Events } from '../../contract/events'
import type { AlarmFacts } from '../alarms/facts'
import { alarmView, hears, type Listener } from '../alarms/view'
import { channel } from './channels'
import type { StoredEvent } from './event'

export type { Listener } from '../alarms/view'

/** Whether a household may know of a camera now; closed cameras are known, others are not there. */
export type MayKnow = (household: string, camera: string) => boolean

/**
 * Which view of an event a listener gets, by name, or null when it must not hear it. Listeners with the same name are
 * told the same words, so that one rendering serves them all.
 */
export function viewName(event: StoredEvent, listener: Listener, mayKnow: MayKnow): string | null {
  switch (event.type) {
    case 'alarm.raised':
    case 'alarm.updated':
      return hears(event.data as AlarmFacts, listener)
    case 'access.changed':
      if (listener.kind === 'desk' || !concernsOnly(event, listener.household)) return 'bare'
      return (event.data as AccessChange).box === listener.serial ? 'this box' : 'this household'
    case 'camera.status':
      return listener.kind === 'desk' || mayKnow(listener.household, (event.data as Events['camera.status']).camera)
        ? 'all'
        : null
    case 'notice':
      return 'all'
    case 'desk.check':
      return listener.kind === 'desk' ? 'all' : null
  }
}

/** The data of an event in the words of a view that `viewName` named. */
export function viewData(event: StoredEvent, view: string): unknown {
  switch (event.type) {
    case 'alarm.raised':
    case 'alarm.updated':
      return alarmView(event.data as AlarmFacts, view as 'own' | 'neighbour' | 'desk')
    case 'access.changed':
      return view === 'bare' ? {} : accessDetails(event.data as AccessChange, view === 'this box')
    default:
      return event.data
  }
}

/** What tellers of `access.changed` write. `box` says which box's pairing is meant: the household's others stay paired. */
type AccessChange = Events['access.changed'] & { box?: string }

function accessDetails(change: AccessChange, thisBox: boolean): Events['access.changed'] {
  const { cameras, ended, pairing } = change
  return {
    ...(cameras === undefined ? {} : { cameras }),
    ...(ended === undefined ? {} : { ended }),
    ...(thisBox && (pairing === 'ended' || pairing === 'suspended') ? { pairing } : {}),
  }
}

/** Details of a change name playbacks and cameras: they are for the one household that the event is addressed to. */
function concernsOnly(event: StoredEvent, household: string): boolean {
  const households = event.channels.filter((name) => name.startsWith(channel.household('')))
  return households.length === 1 && households[0] === channel.household(household)
}
