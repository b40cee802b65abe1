import type { Config } from '../config'

/** How long what is personal is kept; without I/O. docs/privacy.md has the same table for people. */

const hour = 3600_000
const day = 24 * hour

/** A limit of 30 days counts emergency grants; the day beside it is for clocks and time zones. */
const emergencyDays = 31

type Days =
  | 'ALARMS_DAYS'
  | 'REPORTS_DAYS'
  | 'NOTICES_DAYS'
  | 'HANDOVERS_DAYS'
  | 'PAIRINGS_DAYS'
  | 'WEBHOOKS_DAYS'
  | 'CODES_DAYS'
  | 'VIEWINGS_DAYS'
type Hours = 'EVENTS_HOURS' | 'PLAYBACKS_HOURS'

/** What is removed when its time has come: what it is, from when the time counts, and how long it is. */
interface Keeping {
  about: string
  /** the setting; null where the time is fixed */
  setting: Days | Hours | null
  ms: (config: Config) => number
}

const days = (setting: Days, about: string): Keeping => ({ about, setting, ms: (config) => config[setting] * day })
const hours = (setting: Hours, about: string): Keeping => ({ about, setting, ms: (config) => config[setting] * hour })
const fixed = (ms: number, about: string): Keeping => ({ about, setting: null, ms: () => ms })

/** In the order in which they are removed: what belongs to a thing goes with it or before it. */
export const keepings = {
  alarms: days(
    'ALARMS_DAYS',
    'closed alarms with receipts, texts, timers, keys and emergency grants, from their closure',
  ),
  drills: days('ALARMS_DAYS', 'drills, from their beginning, when their calls are gone'),
  emergency_grants: {
    about: 'emergency grants of alarms that stay, from their end',
    setting: 'VIEWINGS_DAYS',
    ms: (config) => Math.max(emergencyDays, config.VIEWINGS_DAYS + 1) * day,
  },
  reports: days(
    'REPORTS_DAYS',
    'reports of residents, from their answer or, where nobody answered, from their coming; privacy reports not before a decision',
  ),
  notices: days('NOTICES_DAYS', 'notices of desks, from their end'),
  handovers: days('HANDOVERS_DAYS', 'hand-over notes'),
  duty_shifts: days('HANDOVERS_DAYS', 'shifts, from their end'),
  pairings: days('PAIRINGS_DAYS', 'ended pairings, from their end'),
  activation_codes: days('CODES_DAYS', 'activation codes, from their use or end'),
  household_pins: days('CODES_DAYS', 'that a household had a PIN, from its removal'),
  device_authorizations: fixed(hour, 'codes on screens, from their end'),
  assertion_ids: fixed(0, 'ids of assertions, from their end'),
  event_tickets: fixed(day, 'tickets for events, from their use or end'),
  desk_sessions: fixed(0, 'sign-ins at desks, from their end'),
  desk_presence: fixed(0, 'presence of sign-ins that have ended'),
  failed_tries: fixed(0, 'wrong tries, from the end of their window'),
  webhook_outbox: days('WEBHOOKS_DAYS', 'webhook messages, from their delivery or, given up, from their making'),
  events: hours('EVENTS_HOURS', 'events'),
  playbacks: hours('PLAYBACKS_HOURS', 'ended playbacks (who watched what stands in the viewing log)'),
  operator_keys: days('VIEWINGS_DAYS', 'revoked operator keys: as long as the viewing log may name them'),
  revoked_grants: days('VIEWINGS_DAYS', 'revocations of grants that are gone'),
  access_history: days('VIEWINGS_DAYS', 'what rights were superseded, and the last state of what is gone'),
} satisfies Record<string, Keeping>

export type Kind = keyof typeof keepings
export const kinds = Object.keys(keepings) as Kind[]

/** What began its time before this moment goes. */
export const removedBefore = (kind: Kind, config: Config, now: number): number => now - keepings[kind].ms(config)

/** Tables from which nothing is removed here, each with why: a table that stands nowhere fails a test. */
export const keptTables: Readonly<Record<string, string>> = {
  alarm_keys: 'with the alarm',
  alarm_receipts: 'with the alarm',
  alarm_texts: 'with the alarm',
  escalation_steps: 'with the alarm',
  drill_alarms: 'with the alarm',
  event_channels: 'with the event',
  areas: 'as the files say',
  cameras: 'as the files say',
  groups: 'as the files say',
  households: 'as the files say',
  boxes: 'as the files say',
  grants: 'as the files say',
  duty_officers: 'as the files say',
  duress_signs: 'with the household',
  suspensions: 'until lifted, also while no file names the camera',
  privacy_cases: 'a state of the camera: a time and an operator key, nobody of a household',
  camera_status: 'of cameras, not of people',
  camera_days: 'of cameras, not of people',
  probe_processes: 'of processes, not of people; ten seconds',
  box_reports: 'of boxes, not of people: the last that each said of itself (telemetry/)',
  release_days: 'counts by release of the TV app (telemetry/)',
  repair_orders: 'of cameras, not of people',
  access_changes: 'of rows, by id; the last 500 changes of what decides about access',
  import_pieces: 'gone when the import is done',
  settings: 'not of people',
  signing_keys: 'not of people; see tokens/rules.ts',
  viewings: 'VIEWINGS_DAYS, by whole days, with the chain (viewings/)',
  viewing_heads: 'hashes and counts only: with them the log is verified',
}
