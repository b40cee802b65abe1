import Type from 'typebox'
import { Time } from './basics'

/** What one shift of a desk leaves for the next. */
export const HandoverRequest = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 2000 }) },
  { additionalProperties: false },
)
export type HandoverRequest = Type.Static<typeof HandoverRequest>

export const Handover = Type.Object({ text: Type.String(), by: Type.String(), at: Time })
export type Handover = Type.Static<typeof Handover>
export const HandoverList = Type.Object({ handovers: Type.Array(Handover) })
