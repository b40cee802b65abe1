import type { Generated } from 'kysely'

export interface AlarmTables {
  alarms: {
    id: string
    household: string
    box: string
    kind: string
    quiet: number
    mode: string
    late: number
    /** said safe under duress: shown to desks only */
    duress: number
    state: string
    unanswered: number
    raised_at: number
    pressed_at: number
    closed_at: number | null
    outcome: string | null
    note: string | null
    /** as they were when raised, so that a later import cannot rewrite what happened */
    area: string
    group_id: string | null
  }
  /** Idempotency: keys belong to the box. */
  alarm_keys: { box: string; key: string; alarm: string; body_hash: string; at: number }
  alarm_receipts: {
    id: Generated<number>
    alarm: string
    hop: string
    at: number
    /** household, officer, box, tier or system */
    who_kind: string
    who: string | null
    /** a name for those who may know it */
    who_name: string | null
  }
  /** Timers as rows: a restart or a dead process loses no step and repeats none. */
  escalation_steps: { id: string; alarm: string; tier: string; due_at: number; done_at: number | null }
  emergency_grants: {
    id: string
    alarm: string
    household: string
    camera: string
    valid_from: number
    valid_until: number
    /** why it ended before its time */
    ended_why: 'withdrawn' | 'closed' | 'extended' | null
    /** a process writes its end into the viewing log since then */
    claimed_at: number | null
    /** its end is in the viewing log */
    logged_at: number | null
  }
  /** Short texts between desk and caller; kept and removed with their alarm. */
  alarm_texts: {
    id: string
    alarm: string
    ready: string | null
    text: string | null
    /** JSON list */
    answers: string
    by_user: string
    by_name: string
    at: number
    displayed_at: number | null
    answer: string | null
    answered_at: number | null
  }
  /** The digit before a cancel that means duress, hashed. */
  duress_signs: { household: string; hash: string }
  /** Who is to be on duty at a desk, and when. */
  duty_shifts: { id: string; area: string; user_name: string; starts_at: number; ends_at: number; by_name: string }
  drills: {
    id: string
    area: string
    kind: string
    by_user: string
    by_name: string
    at: number
    ended_at: number | null
  }
  /** The calls of a drill, one for each group. */
  drill_alarms: { drill: string; alarm: string }
  handovers: { id: string; area: string; text: string; by_user: string; by_name: string; at: number }
  notices: { id: string; area: string; text: string; by_user: string; by_name: string; at: number; until: number }
  reports: {
    id: string
    household: string
    camera: string
    kind: string
    note: string | null
    at: number
    answer: string | null
    answered_by: string | null
    answered_at: number | null
    /** of a privacy report: the desk that looked and agrees */
    confirmed_at: number | null
    confirmed_by: string | null
  }
  /** What became of a camera because of privacy reports: since when they keep it closed, when somebody decided last. */
  privacy_cases: {
    camera: string
    held_at: number | null
    decided_at: number | null
    decided_by: string | null
  }
}
