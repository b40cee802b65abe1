import { Server } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Nobody asked anything for so long: whoever comes through a proxy goes to another process by now. */
const quietMs = 500
const longestMs = 5000
const lookMs = 50

/**
 * Lets a process go without anybody noticing: call what it gives before `app.close()`. New connections are refused at
 * once, so that a proxy goes to the next process without having asked; what is under way is answered to its end; a
 * connection that stands is told with its next answer to be closed. An idle one that were closed at once could lose a
 * call that is on its way at that moment.
 * @param leave ends what never ends by itself
 */
export function openDrain(app: FastifyInstance, leave: () => void): () => Promise<void> {
  let draining = false
  let underway = 0
  let askedAt = 0
  app.addHook('onRequest', (_request, reply, done) => {
    underway++
    askedAt = performance.now()
    reply.raw.once('close', () => {
      underway--
    })
    if (draining) reply.header('connection', 'close')
    done()
  })
  return async () => {
    draining = true
    // Of the HTTP server's own `close` we want only the first half: it also closes idle connections.
    Server.prototype.close.call(app.server)
    leave()
    const begun = performance.now()
    askedAt = begun
    for (let now = begun; now - begun < longestMs; now = performance.now()) {
      if (underway === 0 && now - askedAt >= quietMs) return
      await new Promise((later) => setTimeout(later, lookMs))
    }
  }
}
