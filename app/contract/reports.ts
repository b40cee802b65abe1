import Type from 'typebox'
import { AreaRef, Id, Time } from './basics'
import { reportKinds } from './lists'

export const ReportRequest = Type.Object(
  {
    camera_id: Id,
    kind: Type.Enum(reportKinds),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
)

export type ReportRequest = Type.Static<typeof ReportRequest>

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

export const ReportList = Type.Object({ reports: Type.Array(Report) })

/** As a duty desk sees it: never by which household. */
export const DeskReport = Type.Object({
  ...Report.properties,
  area: Type.Union([AreaRef, Type.Null()], { description: 'of the camera' }),
  answered_by: Type.Union([Type.String(), Type.Null()]),
})
export type DeskReport = Type.Static<typeof DeskReport>
export const DeskReportList = Type.Object({ reports: Type.Array(DeskReport) })
export const ReportAnswer = Type.Object(
  { answer: Type.String({ minLength: 1, maxLength: 1000 }) },
  { additionalProperties: false },
)
