import Type from 'typebox'
import { Id, Time } from './basics'
import { alarmKinds, alarmModes, alarmStates, outcomes } from './lists'

export { alarmKinds, alarmStates } from './lists'

export type AlarmKind = (typeof alarmKinds)[number]
export const AlarmKind = Type.Enum(alarmKinds)

export type AlarmMode = (typeof alarmModes)[number]
export const AlarmMode = Type.Enum(alarmModes)

export type AlarmState = (typeof alarmStates)[number]
export const AlarmState = Type.Enum(alarmStates)

export const AlarmRequest = Type.Object(
  {
    kind: AlarmKind,
    quiet: Type.Optional(Type.Boolean()),
    mode: Type.Optional(AlarmMode),
    pressed_at: Time,
    sent_at: Type.Optional({
      ...Time,
      description:
        "the box's clock when it sends: with it the age of the press is right on a box whose clock is wrong. Not part of the idempotent body.",
    }),
  },
  { additionalProperties: false },
)
export type AlarmRequest = Type.Static<typeof AlarmRequest>

/** What one hop confirmed. `who` is a name that this listener may know, or nothing. */
export const Receipt = Type.Object({
  hop: Type.Enum([
    'server_received',
    'pressed_again',
    'desk_displayed',
    'box_displayed',
    'box_reached',
    'tier_reached',
    'going',
    'cannot',
    'safe_here',
    'acknowledged',
    'attending',
    'called_back',
    'called_in_vain',
    'desks_only',
    'says_safe',
    'unanswered',
    'closed',
  ]),
  at: Time,
  who: Type.Union([Type.String(), Type.Null()]),
})
export type Receipt = Type.Static<typeof Receipt>

export const Alarm = Type.Object({
  id: Id,
  kind: AlarmKind,
  quiet: Type.Boolean(),
  mode: AlarmMode,
  late: Type.Boolean(),
  state: AlarmState,
  unanswered: Type.Boolean(),
  stored: Type.Boolean({ description: 'false while the store is down: heard, but not yet written' }),
  own: Type.Boolean({ description: 'raised by the household that listens' }),
  raised_at: Time,
  pressed_at: Time,
  closed_at: Type.Union([Time, Type.Null()]),
  outcome: Type.Union([Type.String(), Type.Null()]),
  household: Type.Union([
    Type.Object({
      label: Type.String(),
      area: Type.String({ description: "the names of the area path, nearest first, joined by ' · '" }),
      contact_name: Type.Optional(Type.String()),
      contact_phone: Type.Optional(Type.String()),
    }),
    Type.Null(),
  ]),
  receipts: Type.Array(Receipt),
})
export type Alarm = Type.Static<typeof Alarm>

/** An alarm as a duty desk sees it. */
export const DeskAlarm = Type.Object({
  ...Alarm.properties,
  duress: Type.Boolean({ description: 'the caller said "safe" in the enrolled way that means "I am being forced"' }),
  note: Type.Union([Type.String(), Type.Null()]),
  household_id: Id,
})
export type DeskAlarm = Type.Static<typeof DeskAlarm>

export const NeighbourReply = Type.Object(
  { reply: Type.Union([Type.Literal('going'), Type.Literal('cannot'), Type.Literal('safe_here')]) },
  { additionalProperties: false },
)
export const HopReceipt = Type.Object(
  { hop: Type.Union([Type.Literal('box_displayed'), Type.Literal('box_reached'), Type.Literal('desk_displayed')]) },
  { additionalProperties: false },
)
/** An officer telephoned the household. */
export const Callback = Type.Object({ reached: Type.Boolean() }, { additionalProperties: false })
export const SaysSafe = Type.Object({ duress: Type.Optional(Type.Boolean()) }, { additionalProperties: false })
export const Closure = Type.Object(
  {
    outcome: Type.Enum(outcomes),
    note: Type.String({ minLength: 1, maxLength: 2000 }),
  },
  { additionalProperties: false },
)
