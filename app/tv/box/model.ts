/**
 * Where the app stands on its box, as one pure step function: what page, platform and clocks tell goes in, the next
 * state and what to do come out. Times are milliseconds.
 */

/** Firebolt's states of an app; null where the box has no such platform, or it has said nothing yet. */
export type Platform = 'foreground' | 'background' | 'inactive' | 'suspended' | 'unloading' | null

export interface BoxState {
  /** the page's own visibility */
  page: boolean
  platform: Platform
  /** on the way to television: nothing is on the screen of ours, whatever the page says */
  leaving: boolean
  /** the clocks at the last sign of life: one that never jumps, and the box's time of day */
  steady: number
  boxTime: number
}

export type BoxEvent = { steady: number; boxTime: number } & (
  | { is: 'page'; visible: boolean }
  | { is: 'platform'; state: Platform }
  /** every `tickMs` */
  | { is: 'tick' }
  | { is: 'leave' }
  /** asked to leave, and still here a while later */
  | { is: 'stayed' }
)

/**
 * `rest`: whoever looked looks no more: viewing, decoder and textures end; events stay open. `rise`: the screen is back,
 * a picture by a new playback. `renew`: the lines to the
 * service are opened anew, because those of before a sleep are dead and do not say so. `finish`: the platform may
 * take the app away now.
 */
export type BoxCommand = 'rest' | 'rise' | 'renew' | 'television' | 'finish'

export const tickMs = 5_000
/** Timers that are so late did not run: the box slept. Engines let hidden pages have one a minute. */
const sleptMs = { shown: 30_000, hidden: 150_000 }

/** Whether this app is what the television shows. Firebolt's `background` is behind another app, so it is not. */
export const isShown = ({ page, platform, leaving }: BoxState): boolean =>
  page && !leaving && (platform === null || platform === 'foreground')

/** One event: the next state, and what to do now. */
export function step(before: BoxState, event: BoxEvent): [BoxState, BoxCommand[]] {
  const { steady, boxTime } = event
  const after: BoxState = { ...before, steady, boxTime }
  if (event.is === 'page') after.page = event.visible
  if (event.is === 'platform') after.platform = event.state
  if (event.is === 'leave') after.leaving = true
  // What brings the app to the front again ends the leaving too.
  if (event.is === 'stayed' || (event.is === 'page' && event.visible) || comesForward(event)) after.leaving = false

  const [was, is] = [isShown(before), isShown(after)]
  const commands: BoxCommand[] = []
  const slept = sleptBetween(before, after, was)
  if (was && (!is || slept === 'surely')) commands.push('rest')
  if (event.is === 'leave') commands.push('television')
  if (event.is === 'platform' && event.state === 'unloading') commands.push('finish')
  if (is && (!was || slept === 'surely')) commands.push('rise')
  if (slept !== 'no') commands.push('renew')
  return [after, commands]
}

const comesForward = (event: BoxEvent): boolean => event.is === 'platform' && event.state === 'foreground'

/**
 * `perhaps`: only the time of day went ahead. Either the steady clock stood still in standby, or somebody set the box's
 * clock; asking anew is right for both, and a running picture takes care of itself.
 */
function sleptBetween(before: BoxState, after: BoxState, shown: boolean): 'no' | 'perhaps' | 'surely' {
  const most = shown ? sleptMs.shown : sleptMs.hidden
  const ran = after.steady - before.steady
  if (ran > most) return 'surely'
  return after.boxTime - before.boxTime - ran > sleptMs.shown ? 'perhaps' : 'no'
}
