/** What runs on the boxes, how releases fare, and what is to be repaired. */
export interface TelemetryTables {
  /** The last report of each box: what runs on it, not how it is used. */
  box_reports: {
    serial: string
    at: number
    version: string
    release: string
    build: string
    /** name and major version, `chromium 76` */
    engine: string
    /** JSON */
    settings: string
    clock_ahead_ms: number | null
  }
  release_days: { release: string; day: string; starts: number; failed: number; errors: number }
  repair_orders: {
    id: string
    camera: string
    /** offline or reported */
    why: string
    opened_at: number
    deadline: number
    repaired_at: number | null
  }
}
