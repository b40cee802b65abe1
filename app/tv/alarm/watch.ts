import type { Stage } from '@lightningjs/core'
import { make, type ScreenProps, type Shell } from '../screen'
import type { Services } from '../service/services'
import type { OwnCall } from './call'
import { callsOf } from './calls'
import { pendingText } from './ladder'
import { NeighbourAlert } from './NeighbourAlert'
import { shownNeighbour } from './neighbours'

/** What of a call must come to the eye even when the panel was put away. */
const newsOf = (call: OwnCall): string =>
  `${call.asking} ${call.sent} ${call.alarm?.unanswered} ${pendingText(call.alarm)?.id} ${/acknowledged|attending|closed/.test(call.alarm?.state ?? '') && call.alarm?.state}`

/**
 * Puts up the panel when an own call has news, and the alert when a neighbour calls. Never over a panel in use: a
 * hold or a countdown is not to be disturbed.
 */
export function watchAlarms(services: Services, shell: Shell, stage: Stage): void {
  const calls = callsOf(services)
  let alert: NeighbourAlert | null = null
  let seen: Record<string, string> = {}

  const look = () => {
    const own = calls.outbox.calls()
    const news = own.some((call) => seen[idOf(call)] !== newsOf(call))
    // What came behind the panel's cards is still news when they are put away.
    if (calls.panelOpen && !calls.following) return showNeighbour()
    seen = {}
    for (const call of own) seen[idOf(call)] = newsOf(call)
    if (news) {
      calls.announce()
      shell.openAlarm()
    } else showNeighbour()
  }
  const showNeighbour = () => {
    const shown = shownNeighbour(calls.neighbours)
    // What stands behind another call or the panel is here all the same.
    for (const { id, state } of calls.neighbours.alarms)
      if (state !== 'closed' && (calls.panelOpen || id !== shown?.id)) calls.confirm(id, 'box_reached')
    if (alert?.attached || !shown || calls.panelOpen) return
    alert = make<NeighbourAlert, ScreenProps>(NeighbourAlert, stage, { services, shell })
    shell.cover(alert)
  }
  // Once whoever told is done: what comes up next must not hear the key that closed the panel, nor come into the list of
  // overlays in the middle of its going.
  calls.onChange(() => void Promise.resolve().then(look))
  look()
}

const idOf = (call: OwnCall): string => call.key ?? call.alarm?.id ?? ''
