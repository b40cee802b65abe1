import type { Alarm, AlarmText, DeskAlarm, Receipt } from '../../contract/alarms'
import { rfc3339 } from '../clock'
import { channel } from '../events/channels'
import type { AlarmFacts, ReceiptFacts, TextFacts } from './facts'

/** Who looks at an alarm. `areas` of a box are its area and those above it. */
export type Listener =
  | { kind: 'box'; serial: string; household: string; group: string | null; areas: readonly string[] }
  | { kind: 'desk'; area: string }

/** The three ways an alarm is told: to its household, to its group, to a desk. */
export type AlarmView = 'own' | 'neighbour' | 'desk'

/**
 * Who hears of an alarm without asking. A quiet alarm is told to desks alone and leaves no trace on the household's
 * boxes; a late one and a household's test go to the household and the desks, not to the neighbours.
 */
export function hears(alarm: AlarmFacts, listener: Listener): AlarmView | null {
  if (listener.kind === 'desk') return 'desk'
  if (alarm.quiet) return null
  if (listener.household === alarm.household) return 'own'
  return groupHears(alarm) && listener.group === alarm.group ? 'neighbour' : null
}

/** How long neighbours can still read an alarm that was closed. */
const neighboursReadMs = 24 * 3600 * 1000

/**
 * Which view of an alarm a box gets when it asks by id; null: for this box there is no such alarm. The box that pressed
 * follows its own call also when it is quiet: the key it holds is the only trace. With its alarm credential alone a box
 * follows what it pressed itself.
 */
export function follows(
  alarm: AlarmFacts,
  box: Listener & { kind: 'box' },
  credential: 'access' | 'alarm',
  now: number,
): 'own' | 'neighbour' | null {
  if (alarm.household === box.household && alarm.boxes.includes(box.serial)) return 'own'
  if (credential === 'alarm') return null
  const view = hears(alarm, box)
  if (view === 'neighbour' && alarm.closedAt !== null && now - alarm.closedAt >= neighboursReadMs) return null
  return view === 'desk' ? null : view
}

/** Everyone who is told of a change: the household, its group, and every desk from its grid up to the county. */
export function channelsOf(alarm: AlarmFacts): string[] {
  return [
    ...(alarm.quiet ? [] : [channel.household(alarm.household)]),
    ...(groupHears(alarm) && alarm.group !== null ? [channel.group(alarm.group)] : []),
    ...alarm.areas.map((area) => channel.desk(area.id)),
  ]
}

/** Whether the mutual-help group is told. */
export function groupHears(alarm: Pick<AlarmFacts, 'quiet' | 'late' | 'mode' | 'group'>): boolean {
  return alarm.group !== null && !alarm.quiet && !alarm.late && alarm.mode !== 'test'
}

/** The alarm as one kind of listener may know it. */
export function alarmView(alarm: AlarmFacts, view: 'desk'): DeskAlarm
export function alarmView(alarm: AlarmFacts, view: AlarmView): Alarm
export function alarmView(alarm: AlarmFacts, view: AlarmView): Alarm {
  const told: Alarm = {
    id: alarm.id,
    kind: alarm.kind,
    quiet: alarm.quiet,
    mode: alarm.mode,
    late: alarm.late,
    state: alarm.state,
    unanswered: alarm.unanswered,
    stored: alarm.stored,
    own: view === 'own',
    raised_at: rfc3339(alarm.raisedAt),
    pressed_at: rfc3339(alarm.pressedAt),
    closed_at: rfc3339(alarm.closedAt),
    outcome: alarm.outcome,
    household: {
      label: alarm.label,
      area: alarm.areas.map((area) => area.name).join(' · '),
      ...(view === 'neighbour' ? {} : { contact_name: alarm.contactName, contact_phone: alarm.contactPhone }),
    },
    receipts: alarm.receipts
      .filter(({ hop }) => view !== 'neighbour' || !untoldToNeighbours.includes(hop))
      .map((receipt) => receiptView(receipt, alarm, view)),
    ...(view === 'neighbour' ? {} : { texts: alarm.texts.map(textView) }),
  }
  if (view !== 'desk') return told
  const more = { duress: alarm.duress, note: alarm.note, household_id: alarm.household }
  return { ...told, ...more } satisfies DeskAlarm
}

const namedToAll: readonly ReceiptFacts['hop'][] = ['going', 'cameras_opened', 'cameras_ended']

/** Which of them may look where is between caller, desk and the one who goes. */
const untoldToNeighbours: readonly ReceiptFacts['hop'][] = ['cameras_opened', 'cameras_ended']

const textView = ({ by, at, displayedAt, answeredAt, answers, ...text }: TextFacts): AlarmText => ({
  ...text,
  answers: [...answers],
  by: by.name,
  at: rfc3339(at),
  displayed_at: rfc3339(displayedAt),
  answered_at: rfc3339(answeredAt),
})

/**
 * Officers and tiers are named to all: a person's name is what makes an acknowledgement believable. Of neighbours the
 * caller and the group learn who answered, not whose screen was on.
 */
function receiptView(receipt: ReceiptFacts, alarm: AlarmFacts, view: AlarmView): Receipt {
  const { hop, who } = receipt
  const at = rfc3339(receipt.at)
  if (who.kind === 'system') return { hop, at, who: null }
  if (who.kind === 'household' && view !== 'desk' && who.id !== alarm.household) {
    const named = namedToAll.includes(hop) || (view === 'own' && (hop === 'cannot' || hop === 'safe_here'))
    return { hop, at, who: named ? who.name : null }
  }
  return { hop, at, who: who.name }
}
