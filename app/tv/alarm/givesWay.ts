import type { OwnCall } from './call'
import type { Panel } from './panel'

/** Nobody chooses for so long: the panel was opened by accident, or left. */
const leftMs = 120_000

/**
 * Whether the panel gives way to a neighbour's call. A hold, a countdown, a text of the desk and an own call that is
 * real and open do not; a test, a drill, a call that is over, and a choice that nobody makes do.
 * @param untouchedMs since the panel was opened or a key was pressed in it
 */
export function givesWay(panel: Panel, call: OwnCall | null, untouchedMs: number): boolean {
  if (panel.at === 'choosing') return panel.hold === null && untouchedMs >= leftMs
  if (panel.at !== 'following' || panel.asked !== null || call === null) return false
  return call.wish.mode !== 'real' || call.alarm?.state === 'closed'
}
