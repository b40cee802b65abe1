import Type from 'typebox'
import { Clarity, Id, Time } from './basics'

export const PlaybackRequest = Type.Object(
  {
    camera_id: Id,
    engine: Type.Optional(
      Type.Union([Type.Literal('mse'), Type.Literal('native')], { description: 'mse when absent' }),
    ),
    intent: Type.Optional(
      Type.Union([Type.Literal('watch'), Type.Literal('prepare')], { description: 'watch when absent' }),
    ),
    codecs: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 8 })),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)
export type PlaybackRequest = Type.Static<typeof PlaybackRequest>

/** One household watching one camera; `url` is below `/live/<token>/`. */
export const Playback = Type.Object({
  id: Id,
  url: Type.String(),
  clarity: Clarity,
  expires_at: Time,
  renew_after: Time,
  playlist: Type.Optional(
    Type.String({ description: "the media playlist's text, so that a zap costs no further round trip" }),
  ),
  playlist_url: Type.Optional(Type.String({ description: 'where that text came from, below `/live/<token>/`' })),
})
export type Playback = Type.Static<typeof Playback>
