import { createHash } from 'node:crypto'
import type { AlarmKind, AlarmMode, AlarmRequest, AlarmState } from '../../contract/alarms'
import { ProblemError } from '../problems'
import type { AlarmFacts, Hop, ReceiptFacts } from './facts'
import { groupHears } from './view'

/** A press that reaches us later than this is late: the desk alone is told, who knows what is still true. */
const lateMs = 10 * 60_000

/** A box's clock that differs less from ours is taken as right. */
const clockToleranceMs = 5000

/** A call as it was meant, in our time. */
export interface Press {
  kind: AlarmKind
  quiet: boolean
  mode: AlarmMode
  pressedAt: number
  late: boolean
}

/**
 * What a request asks for. A box sends `pressed_at` by its corrected clock; with `sent_at` beside it the age of the
 * press counts, which is right also on a box whose clock is a day off. Nothing is pressed in the future.
 */
export function pressOf(request: AlarmRequest, now: number): Press {
  const sentAt = request.sent_at === undefined ? now : timeOf('sent_at', request.sent_at)
  const skew = now - sentAt
  const pressed = timeOf('pressed_at', request.pressed_at) + (Math.abs(skew) > clockToleranceMs ? skew : 0)
  const pressedAt = Math.min(pressed, now)
  return {
    kind: request.kind,
    quiet: request.quiet ?? false,
    mode: request.mode ?? 'real',
    pressedAt,
    late: now - pressedAt > lateMs,
  }
}

function timeOf(name: string, text: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new ProblemError('invalid-body', { detail: `body.${name} is not a time` })
  return time
}

/** What makes two requests with one key the same call; when it was sent does not. */
export function bodyHash(request: AlarmRequest): string {
  const { kind, quiet = false, mode = 'real', pressed_at } = request
  return createHash('sha256')
    .update(JSON.stringify([kind, quiet, mode, Date.parse(pressed_at)]))
    .digest('base64url')
}

/** @throws ProblemError when there is no key of 16 to 128 characters */
export function idempotencyKey(header: string | string[] | undefined): string {
  const key = Array.isArray(header) ? header[0] : header
  if (key === undefined || key.length < 16 || key.length > 128) throw new ProblemError('idempotency-key-missing')
  return key
}

/** The id comes from the press: what was passed on while the store was down is known again when it is stored. */
export function alarmId(box: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([box, key]))
    .digest('base64url')
    .slice(0, 22)
}

const open = ['raised', 'displayed', 'acknowledged', 'attending'] as const
const stays = Object.fromEntries(open.map((state) => [state, state])) as Transitions
type Transitions = Partial<Record<AlarmState, AlarmState>>

/** The ladder: which state a confirmation leads to, from which. What is not in here is refused. */
export const ladder: Record<Hop, Transitions> = {
  server_received: {},
  pressed_again: stays,
  desk_displayed: { ...stays, raised: 'displayed' },
  box_displayed: { ...stays, raised: 'displayed' },
  // The screen may be off: the box has it, nobody is said to have seen it.
  box_reached: stays,
  // A neighbour who answers has seen it; only a desk's act ends the escalation.
  going: { ...stays, raised: 'displayed' },
  cannot: { ...stays, raised: 'displayed' },
  safe_here: { ...stays, raised: 'displayed' },
  cameras_opened: stays,
  cameras_ended: stays,
  // A receipt, never a closure: only the desk closes.
  says_safe: stays,
  acknowledged: { ...stays, raised: 'acknowledged', displayed: 'acknowledged' },
  attending: { ...stays, raised: 'attending', displayed: 'attending', acknowledged: 'attending' },
  // Who telephones has taken the call first: then it does not go on to the next desk meanwhile.
  called_back: { acknowledged: 'acknowledged', attending: 'attending' },
  called_in_vain: { acknowledged: 'acknowledged', attending: 'attending' },
  desks_only: { raised: 'raised' },
  tier_reached: { raised: 'raised', displayed: 'displayed' },
  unanswered: { raised: 'raised', displayed: 'displayed' },
  closed: Object.fromEntries(open.map((state) => [state, 'closed'])),
}

/** What a confirmation may bring beside its receipt. */
export interface Particulars {
  duress?: boolean
  /** of a further press: it is late itself */
  late?: boolean
  outcome?: string
  note?: string
}

export type Advance =
  | { result: 'changed'; alarm: AlarmFacts }
  /** nothing new: said before, or somebody else was first */
  | { result: 'same'; alarm: AlarmFacts }
  | { result: 'refused'; alarm: AlarmFacts }

/** One step of the ladder: the alarm after a confirmation, or why nothing changed. */
export function advance(alarm: AlarmFacts, receipt: ReceiptFacts, particulars: Particulars = {}): Advance {
  if (closedSo(alarm, receipt, particulars)) return { result: 'same', alarm }
  const state = ladder[receipt.hop][alarm.state]
  if (state === undefined) return { result: 'refused', alarm }
  if (saidBefore(alarm, receipt, particulars)) {
    // A second "safe" shows nothing new at home, whatever digit came before it.
    const forced = receipt.hop === 'says_safe' && particulars.duress === true && !alarm.duress
    return forced ? { result: 'changed', alarm: { ...alarm, duress: true } } : { result: 'same', alarm }
  }
  const next: AlarmFacts = { ...alarm, state, receipts: [...alarm.receipts, receipt] }
  switch (receipt.hop) {
    case 'pressed_again':
      // A ladder that ended unanswered starts anew; a press of now makes a late call a present one.
      next.unanswered = false
      next.late = alarm.late && particulars.late === true
      next.duress = alarm.duress || particulars.duress === true
      break
    case 'says_safe':
      next.duress = alarm.duress || particulars.duress === true
      break
    case 'unanswered':
      next.unanswered = true
      break
    case 'acknowledged':
    case 'attending':
      next.unanswered = false
      break
    case 'closed':
      next.unanswered = false
      next.closedAt = receipt.at
      next.outcome = particulars.outcome ?? null
      next.note = particulars.note ?? null
      break
    default:
  }
  return { result: 'changed', alarm: next }
}

