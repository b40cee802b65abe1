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
    codecs: Type.Optional(
      Type.Array(Type.String({ maxLength: 32, pattern: '^[A-Za-z0-9]{4}([.].*)?$' }), {
        maxItems: 8,
        description: 'video codecs that the box plays, such as avc1 and hvc1; any when absent',
      }),
    ),
    clarity: Type.Optional(
      Type.Literal('low', {
        description: 'less than may be allowed, for one of several pictures; more cannot be asked for',
      }),
    ),
    instead_of: Type.Optional(
      Type.String({
        maxLength: 128,
        description: 'the playback that ends with this one, where a box may have several',
      }),
    ),
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)
export type PlaybackRequest = Type.Static<typeof PlaybackRequest>

/** `POST /v1/desk/playbacks`: one of the three cameras nearest an alarm. */
export const DeskPlaybackRequest = Type.Object({ camera_id: Id, alarm_id: Id }, { additionalProperties: false })
export type DeskPlaybackRequest = Type.Static<typeof DeskPlaybackRequest>

/**
 * What a renewal may carry. The longest watching time counts from the newest key press that the service was told of;
 * without one a renewal lengthens the token, never the watching.
 */
export const RenewalRequest = Type.Object(
  {
    key_pressed_at: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'when a key of the remote was last pressed, in server time: the longest watching time starts anew from here; a time in the future counts as now',
      }),
    ),
  },
  { additionalProperties: false },
)
export type RenewalRequest = Type.Static<typeof RenewalRequest>

/** One household watching one camera; `url` is below `/live/<token>/`. */
export const Playback = Type.Object({
  id: Id,
  url: Type.String(),
  clarity: Clarity,
  expires_at: Time,
  renew_after: Time,
  watch_until: Type.Optional(
    Type.String({ format: 'date-time', description: 'when the picture ends without a key press; absent of `prepare`' }),
  ),
  playlist: Type.Optional(
    Type.String({ description: "the media playlist's text, so that a zap costs no further round trip" }),
  ),
  playlist_url: Type.Optional(Type.String({ description: 'where that text came from, below `/live/<token>/`' })),
})
export type Playback = Type.Static<typeof Playback>
