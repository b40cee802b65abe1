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
  confirmed_by: Type.Union([Type.String(), Type.Null()], { description: 'the officer who confirmed a privacy report' }),
  closes_at: Type.Union([Time, Type.Null()], {
    description:
      'when its camera closes by itself unless somebody decides on the privacy reports about it, or since when it is closed so',
  }),
})
export type DeskReport = Type.Static<typeof DeskReport>
export const DeskReportList = Type.Object({ reports: Type.Array(DeskReport) })
export const ReportAnswer = Type.Object(
  { answer: Type.String({ minLength: 1, maxLength: 1000 }) },
  { additionalProperties: false },
)

/** A camera with privacy reports that nobody has decided on, as its operator sees it. */
export const PrivacyCase = Type.Object({
  camera: Type.Object({ id: Id, number: Type.Integer(), name: Type.String() }),
  area: Type.Union([AreaRef, Type.Null()]),
  first_at: Time,
  households: Type.Integer({ description: 'how many reported it, never which' }),
  confirmed: Type.Union([Type.Literal('household'), Type.Literal('desk'), Type.Null()]),
  confirmed_at: Type.Union([Time, Type.Null()]),
  due_at: Type.Union([Time, Type.Null()], { description: 'when the camera is suspended unless somebody decides' }),
  suspended_at: Type.Union([Time, Type.Null()]),
  notes: Type.Array(Type.String()),
})
export type PrivacyCase = Type.Static<typeof PrivacyCase>
export const PrivacyCaseList = Type.Object({ privacy_cases: Type.Array(PrivacyCase) })
