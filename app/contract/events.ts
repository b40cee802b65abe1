import type { Alarm } from './alarms'
import type { CameraState } from './cameras'

/** What `GET /v1/events` and `GET /v1/desk/events` tell, by SSE event name. */
export interface Events {
  'alarm.raised': Alarm
  'alarm.updated': Alarm
  /** The list may have changed: fetch it again. `ended` names playbacks that stopped, with why, for those who watched. */
  'access.changed': {
    cameras?: string[]
    ended?: { playback: string; why: EndReason; by: string | null; reason: string | null }[]
    pairing?: 'ended' | 'suspended'
  }
  'camera.status': { camera: string; status: CameraState; checked_at: string; status_since: string | null }
  notice: Notice
  /** To a desk's pages alone: the way to them is tried. They answer by `POST /v1/desk/checks` and show nothing. */
  'desk.check': { at: string }
}
export type EventType = keyof Events

/** Why a running picture ended without the viewer's doing. */
export type EndReason =
  | 'suspended'
  | 'quiet_hours'
  | 'approval_ended'
  | 'grant_ended'
  | 'unpaired'
  | 'revoked'
  | 'replaced'
  | 'watch_limit'

/** A short text of a desk to its area. */
export interface Notice {
  id: string
  text: string
  from: string
  at: string
  until: string
}
