import Type from 'typebox'
import { Id, Time } from './basics'
import { alarmKinds, alarmModes, alarmStates, outcomes, readyTexts, textAnswers } from './lists'

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
    'cameras_opened',
    'cameras_ended',
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

export type ReadyText = (typeof readyTexts)[number]
export type TextAnswer = (typeof textAnswers)[number]

/** A short text of a desk to the caller's TV, for those who cannot speak or hear. */
export const AlarmText = Type.Object({
  id: Id,
  ready: Type.Union([Type.Enum(readyTexts), Type.Null()], {
    description: 'a ready sentence, said in the box’s language',
  }),
  text: Type.Union([Type.String(), Type.Null()], {
    description: 'what the officer typed, where it is no ready sentence',
  }),
  answers: Type.Array(Type.Enum(textAnswers)),
  by: Type.String({ description: 'name of the officer' }),
  at: Time,
  displayed_at: Type.Union([Time, Type.Null()], { description: 'a visible screen of the household shows it since' }),
  answer: Type.Union([Type.Enum(textAnswers), Type.Null()]),
  answered_at: Type.Union([Time, Type.Null()]),
})
export type AlarmText = Type.Static<typeof AlarmText>

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
  texts: Type.Optional(
    Type.Array(AlarmText, { description: 'between desk and caller, oldest first; neighbours are told of none' }),
  ),
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
/** One digit, 1 to 9, pressed before a cancel. Only the service knows whether it means duress. */
export const Sign = Type.String({ pattern: '^[1-9]$' })
export const SaysSafe = Type.Object(
  { duress: Type.Optional(Type.Boolean()), sign: Type.Optional(Sign) },
  { additionalProperties: false },
)
/** A call that was stopped in its countdown after a digit. */
export const StoppedCall = Type.Object(
  { kind: AlarmKind, sign: Sign, pressed_at: Time, sent_at: Type.Optional(Time) },
  { additionalProperties: false },
)
export type StoppedCall = Type.Static<typeof StoppedCall>
export const Closure = Type.Object(
  {
    outcome: Type.Enum(outcomes),
    note: Type.String({ minLength: 1, maxLength: 2000 }),
  },
  { additionalProperties: false },
)

/** What a desk writes: a ready sentence, or up to 80 characters of its own with the answers that fit. */
export const TextRequest = Type.Union([
  Type.Object({ ready: Type.Enum(readyTexts) }, { additionalProperties: false }),
  Type.Object(
    {
      text: Type.String({ minLength: 1, maxLength: 80 }),
      answers: Type.Optional(Type.Array(Type.Enum(textAnswers), { minItems: 2, maxItems: 4, uniqueItems: true })),
    },
    { additionalProperties: false },
  ),
])
export type TextRequest = Type.Static<typeof TextRequest>
export const TextAnswerRequest = Type.Object({ answer: Type.Enum(textAnswers) }, { additionalProperties: false })
export type TextAnswerRequest = Type.Static<typeof TextAnswerRequest>