/** A household that goes on pressing or answering adds nothing: an alarm stays of a size that a weak box can take. */
const mostReceiptsEach = 100

const replies: readonly Hop[] = ['going', 'cannot', 'safe_here']
const cameras: readonly Hop[] = ['cameras_opened', 'cameras_ended']
const onceEach: readonly Hop[] = ['desk_displayed', 'box_displayed', 'box_reached']
const idOf = ({ who }: ReceiptFacts) => (who.kind === 'system' ? null : who.id)

function saidBefore(alarm: AlarmFacts, receipt: ReceiptFacts, particulars: Particulars): boolean {
  const { hop } = receipt
  const earlier = alarm.receipts.filter((known) => idOf(known) === idOf(receipt))
  const isNews = alarm.unanswered || (particulars.duress === true && !alarm.duress)
  if (receipt.who.kind === 'household' && earlier.length >= mostReceiptsEach && !isNews) return true
  if (onceEach.includes(hop)) return earlier.some((known) => known.hop === hop)
  if (replies.includes(hop)) return earlier.findLast((known) => replies.includes(known.hop))?.hop === hop
  // What never opened does not end.
  if (cameras.includes(hop))
    return (earlier.findLast((known) => cameras.includes(known.hop))?.hop ?? 'cameras_ended') === hop
  if (hop === 'says_safe') return earlier.some((known) => known.hop === hop)
  if (hop === 'acknowledged') return alarm.state === 'acknowledged' || alarm.state === 'attending'
  if (hop === 'attending') return alarm.state === 'attending'
  return false
}

/** The same closure by the same officer again, as after a lost answer. */
function closedSo(alarm: AlarmFacts, receipt: ReceiptFacts, { outcome, note }: Particulars): boolean {
  const closing = alarm.receipts.findLast((known) => known.hop === 'closed')
  if (receipt.hop !== 'closed' || closing === undefined) return false
  return idOf(closing) === idOf(receipt) && alarm.outcome === outcome && alarm.note === note
}

/** Whether a household's last answer is "I am going". */
export function isGoing(alarm: Pick<AlarmFacts, 'receipts'>, household: string): boolean {
  const own = ({ hop, who }: ReceiptFacts) => replies.includes(hop) && who.kind === 'household' && who.id === household
  return alarm.receipts.findLast(own)?.hop === 'going'
}

/** Whether a further press joins an open alarm of the household. A real press during a drill or test is a new alarm. */
export function joins(open: Pick<AlarmFacts, 'kind' | 'quiet' | 'mode' | 'state'>, press: Press): boolean {
  const { kind, quiet, mode } = press
  return open.state !== 'closed' && open.kind === kind && open.quiet === quiet && open.mode === mode
}

/** Why nothing of a desk may be seen or heard where the call came from; null when it may. */
export function whyHushed({ quiet, duress }: Pick<AlarmFacts, 'quiet' | 'duress'>): string | null {
  if (quiet) return 'a quiet call'
  return duress ? 'the caller may be forced' : null
}

/** Within this time the calls of a household to its group are limited (`GROUP_CALLS_PER_HOUR`), never those to desks. */
export const groupCallsMs = 3600_000

/** Desks are told of a household's false alarms for so long. */
export const mistakenMs = 30 * 24 * 3600 * 1000

/** Whether an answer is still awaited: only then the next desk is called. */
export const awaitsAnswer = (alarm: Pick<AlarmFacts, 'state'>): boolean =>
  alarm.state === 'raised' || alarm.state === 'displayed'

export const emergencyCameras = 3

const callsDesks: readonly Hop[] = ['server_received', 'pressed_again', 'tier_reached', 'acknowledged', 'attending']

/**
 * Until when the desks see the cameras nearest an open, real alarm: so long after it called a desk, or an officer took
 * it, for the last time. Null: not now.
 */
export function desksSeeUntil(
  { mode, state, receipts }: Pick<AlarmFacts, 'mode' | 'state' | 'receipts'>,
  now: number,
  lastsMs: number,
): number | null {
  if (mode !== 'real' || state === 'closed') return null
  const called = receipts.filter(({ hop }) => callsDesks.includes(hop)).map(({ at }) => at)
  const until = Math.max(...called) + lastsMs
  return until > now ? until : null
}
const emergencyLimit = 2
const emergencyWindowMs = 30 * 24 * 3600 * 1000

/**
 * Whether "I am going" opens the nearest cameras to a neighbour: during an open, real alarm that its group was told of,
 * for at most two alarms in 30 days without the desk's consent.
 * @param earlier when this household got emergency grants, by alarm
 */
export function emergency(
  alarm: AlarmFacts,
  earlier: readonly { alarm: string; at: number }[],
  now: number,
  consent = false,
): 'open' | 'given' | 'limit' | 'none' {
  if (alarm.mode !== 'real' || alarm.state === 'closed' || !groupHears(alarm)) return 'none'
  if (consent) return 'open'
  if (earlier.some((grant) => grant.alarm === alarm.id)) return 'given'
  const lately = new Set(earlier.filter((grant) => now - grant.at < emergencyWindowMs).map((grant) => grant.alarm))
  return lately.size < emergencyLimit ? 'open' : 'limit'
}
