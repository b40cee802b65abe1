import Type from 'typebox'
import { levels } from './lists'

export { levels } from './lists'

/** An RFC 3339 time in UTC, such as `2026-11-23T14:02:11.000Z`. */
export const Time = Type.String({ format: 'date-time' })

/** An id as the operator or the service gave it. */
export const Id = Type.String({ minLength: 1, maxLength: 128 })

/** How sharply a household may see a camera. `low` is at most 480 lines. */
export const Clarity = Type.Union([Type.Literal('low'), Type.Literal('full')])
export type Clarity = Type.Static<typeof Clarity>

export const Level = Type.Enum(levels)
export type Level = (typeof levels)[number]

/** An area as a household or a desk is told of it. */
export const AreaRef = Type.Object({ id: Id, name: Type.String(), level: Level })
export type AreaRef = Type.Static<typeof AreaRef>
