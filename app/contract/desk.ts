import Type from 'typebox'
import { AlarmKind, AlarmMode, AlarmState, DeskAlarm } from './alarms'
import { AreaRef, Id, Time } from './basics'

export const DeskSignIn = Type.Object(
  { user: Type.String({ minLength: 1, maxLength: 64 }), password: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
)

/** `POST|GET /v1/desk/session`: who sits here and which desk it is. */
export const DeskSession = Type.Object({
  user: Type.String(),
  name: Type.String(),
  area: AreaRef,
  must_change_password: Type.Boolean(),
  now: Time,
})
export type DeskSession = Type.Static<typeof DeskSession>

/** A camera near an alarm, as the desk sees it. */
export const DeskCamera = Type.Object({
  id: Id,
  number: Type.Integer(),
  name: Type.String(),
  area: AreaRef,
  status: Type.String(),
})
export type DeskCamera = Type.Static<typeof DeskCamera>

/** `GET /v1/desk/alarms/{id}`: the alarm with what helps to answer it. */
export const DeskAlarmDetail = Type.Object({
  ...DeskAlarm.properties,
  contact_method: Type.Union([Type.String(), Type.Null()], { description: 'voice, text or tv, where one was named' }),
  group: Type.Union([Type.String(), Type.Null()]),
  cameras: Type.Array(DeskCamera),
  going: Type.Array(
    Type.Object({
      household: Id,
      label: Type.String(),
      cameras_until: Type.Union([Time, Type.Null()]),
      needs_consent: Type.Boolean({ description: 'two emergency grants in 30 days: the desk may open one more' }),
    }),
  ),
  history: Type.Array(
    Type.Object({
      id: Id,
      kind: AlarmKind,
      quiet: Type.Boolean(),
      mode: AlarmMode,
      state: AlarmState,
      raised_at: Time,
      closed_at: Type.Union([Time, Type.Null()]),
      outcome: Type.Union([Type.String(), Type.Null()]),
      note: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  false_alarms: Type.Integer({ description: 'of this household in the last 30 days' }),
})
export type DeskAlarmDetail = Type.Static<typeof DeskAlarmDetail>
