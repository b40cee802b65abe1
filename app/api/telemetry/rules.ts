import { type TelemetryReport, telemetryErrors } from '../../contract/telemetry'

/**
 * Keeps a label to its first so many different values; all others count as `other`. What comes from boxes must not be
 * able to fill the memory of whoever stores the metrics.
 */
export function boundedLabel(most: number): (value: string) => string {
  const known = new Set<string>()
  return (value) => {
    const text = value === '' ? 'unknown' : value
    if (known.has(text)) return text
    if (known.size >= most) return 'other'
    known.add(text)
    return text
  }
}

/** An engine as it is counted and shown: `chromium 76`. */
export function engineName({ engine, engine_version }: Pick<TelemetryReport, 'engine' | 'engine_version'>): string {
  return engine_version === 0 ? engine : `${engine} ${engine_version}`
}

/** The middle one of values; of an even number the lower of the two in the middle. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? 0

/** The kind of an error that the service knows. */
export const errorKind = (kind: string): string =>
  (telemetryErrors as readonly string[]).includes(kind) ? kind : 'other'

/** A box reports this often; one that comes sooner is told to wait. */
export const reportEveryS = 1800
export const tooSoonMs = 20_000
