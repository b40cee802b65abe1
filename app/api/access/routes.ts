import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { CameraList } from '../../contract/cameras'
import { boxOf, requireBox, requirePin } from '../pairing/guard'
import type { Service } from '../service'

/** `GET /v1/cameras`. */
export function accessRoutes(app: FastifyInstance, service: Service): void {
  app.get(
    '/v1/cameras',
    {
      onRequest: [requireBox(service), requirePin(service)],
      schema: {
        summary: 'The cameras that this household may see now, in watching order, and those closed for now',
        tags: ['box'],
        response: { 200: CameraList, 304: Type.Null({ description: 'unchanged' }) },
      },
    },
    (request, reply) => {
      const { body, tag } = service.neighbourhood.listing(boxOf(request).household, service.clock.now())
      reply.headers({ etag: tag, 'cache-control': 'private, no-cache', vary: 'authorization' })
      if (isKnown(request.headers['if-none-match'], tag)) reply.code(304).send()
      else reply.type('application/json; charset=utf-8').send(body)
    },
  )
}

/** Whether the caller already has this version (RFC 9110, section 13.1.2: weak comparison, `*` matches any). */
function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag)
}
