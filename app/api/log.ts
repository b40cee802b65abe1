import { destination } from 'pino'

const flushEveryMs = 1000

/**
 * Where log lines go: standard output, many at a time, because a write for each answer costs as much as the answer.
 * A crash may take the last second of lines along; what must not be lost (viewings, alarms) is rows, not lines.
 */
export function openLogStream() {
  const stream = destination({ dest: 1, sync: false, minLength: 8192 })
  const timer = setInterval(() => stream.flush(), flushEveryMs)
  timer.unref()
  process.once('exit', () => stream.flushSync())
  return stream
}
