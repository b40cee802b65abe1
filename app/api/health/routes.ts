import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { storeAnswers } from './store'

const Answer = Type.Object({ status: Type.Literal('ok') })
/** A store that takes longer than this is as good as away for who waits at a key. */
const patienceMs = 2000

/** `GET /healthz` and `GET /readyz`. */
export function healthRoutes(app: FastifyInstance, service: Service): void {
  app.get(
    '/healthz',
    { schema: { summary: 'This process is alive', tags: ['service'], response: { 200: Answer } } },
    async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  )

  app.get(
    '/readyz',
    { schema: { summary: 'The store answers', tags: ['service'], response: { 200: Answer } } },
    async (request, reply) => {
      let timer: NodeJS.Timeout | undefined
      const tooLate = new Promise<never>((_, fail) => {
        timer = setTimeout(() => fail(new Error('the store takes too long')), patienceMs)
      })
      try {
        await Promise.race([storeAnswers(service.db), tooLate])
      } catch (error) {
        request.log.error({ reqId: request.id, error: (error as Error).message }, 'the store does not answer')
        throw new ProblemError('store-down', { retryAfter: 2 })
      } finally {
        clearTimeout(timer)
      }
      return reply.header('cache-control', 'no-store').send({ status: 'ok' })
    },
  )
}
