import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What this process counts. Labels name kinds and results, never a household, a box or a camera. */
export const registry = new Registry()

const registers = [registry]

export const playbacksBegun = new Counter({
  name: 'porchlight_playbacks_begun_total',
  help: 'Playbacks begun, by engine and intent',
  labelNames: ['engine', 'intent'] as const,
  registers,
})

export const playbacksEnded = new Counter({
  name: 'porchlight_playbacks_ended_total',
  help: 'Playbacks ended, by how they ended',
  labelNames: ['how'] as const,
  registers,
})

export const playbacksRunning = new Gauge({
  name: 'porchlight_playbacks_running',
  help: 'Playbacks that this process serves',
  registers,
})

export const gateAnswers = new Counter({
  name: 'porchlight_gate_answers_total',
  help: 'Answers below /live/, by what was asked for and what came of it',
  labelNames: ['what', 'result'] as const,
  registers,
})

export const gateBytes = new Counter({
  name: 'porchlight_gate_bytes_total',
  help: 'Bytes of playlists and segments passed on',
  registers,
})

export const originFetches = new Counter({
  name: 'porchlight_origin_fetches_total',
  help: 'Fetches from camera origins, by what and result',
  labelNames: ['what', 'result'] as const,
  registers,
})

export const originSeconds = new Histogram({
  name: 'porchlight_origin_seconds',
  help: 'Time until a camera origin had answered whole',
  labelNames: ['what'] as const,
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
  registers,
})

export const secondAddresses = new Counter({
  name: 'porchlight_gate_second_addresses_total',
  help: 'Playback tokens seen from a second address at the same time',
  registers,
})

export const camerasByStatus = new Gauge({
  name: 'porchlight_cameras',
  help: 'Published cameras, by what the probe found last',
  labelNames: ['status'] as const,
  registers,
})

export const camerasByPicture = new Gauge({
  name: 'porchlight_camera_pictures',
  help: 'Published cameras, by what their segments are believed to be: sound, suspected still, flat or of no plausible bit rate, unreadable, unknown',
  labelNames: ['picture'] as const,
  registers,
})

export const probeLate = new Gauge({
  name: 'porchlight_probe_late_seconds',
  help: 'For how long the camera that waits longest for a look has been due',
  registers,
})

export const viewingLines = new Counter({
  name: 'porchlight_viewing_lines_total',
  help: 'Lines of the viewing log, by kind and whether they were written',
  labelNames: ['kind', 'result'] as const,
  registers,
})

export const deskHeard = new Gauge({
  name: 'porchlight_desk_check_heard_timestamp_seconds',
  help: 'When this process last heard the automatic try of the way to a desk',
  labelNames: ['desk'] as const,
  registers,
})

export const deskAnswered = new Gauge({
  name: 'porchlight_desk_check_answered_timestamp_seconds',
  help: 'When a page of a desk last answered such a try',
  labelNames: ['desk'] as const,
  registers,
})

export const deskStaffed = new Gauge({
  name: 'porchlight_desk_staffed',
  help: 'Whether a desk has an open, visible page',
  labelNames: ['desk'] as const,
  registers,
})

export const alarmsOpen = new Gauge({
  name: 'porchlight_alarms_open',
  help: 'Open alarms, by mode and state',
  labelNames: ['mode', 'state'] as const,
  registers,
})

export const alarmsUnanswered = new Gauge({
  name: 'porchlight_alarms_unanswered',
  help: 'Open real alarms that no desk has answered in time',
  registers,
})

export const eventStreams = new Gauge({
  name: 'porchlight_event_streams',
  help: 'Boxes and desks that listen to this process',
  registers,
})

export const answers = new Histogram({
  name: 'porchlight_http_seconds',
  help: 'Time until an answer was sent, by route pattern and class of status',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
  registers,
})
