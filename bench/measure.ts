/** A figure of a bench, as the results file has it. */
export interface Row {
  case: string
  variant: string
  metric: string
  unit: string
  median: number
  p90: number
  n: number
}

export interface Measured {
  rows: Row[]
  ratios: Record<string, number>
  /** what could not be measured, and why, where the rest of a bench goes on without it */
  failures?: string[]
}

/** The median and the 90th percentile of what was measured. */
export function summary(values: readonly number[]): { median: number; p90: number; n: number } {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return { median: at(0.5), p90: at(0.9), n: sorted.length }
}

/** The value that this share of all lies at or under. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/**
 * CPU time of a call in microseconds (user and system of this process, so that a busy machine matters little),
 * measured in turns: each variant once per round, so that a drift of the machine hits all alike.
 */
export function cpuPerCall(
  variants: Record<string, (i: number) => void>,
  options: { rounds: number; calls: number },
): Record<string, number[]> {
  const figures: Record<string, number[]> = Object.fromEntries(Object.keys(variants).map((name) => [name, []]))
  for (let round = -1; round < options.rounds; round++)
    for (const [name, call] of Object.entries(variants)) {
      const before = process.cpuUsage()
      for (let i = 0; i < options.calls; i++) call(i)
      const used = process.cpuUsage(before)
      if (round >= 0) figures[name]?.push((used.user + used.system) / options.calls)
    }
  return figures
}
