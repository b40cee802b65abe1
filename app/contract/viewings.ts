import Type from 'typebox'
import { Clarity, Id, Time } from './basics'

/** A line of the household's own viewing log. `how` tells how it ended. */
export const Viewing = Type.Object({
  id: Id,
  camera: Type.Object({ id: Id, number: Type.Integer(), name: Type.String() }),
  box: Id,
  clarity: Clarity,
  reason: Type.Union([Type.String(), Type.Null()]),
  started_at: Time,
  ended_at: Type.Union([Time, Type.Null()]),
  how: Type.Union([Type.String(), Type.Null()]),
})
export type Viewing = Type.Static<typeof Viewing>

/** Who watched a camera how often, per day, without names; counts under 3 are not told apart. */
export const ViewingSummary = Type.Object({
  days: Type.Array(
    Type.Object({
      day: Type.String({ format: 'date' }),
      households: Type.Union([Type.Integer(), Type.Literal('fewer than 3')]),
      times: Type.Union([Type.Integer(), Type.Literal('fewer than 3')]),
    }),
  ),
})
export type ViewingSummary = Type.Static<typeof ViewingSummary>
