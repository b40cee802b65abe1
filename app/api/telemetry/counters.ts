import { Counter, Gauge, Histogram } from 'prom-client'
import { registry } from '../health/counters'

const registers = [registry]
/** What a box is, never which: engine with its major version, model as the operator's file has it, release. */
const kinds = ['engine', 'model', 'release'] as const

export const boxReports = new Counter({
  name: 'porchlight_box_reports_total',
  help: 'Reports of boxes, by what came of them',
  labelNames: ['result'] as const,
  registers,
})

export const boxStarts = new Counter({
  name: 'porchlight_box_starts_total',
  help: 'Starts of the TV app, by result',
  labelNames: [...kinds, 'result'] as const,
  registers,
})

export const boxPictures = new Counter({
  name: 'porchlight_box_pictures_total',
  help: 'Pictures that came onto a screen',
  labelNames: kinds,
  registers,
})

export const boxStalls = new Counter({
  name: 'porchlight_box_stalls_total',
  help: 'Pictures that stood still while somebody watched',
  labelNames: kinds,
  registers,
})

export const boxErrors = new Counter({
  name: 'porchlight_box_errors_total',
  help: 'Errors of the TV app, by kind',
  labelNames: [...kinds, 'kind'] as const,
  registers,
})

export const boxSeconds = new Histogram({
  name: 'porchlight_box_seconds',
  help: 'What boxes measured: from navigation to the first screen, from a key to the first picture, from picture to picture',
  labelNames: ['what', 'engine'] as const,
  buckets: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 60],
  registers,
})

export const boxClocks = new Histogram({
  name: 'porchlight_box_clock_error_seconds',
  help: 'How far boxes’ own clocks are from the server’s',
  buckets: [0.5, 1, 2, 5, 30, 300, 3600],
  registers,
})

export const boxClockMedian = new Gauge({
  name: 'porchlight_box_clock_ahead_median_seconds',
  help: 'Median of the boxes’ own clocks minus that of this process, of the last reports: when most boxes differ to one side, the process is wrong',
  registers,
})

export const storeClock = new Gauge({
  name: 'porchlight_store_clock_ahead_seconds',
  help: 'Clock of the store minus that of this process',
  registers,
})
