import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Problem, type ProblemName, problems } from '../contract/problems'

/** Thrown anywhere in a request: answers as `application/problem+json` (RFC 9457). */
export class ProblemError extends Error {
  constructor(
    readonly problem: ProblemName,
    readonly extensions: { detail?: string; retryAfter?: number; [extension: string]: unknown } = {},
  ) {
    super(extensions.detail ?? problems[problem][1])
  }

  get status(): number {
    return problems[this.problem][0]
  }

  /** The document as it goes over the wire. */
  document(): Problem {
    const [status, title] = problems[this.problem]
    const { retryAfter: _, ...extensions } = this.extensions
    return { type: `/problems/${this.problem}`, title, status, ...extensions }
  }
}

/** Answers with a problem document; for handlers that write to the raw response use `ProblemError.document()`. */
export function sendProblem(reply: FastifyReply, error: ProblemError): FastifyReply {
  if (error.extensions.retryAfter !== undefined) reply.header('retry-after', String(error.extensions.retryAfter))
  return reply
    .code(error.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(error.document()))
}

/** Every error of the server becomes a problem document: no stack trace, no hint at what the caller may not know. */
export function answerProblems(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new ProblemError('not-found')))
  app.setErrorHandler((error: FastifyError | ProblemError, request, reply) =>
    sendProblem(reply, asProblem(error, request)),
  )
}

/** Any error as the problem that a caller may know; what is not his to know goes to the log. */
export function asProblem(error: FastifyError | ProblemError, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error
  if (error.validation !== undefined) {
    const errors = error.validation.map((fault) => ({
      where: `${error.validationContext ?? 'body'}${fault.instancePath.replaceAll('/', '.')}`,
      message: fault.message ?? 'is not valid',
    }))
    const first = errors[0]
    const detail = first === undefined ? undefined : `${first.where} ${first.message}`
    return new ProblemError(error.validationContext === 'body' ? 'invalid-body' : 'bad-request', { detail, errors })
  }
  const status = error.statusCode ?? 500
  if (status === 413) return new ProblemError('too-large')
  if (status === 415) return new ProblemError('unsupported-media-type')
  if (status === 429) return new ProblemError('too-many-requests')
  if (status >= 400 && status < 500) return new ProblemError('bad-request')
  // PostgreSQL stores no NUL character in a text (class 22021): such a value cannot name anything.
  if (error.code === '22021') return new ProblemError('bad-request', { detail: 'a value has a NUL character' })
  if (isStoreDown(error) || isCollided(error)) {
    request.log.error({ reqId: request.id, code: error.code }, 'the store does not answer')
    return new ProblemError('store-down', { retryAfter: 2 })
  }
  request.log.error(
    { reqId: request.id, err: { type: error.name, message: error.message, stack: error.stack } },
    'unexpected error',
  )
  return new ProblemError('internal')
}

const downCodes =
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|57P0[1-3]|57014|55P03|25P03|08\d{3}|53\d{3}|58\d{3}|XX\d{3}|25006|SQLITE_(BUSY|FULL|IOERR|CANTOPEN|READONLY).*)$/

/** Whether PostgreSQL undid us because another transaction wanted the same rows in another order: try again. */
export const isCollided = (error: unknown) => ['40001', '40P01'].includes(String((error as { code?: unknown }).code))

/** Whether an error means that the store is away, not that the request is wrong (PostgreSQL error classes 08, 53, 57, 58, XX). */
export function isStoreDown(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && downCodes.test(code)) return true
  return (
    typeof message === 'string' &&
    /Connection terminated|not queryable|timeout exceeded when trying to connect|database is not open/i.test(message)
  )
}
