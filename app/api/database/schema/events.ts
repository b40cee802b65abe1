import type { Generated } from 'kysely'

/** What was told, to whom: replayed for 24 h. A listener reads the events of its channels. */
export interface EventTables {
  events: { id: Generated<number>; at: number; type: string; data: string }
  /** `household:<id>`, `group:<id>`, `area:<id>` (the boxes of an area), `desk:<area id>` */
  event_channels: { event: number; channel: string }
  /** One-time tickets for engines without request headers. */
  event_tickets: { hash: string; listener: string; expires_at: number; used_at: number | null }
  desk_sessions: { hash: string; user_name: string; created_at: number; seen_at: number; expires_at: number }
  desk_presence: {
    session: string
    area: string
    user_name: string
    visible: number
    seen_at: number
    acted_at: number
  }
  webhook_outbox: {
    id: string
    type: string
    body: string
    created_at: number
    next_at: number
    attempts: number
    delivered_at: number | null
    last_error: string | null
  }
}
