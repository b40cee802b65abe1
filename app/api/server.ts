import { randomUUID } from 'node:crypto'
import ajvFormats from 'ajv-formats'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions, LogController } from 'fastify'
import type { Config } from './config'
import { limitBodies } from './deadline'
import { answerProblems, ProblemError, sendProblem } from './problems'

/**
 * An HTTP server with what every route shares: strict validation, problem documents, structured logs that carry the
 * route's pattern instead of its address (tokens and ids stand in addresses).
 */
export function makeServer(
  config: Config,
  logger: FastifyServerOptions['logger'] = { level: config.LOG_LEVEL },
): FastifyInstance {
  // Lines of several processes come together in one log: an id names its process first.
  const process = randomUUID().slice(0, 8)
  let requests = 0
  const app = Fastify({
    logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.TRUSTED_PROXIES.length > 0 ? config.TRUSTED_PROXIES : false,
    bodyLimit: 64 * 1024,
    routerOptions: { maxParamLength: 1024 },
    connectionTimeout: 0,
    // One logger, and each line names its request: a logger for every request costs more than the rest of its frame, and
    // an event stream keeps it for hours. A route with a level of its own (the imports hide their parser's trace, which
    // names the operator's key) has a logger of its own.
    childLoggerFactory: (shared, bindings, options) =>
      options.level === undefined ? shared : shared.child(bindings, options),
    genReqId: () => `${process}-${(++requests).toString(36)}`,
    forceCloseConnections: true,
    // An address that no route can take (too long, or badly encoded) is answered before any hook is run.
    frameworkErrors: (error, _request, reply) =>
      sendProblem(reply as FastifyReply, new ProblemError(error.statusCode === 414 ? 'not-found' : 'bad-request')),
    ajv: {
      // A wrong type or an unknown field is an error, never silently mended (OWASP API3:2023).
      customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: true, allErrors: false },
      plugins: [ajvFormats as never, refuseLeapSeconds as never],
    },
  })
  app.server.headersTimeout = 30_000
  limitBodies(app.server)
  // Many programs name the type of a body that they do not send: an empty one is none.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parseJson(request, body, done),
  )
  // Fastify coerces nothing here, so query values reach the rooms as text.
  answerProblems(app)
  // Whatever a room does not say otherwise is kept by nobody, is what its type says, and passes no address on.
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        reqId: request.id,
        route: request.routeOptions.url ?? 'none',
        method: request.method,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    )
    done()
  })
  return app
}

/** `23:59:60` is a time by RFC 3339 and none that `Date` knows: it is refused where it comes in. */
function refuseLeapSeconds(ajv: { addFormat(name: string, valid: (text: string) => boolean): void }): void {
  const { validate } = ajvFormats.get('date-time') as { validate(text: string): boolean }
  ajv.addFormat('date-time', (text) => validate(text) && !Number.isNaN(Date.parse(text)))
}
