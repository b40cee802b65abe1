import Type from 'typebox'
import { AreaRef, Clarity, Id, Time } from './basics'
import { kinds } from './lists'

export { kinds } from './lists'

export type CameraKind = (typeof kinds)[number]
export const CameraKind = Type.Enum(kinds)

export const CameraState = Type.Union([Type.Literal('online'), Type.Literal('offline'), Type.Literal('unknown')])
export type CameraState = Type.Static<typeof CameraState>

/** A camera that this household may see now, and why. */
export const Camera = Type.Object({
  id: Id,
  number: Type.Integer({ description: 'what one types on the remote' }),
  name: Type.String(),
  area: AreaRef,
  kind: CameraKind,
  clarity: Clarity,
  status: CameraState,
  status_since: Type.Union([Time, Type.Null()]),
  checked_at: Type.Union([Time, Type.Null()]),
  why: Type.Union([Type.Literal('area'), Type.Literal('grant')]),
  emergency: Type.Optional(Type.Literal(true, { description: 'the grant is that of an alarm, for a few minutes' })),
  until: Type.Union([Time, Type.Null()]),
  approved_by: Type.String(),
  owner: Type.String(),
  contact: Type.String(),
})
export type Camera = Type.Static<typeof Camera>

/** A camera that this household would see, were it not closed for now. */
export const ClosedCamera = Type.Object({
  id: Id,
  number: Type.Integer(),
  name: Type.String(),
  area: AreaRef,
  reason: Type.Union([Type.Literal('quiet_hours'), Type.Literal('suspended'), Type.Literal('approval_ended')]),
  until: Type.Union([Time, Type.Null()]),
  by: Type.Union([Type.String(), Type.Null()]),
  why: Type.Union([Type.String(), Type.Null()]),
})
export type ClosedCamera = Type.Static<typeof ClosedCamera>

/** `GET /v1/cameras`, in watching order: from the household's grid outwards, then by number. */
export const CameraList = Type.Object({ cameras: Type.Array(Camera), closed: Type.Array(ClosedCamera) })
export type CameraList = Type.Static<typeof CameraList>
