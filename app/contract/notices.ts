import Type from 'typebox'
import { Id, Time } from './basics'

/** A short text of a desk to the televisions of its area, until a time at most a week away. */
export const NoticeRequest = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 200 }), until: Time },
  { additionalProperties: false },
)
export type NoticeRequest = Type.Static<typeof NoticeRequest>

/** As boxes and desks are told of it; the same as `Notice` of the events. */
export const NoticeView = Type.Object({ id: Id, text: Type.String(), from: Type.String(), at: Time, until: Time })
export const NoticeList = Type.Object({ notices: Type.Array(NoticeView) })
