import type { Alarm, AlarmKind, AlarmState, AlarmText, Receipt } from '../../contract/alarms'
import type { OwnCall } from './call'

/** `done`: confirmed; `answered`: a person has answered (the only green); `waiting`: nobody yet; `failed`: say so, loud. */
export type Mark = 'done' | 'answered' | 'waiting' | 'failed'

/** One truthful line on the screen. The words are chosen by `what`; nothing stands here that no receipt confirms. */
export type Line = { mark: Mark; at: string | null } & (
  | { what: 'not_sent' | 'passed_on' | 'unanswered'; number: string; text: string }
  | {
      what:
        | 'pressed'
        | 'asking'
        | 'server_received'
        | 'desk_displayed'
        | 'pressed_again'
        | 'says_safe'
        | 'late'
        | 'desks_only'
    }
  | { what: 'box_displayed' | 'box_reached'; count: number }
  | { what: 'waiting' | 'waiting_for_desk'; since: string }
  | {
      what:
        | 'tier_reached'
        | 'going'
        | 'cameras_opened'
        | 'cameras_ended'
        | 'acknowledged'
        | 'attending'
        | 'called_back'
        | 'called_in_vain'
      who: string | null
    }
  | { what: 'text'; said: string }
  | { what: 'closed'; outcome: string | null }
)

/** The numbers to call oneself, per kind of alarm and by text message. */
export type EmergencyNumbers = Record<AlarmKind | 'text', string>

const order: Record<AlarmState, number> = { raised: 0, displayed: 1, acknowledged: 2, attending: 3, closed: 4 }
const rank = (alarm: Alarm): number => order[alarm.state]

/** The later of two views of one alarm: states go forward only, receipts and what became of texts only grow. */
export function laterAlarm(one: Alarm, other: Alarm): Alarm {
  if (rank(one) !== rank(other)) return rank(one) > rank(other) ? one : other
  return happened(other) >= happened(one) ? other : one
}

const happened = ({ receipts, texts = [] }: Alarm): number =>
  texts.reduce((sum, text) => sum + 1 + (text.displayed_at ? 1 : 0) + (text.answer ? 1 : 0), receipts.length)

/** The text that waits for the caller's answer: the newest, while the call is open. */
export function pendingText(alarm: Alarm | null): AlarmText | null {
  if (!alarm || alarm.state === 'closed') return null
  return (alarm.texts ?? []).filter(({ answer }) => answer === null).pop() ?? null
}

/**
 * The lines of an own call from the press downwards, never more than is confirmed.
 * @param texts what desk and caller wrote, as lines
 */
export function ladder(call: OwnCall, numbers: EmergencyNumbers, texts: readonly Line[] = []): Line[] {
  const pressed: Line = { what: 'pressed', mark: 'done', at: call.alarm?.pressed_at ?? call.pressedAt }
  if (call.alarm) return [pressed, ...confirmed(call.alarm, numbers, texts)]
  const number = numbers[call.wish.kind]
  const what = call.sent === 'passed_on' ? 'passed_on' : 'not_sent'
  const lines: Line[] = [pressed, { what, mark: 'failed', at: null, number, text: numbers.text }]
  return call.asking ? [...lines, { what: 'asking', mark: 'waiting', at: null }] : lines
}

function confirmed(alarm: Alarm, numbers: EmergencyNumbers, texts: readonly Line[]): Line[] {
  const { receipts } = alarm
  const first = (hop: Receipt['hop']) => receipts.find((receipt) => receipt.hop === hop)
  const answer = first('acknowledged') ?? first('attending')
  const going = receipts.filter(({ hop }) => hop === 'going')
  const lines: Line[] = [{ what: 'server_received', mark: 'done', at: first('server_received')?.at ?? alarm.raised_at }]
  if (alarm.late) lines.push({ what: 'late', mark: 'done', at: null })

  const desk = first('desk_displayed')
  if (desk) lines.push({ what: 'desk_displayed', mark: 'done', at: desk.at })
  for (const what of ['box_displayed', 'box_reached'] as const) {
    const boxes = receipts.filter(({ hop }) => hop === what)
    if (boxes[0]) lines.push({ what, mark: 'done', at: boxes[0].at, count: boxes.length })
  }
  for (const { hop, at, who } of receipts) {
    if (hop === 'tier_reached' || hop === 'called_in_vain') lines.push({ what: hop, mark: 'done', at, who })
    if (hop === 'called_back') lines.push({ what: hop, mark: 'answered', at, who })
    if (hop === 'pressed_again' || hop === 'says_safe' || hop === 'desks_only')
      lines.push({ what: hop, mark: 'done', at })
  }
  // Of those who may look, or might: how it stands now.
  const cameras = receipts.filter(({ hop }) => hop === 'cameras_opened' || hop === 'cameras_ended')
  cameras.forEach(({ hop, at, who }, n) => {
    if (!cameras.slice(n + 1).some((later) => later.who === who))
      lines.push({ what: hop as 'cameras_opened' | 'cameras_ended', mark: 'done', at, who })
  })
  for (const { at, who } of going) lines.push({ what: 'going', mark: 'answered', at, who })
  for (const what of ['acknowledged', 'attending'] as const) {
    const receipt = first(what)
    if (receipt) lines.push({ what, mark: 'answered', at: receipt.at, who: receipt.who })
  }
  lines.push(...texts)
  lines.sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''))
  if (alarm.state === 'closed') {
    return [...lines, { what: 'closed', mark: 'done', at: alarm.closed_at, outcome: alarm.outcome }]
  }
  if (answer) return lines
  if (alarm.unanswered) {
    const at = receipts.filter(({ hop }) => hop === 'unanswered').pop()?.at ?? null
    return [...lines, { what: 'unanswered', mark: 'failed', at, number: numbers[alarm.kind], text: numbers.text }]
  }
  const since = receipts.filter(({ hop }) => hop === 'pressed_again').pop()?.at ?? alarm.raised_at
  return [...lines, { what: going.length > 0 ? 'waiting_for_desk' : 'waiting', mark: 'waiting', at: null, since }]
}

/** A running time as `m:ss`, or `h:mm:ss` from an hour on; never negative. */
export function runningTime(sinceMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000))
  const two = (n: number) => (n < 10 ? `0${n}` : `${n}`)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
