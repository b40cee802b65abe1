import Type from 'typebox'
import { AreaRef, Id, Time } from './basics'

/** `GET /v1/me`: whose box this is, who would hear a call, and the server's time. */
export const Me = Type.Object({
  now: Time,
  utc_offsets: Type.Array(
    Type.Object({
      from: Time,
      minutes: Type.Integer({ description: 'how far the wall clock is ahead of UTC from then on' }),
    }),
    {
      minItems: 1,
      description: 'the wall clock of the neighbourhood, a year back and one ahead: a box’s own zone is often UTC',
    },
  ),
  household: Type.Object({
    id: Id,
    label: Type.String(),
    code: Type.String({ description: 'short code for the watermark' }),
  }),
  areas: Type.Array(AreaRef, { description: 'from the grid up to the county' }),
  group: Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()]),
  box: Type.Object({ serial: Id, model: Type.String(), paired_at: Time }),
  new_boxes: Type.Array(Type.Object({ serial: Id, paired_at: Time }), {
    description: 'other boxes paired in the last 7 days',
  }),
  desk: Type.Union([
    Type.Object({ name: Type.String(), phone: Type.Union([Type.String(), Type.Null()]), staffed: Type.Boolean() }),
    Type.Null(),
  ]),
  readiness: Type.Object(
    { reachable: Type.Integer(), members: Type.Integer() },
    { description: 'of the group, this household left out' },
  ),
  mistakes: Type.Integer({
    description:
      'calls of this household in the last 30 days that a desk closed as false alarms; quiet ones never count',
  }),
  last_test: Type.Union(
    [
      Type.Object({
        at: Time,
        answered_at: Type.Union([Time, Type.Null()], { description: 'when a desk took it; null: nobody has' }),
        unanswered: Type.Boolean(),
      }),
      Type.Null(),
    ],
    { description: 'the newest test of this household' },
  ),
  emergency_numbers: Type.Object({
    help: Type.String(),
    fire: Type.String(),
    medical: Type.String(),
    intruder: Type.String(),
    text: Type.String(),
  }),
  features: Type.Object({
    mosaic: Type.Integer({ description: 'how many pictures at once, 1 without mosaic' }),
    watch_limit_s: Type.Integer({ description: 'longest watching time without a key press, seconds' }),
  }),
})
export type Me = Type.Static<typeof Me>
