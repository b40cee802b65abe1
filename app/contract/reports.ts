import Type from 'typebox'
import { Id, Time } from './basics'
import { reportKinds } from './lists'

export { reportKinds } from './lists'

export const ReportRequest = Type.Object(
  {
    camera_id: Id,
    kind: Type.Enum(reportKinds),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
)

/** What a resident reported without urgency, and the answer to it. */
export const Report = Type.Object({
  id: Id,
  camera: Type.Object({ id: Id, number: Type.Integer(), name: Type.String() }),
  kind: Type.Enum(reportKinds),
  note: Type.Union([Type.String(), Type.Null()]),
  at: Time,
  state: Type.Union([Type.Literal('open'), Type.Literal('answered')]),
  answer: Type.Union([Type.String(), Type.Null()]),
  answered_at: Type.Union([Time, Type.Null()]),
})
export type Report = Type.Static<typeof Report>
