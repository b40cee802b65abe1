import Type from 'typebox'
import { AlarmKind, AlarmState } from './alarms'
import { Id, Time } from './basics'

/** `POST /v1/desk/drills`: what the drill pretends has happened. */
export const DrillRequest = Type.Object({ kind: AlarmKind }, { additionalProperties: false })
export type DrillRequest = Type.Static<typeof DrillRequest>

/** A drill of a desk, without its result. */
export const Drill = Type.Object({
  id: Id,
  area: Type.String({ description: 'name of the area' }),
  kind: AlarmKind,
  by: Type.String(),
  at: Time,
  ended_at: Type.Union([Time, Type.Null()]),
  groups: Type.Integer(),
})
export type Drill = Type.Static<typeof Drill>
export const DrillList = Type.Object({ drills: Type.Array(Drill) })

/** What a drill looks at: `box_reached` counts a box that has it, on its screen or not; `answered` any reply. */
export const drillHops = ['desk_displayed', 'box_reached', 'box_displayed', 'answered', 'acknowledged'] as const
export type DrillHop = (typeof drillHops)[number]

/** Seconds from the start to one hop. `n` of `of` households, or calls, got there. */
export const DrillTime = Type.Object({
  hop: Type.Enum(drillHops),
  n: Type.Integer(),
  of: Type.Integer(),
  median_s: Type.Union([Type.Number(), Type.Null()]),
  slowest_s: Type.Union([Type.Number(), Type.Null()]),
})
export type DrillTime = Type.Static<typeof DrillTime>

/** A drill with its result: time per hop, and who did not answer. */
export const DrillResult = Type.Object({
  ...Drill.properties,
  times: Type.Array(DrillTime),
  calls: Type.Array(
    Type.Object({
      group: Type.String({ description: 'name of the group' }),
      alarm: Id,
      state: AlarmState,
      caller: Type.String({ description: 'label of the household that plays the caller' }),
      silent: Type.Array(
        Type.Object({
          label: Type.String(),
          got: Type.Enum(['displayed', 'reached', 'nothing'], { description: 'how far the drill came there' }),
        }),
        { description: 'who did not answer' },
      ),
    }),
  ),
})
export type DrillResult = Type.Static<typeof DrillResult>
