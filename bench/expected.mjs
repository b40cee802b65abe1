// What is promised of the figures in bench/results, and what each is measured against in the same run.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../build/parts.mjs'

/**
 * @typedef {object} Expected
 * @property {string} bench
 * @property {string} key of its `ratios`
 * @property {string} what
 * @property {string} beside what was measured in the same run
 * @property {number} [most]
 * @property {number} [least]
 */
/** @typedef {Expected & {value: number | null, holds: boolean | null, at: string, quick: boolean}} Judged */

/** @type {Expected[]} */
export const expected = [
  at('access', 'decision_us', 'access decision, µs of CPU', 'the promise', { most: 0.5 }),
  at('access', 'best_library_to_ours', 'access decision, times faster', 'the fastest policy library', { least: 10 }),
  at('http', 'cameras_to_empty', 'GET /v1/cameras', 'an empty Fastify', { most: 2 }),
  at('http', 'playbacks_to_empty', 'POST /v1/playbacks', 'an empty Fastify', { most: 2.5 }),
  at('http', 'renewal_to_empty', 'renewal of a playback', 'an empty Fastify', { most: 2.5 }),
  at('gate', 'memory_to_nginx_cached', 'segment from the gate’s memory', 'nginx with kept auth_request', { most: 1 }),
  at('gate', 'edge_to_nginx_plain', 'segment at the edge, 200 tokens', 'nginx that asks nobody', { most: 1.3 }),
  at('events', 'fanout_to_bare_sse', 'an event to 10,000 boxes, time', 'a bare SSE server', { most: 1.3 }),
  at('peers', 'memory_to_bare_sse', 'memory of a silent box', 'a bare SSE server', { most: 1.3 }),
  at('peers', 'fanout_cpu_to_bare_sse', 'an event to 10,000 boxes, CPU', 'a bare SSE server', { most: 1.3 }),
  at('peers', 'fanout_cpu_to_mosquitto', 'an event to 10,000 boxes, CPU', 'mosquitto', { most: 1.3 }),
  at('alarm', 'durable_to_bare_insert', 'a durable call, cost', 'a bare insert', { most: 2 }),
  at('calls', 'calls_to_bare_commit_libsql', 'durable calls a second, embedded', 'a bare insert each', { least: 0.5 }),
  at('calls', 'calls_to_bare_insert_libsql', 'the same', 'bare inserts that share commits', { least: 0.5 }),
  at('calls', 'calls_to_bare_insert_postgres', 'durable calls a second, PostgreSQL', 'a bare insert each', {
    least: 0.5,
  }),
  at('tokens', 'rotation_to_bare_update_libsql', 'refresh tokens a second, embedded', 'a bare update each', {
    least: 0.5,
  }),
  at('tokens', 'rotation_to_bare_update_postgres', 'refresh tokens a second, PostgreSQL', 'a bare update each', {
    least: 0.5,
  }),
  at('tokens', 'storm_longest_s_libsql', 'longest wait of a waking head-end, s', 'the promise', { most: 30 }),
  at('tokens', 'storm_longest_s_postgres', 'the same on PostgreSQL, s', 'the promise', { most: 30 }),
  at('growth', 'households_set_up_cpu_exponent', 'set-up by households, exponent', 'n log n', { most: 1.15 }),
  at('growth', 'cameras_set_up_cpu_exponent', 'set-up by cameras, exponent', 'n log n', { most: 1.15 }),
  at('growth', 'households_a_decision_cpu_exponent', 'a decision by households, exponent', 'log n', { most: 0.2 }),
  at('growth', 'cameras_a_decision_cpu_exponent', 'a decision by cameras, exponent', 'log n', { most: 0.2 }),
  at('growth', 'viewers_a_renewal_cpu_exponent', 'a renewal by viewers, exponent', 'log n', { most: 0.2 }),
  at('growth', 'boxes_a_request_cpu_exponent', 'a request by boxes, exponent', 'log n', { most: 0.2 }),
  at('scale', 'city_decision_us', 'access decision at city size, µs of CPU', 'the promise', { most: 0.5 }),
  at('scale', 'city_access_mb', 'memory of a city’s rights, MB', 'the promise', { most: 300 }),
  at('scale', 'city_ready_s', 'a city’s process serves after, s', 'the promise', { most: 30 }),
  at('import', 'longest_wait_to_promise', 'longest wait of a call in an import', 'the promise', { most: 1 }),
  at('alarm', 'group_p99_ms', 'alarm to the last neighbour, p99 ms', 'the promise', { most: 250 }),
  at('zap', 'neighbour_to_floor', 'key to the next camera’s picture', 'a bare media source', { most: 0.45 }),
  at('zap', 'arbitrary_to_floor', 'key to any camera’s picture', 'a bare media source', { most: 1.1 }),
  at('zap', 'picture_age_s', 'age of the picture, 1 s segments, s', 'the promise', { most: 1.8 }),
  at('zap', 'picture_age_parts_s', 'age of the picture with parts, s', 'the promise', { most: 1.2 }),
  at('box', 'wpe_list_s', 'WPE: start until the list, p95 s', 'a fifth of operators’ 10 s', { most: 2 }),
  at('box', 'chromium76_list_s', 'Chromium 76: start until the list, p95 s', 'a fifth of operators’ 10 s', { most: 2 }),
  at('box', 'wpe_list_over_blank_mb', 'WPE: memory with the list, MB', 'over an empty page', { most: 100 }),
  at('box', 'wpe_memory_over_blank_mb', 'WPE: memory with a picture, MB', 'over an empty page', { most: 100 }),
  at('box', 'wpe_background_over_blank_mb', 'WPE: memory in the background, MB', 'over an empty page', { most: 40 }),
  at('box', 'wpe_background_mb', 'WPE: all memory in the background, MB', 'operators’ limit', { most: 120 }),
  at('box', 'chromium76_memory_over_blank_mb', 'Chromium 76: with a picture, MB', 'over an empty page', { most: 100 }),
  at('box', 'chromium76_background_over_blank_mb', 'Chromium 76: background, MB', 'over an empty page', { most: 40 }),
  at('box', 'wpe_sessions_failed', 'WPE: share of sessions that failed', 'operators’ limit', { most: 0.05 }),
  at('box', 'chromium76_sessions_failed', 'Chromium 76: sessions that failed', 'operators’ limit', { most: 0.05 }),
  at('ui', 'key_cpu_to_dom', 'CPU of a key', 'the same page in DOM', { most: 1.5 }),
  at('ui', 'held_key_frames_behind', 'frames that a held key is behind, CPU ×4', 'the promise', { most: 1 }),
  at('ui', 'heap_mb', 'JS heap in a wall of 1,000 cameras, MB', 'the promise', { most: 12 }),
  at('ui', 'heap_zapping_end_to_start', 'JS heap after 1,000 zaps', 'before them', { most: 1.1 }),
  at('ui', 'heap_playing_end_to_start', 'JS heap after 10 minutes of play', 'before them', { most: 1.1 }),
]

/** @param {string} bench @param {string} key @param {string} what @param {string} beside @param {{most?: number, least?: number}} limits */
function at(bench, key, what, beside, limits) {
  return { bench, key, what, beside, ...limits }
}

/** The results file of a bench as it stands; null when there is none. @param {string} bench */
export function resultsOf(bench) {
  const file = join(root, 'bench/results', `${bench}.json`)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

/** Each promise with the figure that was measured last, and whether it holds. @returns {Judged[]} */
export function judged() {
  return expected.map((one) => {
    const results = resultsOf(one.bench)
    const value = results?.ratios?.[one.key] ?? null
    const holds = value === null ? null : one.most === undefined ? value >= (one.least ?? 0) : value <= one.most
    return { ...one, value, holds, at: results?.at?.slice(0, 10) ?? '', quick: results?.quick === true }
  })
}

/** @param {number} value */
export const short = (value) => String(Number(value.toPrecision(3)))

/** The promise in words. @param {Expected} one */
export const promise = ({ most, least }) => (most === undefined ? `at least ${least}` : `at most ${most}`)
