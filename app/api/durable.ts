import type { FastifyInstance } from 'fastify'
import type { Store } from './database/connect'

/** So long an answer waits for the standby; with the standby away it is given all the same: a camera must close. */
const longestMs = 1000

/**
 * What an operator decides (a suspension, a revocation) and what a box keeps (its next refresh token) should not be
 * taken back by the loss of a machine: these answers wait for a moment until the standby has it too. Where PostgreSQL
 * waits for no standby, and on the embedded store, they wait for nothing.
 */
export function awaitStandby(app: FastifyInstance, store: Pick<Store, 'primary' | 'confirmed'>): void {
  if (store.primary === null) return
  app.addHook('onSend', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD' || reply.statusCode >= 300) return
    const path = request.routeOptions.url ?? ''
    if (!path.startsWith('/v1/operator/') && path !== '/oauth/token') return
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise<void>((done) => {
      timer = setTimeout(done, longestMs)
    })
    // Nobody can say whether the standby has it: then it is as if it were away.
    await Promise.race([store.confirmed().catch(() => undefined), enough])
    clearTimeout(timer)
  })
}
