import Type from 'typebox'
import { Id, Time } from './basics'

/** Who is to be on duty at a desk, from when until when. The roster staffs no desk: only a visible page does. */
export const Shift = Type.Object({
  id: Id,
  user: Type.String(),
  name: Type.String(),
  starts_at: Time,
  ends_at: Time,
})
export type Shift = Type.Static<typeof Shift>

export const ShiftRequest = Type.Object(
  {
    user: Type.String({ minLength: 1, maxLength: 64 }),
    starts_at: Time,
    ends_at: Time,
    weeks: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 26, description: 'the same shift in so many weeks, 1 when absent' }),
    ),
  },
  { additionalProperties: false },
)
export type ShiftRequest = Type.Static<typeof ShiftRequest>

/** `GET /v1/desk/roster`: from now on, earliest first. */
export const Roster = Type.Object({
  shifts: Type.Array(Shift),
  officers: Type.Array(Type.Object({ user: Type.String(), name: Type.String() })),
  may_edit: Type.Boolean({ description: 'the head of this desk, or any officer where nobody is named head' }),
})
export type Roster = Type.Static<typeof Roster>
