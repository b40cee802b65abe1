import type { TelemetryReport } from '../../contract/telemetry'
import type { Phase } from '../player/model'

type Time = TelemetryReport['times'][number]['what']
export type Tallied = Pick<TelemetryReport, 'starts' | 'failed_starts' | 'pictures' | 'stalls' | 'times' | 'errors'>

const mostTimes = 64
const mostKinds = 16

/** Adds up how this box fares, between two reports: counts and durations, never what was watched or when. */
export class Tally {
  private sum: Tallied = nothing()
  private shownAt: number | null = null
  private pictured = false
  private still = false

  started(ms: number, failed: number): void {
    this.sum.starts += 1
    this.sum.failed_starts += failed
    this.time('start', ms)
  }

  /** The player is in a phase with a camera from now on; `at` counts milliseconds. */
  phase(phase: Phase, at: number): void {
    if (phase === 'opening') this.shownAt = at
    if (phase === 'idle') this.shownAt = null
    const still = phase === 'frozen' || phase === 'offline'
    if (still && !this.still && this.shownAt === null && this.pictured) this.sum.stalls += 1
    this.still = still
  }

  firstFrame(at: number): void {
    this.sum.pictures += 1
    if (this.shownAt !== null) this.time(this.pictured ? 'zap' : 'first_picture', at - this.shownAt)
    this.shownAt = null
    this.pictured = true
  }

  error(kind: string): void {
    const known = this.sum.errors.find((one) => one.kind === kind)
    if (known) known.n = Math.min(known.n + 1, 100_000)
    else if (this.sum.errors.length < mostKinds) this.sum.errors.push({ kind, n: 1 })
  }

  get empty(): boolean {
    const { starts, failed_starts, pictures, stalls, errors } = this.sum
    return starts + failed_starts + pictures + stalls + errors.length === 0
  }

  /** What was added up until now; from here on it is counted anew. */
  take(): Tallied {
    const taken = this.sum
    this.sum = nothing()
    return taken
  }

  /** A report did not arrive: its counts come again with the next one. */
  giveBack(taken: Tallied): void {
    const later = this.sum
    this.sum = taken
    this.sum.starts += later.starts
    this.sum.failed_starts += later.failed_starts
    this.sum.pictures += later.pictures
    this.sum.stalls += later.stalls
    for (const { what, ms } of later.times) this.time(what, ms)
    for (const { kind, n } of later.errors) for (let i = 0; i < Math.min(n, 100); i++) this.error(kind)
  }

  private time(what: Time, ms: number): void {
    if (this.sum.times.length < mostTimes)
      this.sum.times.push({ what, ms: Math.max(0, Math.min(600_000, Math.round(ms))) })
  }
}

const nothing = (): Tallied => ({ starts: 0, failed_starts: 0, pictures: 0, stalls: 0, times: [], errors: [] })

/** The engine by its own name: WPE and old WebKits say Safari, which Chromium says too. */
export function engineFrom(userAgent: string): Pick<TelemetryReport, 'engine' | 'engine_version'> {
  const found = (pattern: RegExp) => Number(pattern.exec(userAgent)?.[1] ?? 0)
  const chromium = found(/Chrom(?:e|ium)\/(\d{1,3})/)
  if (chromium > 0) return { engine: 'chromium', engine_version: chromium }
  const firefox = found(/Firefox\/(\d{1,3})/)
  if (firefox > 0) return { engine: 'firefox', engine_version: firefox }
  if (/AppleWebKit\//.test(userAgent)) return { engine: 'webkit', engine_version: found(/Version\/(\d{1,3})/) }
  return { engine: 'other', engine_version: 0 }
}
