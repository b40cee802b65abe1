import Type from 'typebox'
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
