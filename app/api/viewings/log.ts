/** A line for the hash-chained log: who did or saw what. Names are ids; `detail` holds no personal data. */
export interface LogLine {
  kind: 'watch.started' | 'watch.ended' | 'lookup' | 'act' | 'emergency.opened' | 'emergency.ended'
  household?: string
  box?: string
  camera?: string
  clarity?: string
  playback?: string
  /** officer, operator key or `system` */
  actor?: string
  reason?: string
  detail?: string
}

/** The log that households read and auditors verify: lines are never changed, each carries the hash of the one before. */
export interface ViewingLog {
  /** Resolves when the line is durable. */
  append(line: LogLine): Promise<void>
  close(): Promise<void>
}
