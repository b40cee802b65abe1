import Type, { type Static } from 'typebox'

/** What a box measures, milliseconds each; the names are also those of the service's metrics. */
const telemetryTimes = ['start', 'first_picture', 'zap'] as const
/** What went wrong on a box, by kind; a kind that the service does not know counts as `other`. */
export const telemetryErrors = [
  'script',
  'promise',
  'boot',
  'webgl',
  'loop',
  'restart',
  'storage',
  'player',
  'other',
] as const
const telemetryEngines = ['chromium', 'webkit', 'firefox', 'other'] as const

const Label = (description: string) => Type.String({ maxLength: 40, pattern: '^[A-Za-z0-9._+-]*$', description })
const Count = Type.Integer({ minimum: 0, maximum: 100_000 })

/**
 * How a box has fared since its last report. It names nobody: no household, no camera, no time of watching. What it
 * measured is added up; of the box itself the service keeps what runs on it, which the operator sees.
 */
export const TelemetryReport = Type.Object(
  {
    version: Label('of the TV app, with its commit: `0.1.0+3f9a1c2b7d10`'),
    release: Label('which of the server’s releases was loaded; empty where there is one only'),
    build: Type.Enum(['modern', 'es5']),
    engine: Type.Enum([...telemetryEngines]),
    engine_version: Type.Integer({ minimum: 0, maximum: 999, description: 'its major version; 0: not known' }),
    settings: Type.Record(
      Type.String({ pattern: '^[a-z0-9_]{1,24}$' }),
      Type.Union([Type.String({ maxLength: 40 }), Type.Number(), Type.Boolean()]),
      { maxProperties: 16, description: 'how the app is set on this box: key profile, stage, language …' },
    ),
    clock_ahead_ms: Type.Union([Type.Integer(), Type.Null()], {
      description: 'the box’s own clock minus the server’s; null: not known',
    }),
    starts: Count,
    /** starts that ended before the first screen, as the loader counted them */
    failed_starts: Count,
    failed_release: Type.Optional(
      Label('the release that those were of, which the box has left for the one that runs; absent: the one that runs'),
    ),
    pictures: Count,
    stalls: Count,
    times: Type.Array(
      Type.Object(
        { what: Type.Enum([...telemetryTimes]), ms: Type.Integer({ minimum: 0, maximum: 600_000 }) },
        { additionalProperties: false },
      ),
      { maxItems: 64 },
    ),
    errors: Type.Array(
      Type.Object({ kind: Label('as `telemetryErrors`'), n: Count }, { additionalProperties: false }),
      { maxItems: 16 },
    ),
  },
  { additionalProperties: false },
)
export type TelemetryReport = Static<typeof TelemetryReport>

/** The answer: when the next report is welcome, and which release the box should run. */
export const TelemetryAnswer = Type.Object({
  next_after_s: Type.Integer(),
  release: Type.String({ description: 'what this box should run; empty where there is one release only' }),
})
export type TelemetryAnswer = Static<typeof TelemetryAnswer>
