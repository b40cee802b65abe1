import { destination } from 'pino'

const flushEveryMs = 1000
const flushAtLength = 65_536

/**
 * Where log lines go: standard output, many at a time, because a write for each answer costs as much as the answer.
 * They are gathered here and not by the destination, which measures all that it holds anew with each line.
 * A crash may take the last second of lines along; what must not be lost (viewings, alarms) is rows, not lines.
 * @param to a file descriptor or a file's name
 */
export function openLogStream(to: number | string = 1): { write(line: string): void; flush(): void } {
  const file = destination({ dest: to, sync: false })
  let gathered = ''
  function flush(): void {
    if (gathered !== '') file.write(gathered)
    gathered = ''
  }
  setInterval(flush, flushEveryMs).unref()
  process.once('exit', () => {
    flush()
    file.flushSync()
  })
  return {
    flush,
    write(line) {
      gathered += line
      if (gathered.length >= flushAtLength) flush()
    },
  }
}
