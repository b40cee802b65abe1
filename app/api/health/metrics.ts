import { createServer } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics } from 'prom-client'
import type { Service } from '../service'
import { answers, registry } from './counters'

/**
 * `GET /metrics`: on a port of its own on 127.0.0.1, and on the public listener only where the operator says so.
 * @throws when the port is in use
 */
export async function serveMetrics(
  app: FastifyInstance,
  service: Pick<Service, 'config'>,
): Promise<{ close(): Promise<void> }> {
  const { METRICS_PORT, METRICS_PUBLIC } = service.config
  if (registry.getSingleMetric('process_cpu_seconds_total') === undefined) collectDefaultMetrics({ register: registry })
  // Event streams are open for hours: how long says nothing.
  app.addHook('onResponse', (request, reply, done) => {
    const { url: route = 'none' } = request.routeOptions
    const labels = { method: request.method, route, status: `${Math.floor(reply.statusCode / 100)}xx` }
    if (!route.endsWith('/events')) answers.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  if (METRICS_PUBLIC === 'yes')
    app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
      reply
        .type(registry.contentType)
        .header('cache-control', 'no-store')
        .send(await registry.metrics()),
    )
  if (METRICS_PORT === 0) return { close: async () => undefined }
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    const text = await registry.metrics()
    response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text)
  })
  await new Promise<void>((listening, fail) => {
    server.once('error', fail).listen(METRICS_PORT, '127.0.0.1', listening)
  })
  return {
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
