import { PassThrough, type Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { systemClock } from '../clock'
import { asProblem } from '../problems'
import { seldom, type Tell } from './progress'

/** Lines of JSON: an answer that says on its way how far it is. */
export const ndjson = 'application/x-ndjson'

/**
 * Does something long and tells of it line by line: `{progress}`, and at the end `{answer}` or `{problem}`. Whoever
 * stops reading stops nothing: the work goes on to its end.
 */
export function tellingLines<Answer>(
  request: FastifyRequest,
  work: (tell: Tell) => Promise<Answer>,
  done: () => Promise<void>,
): Readable {
  const lines = new PassThrough()
  const write = (line: object) => {
    if (!lines.destroyed) lines.write(`${JSON.stringify(line)}\n`)
  }
  work(seldom((progress) => write({ progress }), systemClock.now))
    .then(
      (answer) => write({ answer }),
      (error) => write({ problem: asProblem(error, request).document() }),
    )
    .finally(async () => {
      await done()
      lines.end()
    })
  return lines
}
