import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { problems } from '../contract/problems'

/** `/openapi.json` (OpenAPI 3.1, made from the routes' own schemas) and `/docs`. Register before the routes. */
export async function document(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Porchlight',
        version,
        description: `Which household may see which camera, playbacks, pairing, alarms and events.\n\nErrors are problem documents (RFC 9457) of these types: ${Object.keys(
          problems,
        )
          .map((name) => `\`/problems/${name}\``)
          .join(', ')}.`,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          box: { type: 'http', scheme: 'bearer', description: 'access token of a paired box (10 minutes)' },
          alarm: { type: 'http', scheme: 'bearer', description: 'alarm credential of a box' },
          desk: { type: 'apiKey', in: 'cookie', name: 'porchlight_desk' },
          operator: { type: 'http', scheme: 'bearer', description: 'operator key' },
        },
      },
      tags: [
        { name: 'box', description: 'what a box calls' },
        { name: 'alarm', description: 'calls for help' },
        { name: 'desk', description: 'the duty desk' },
        { name: 'operator', description: 'the cable operator' },
        { name: 'service', description: 'is it alive' },
      ],
    },
    transform: ({ schema, url }) => ({ schema: whole(schema ?? {}), url }),
  })
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(app.swagger()),
  )
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
}

/** Who calls an operation of a tag, unless the route says it otherwise. */
const callers = ['box', 'desk', 'operator'] as const

const problem = {
  description: 'What is wrong, as a problem document',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status'],
        properties: {
          type: { type: 'string', enum: Object.keys(problems).map((name) => `/problems/${name}`) },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
        },
      },
    },
  },
}

const uploads = {
  type: 'object',
  properties: { file: { type: 'array', items: { type: 'string', format: 'binary' } } },
}

/** A route's schema with what is the same for all: who may call, how errors are answered, how files are sent. */
function whole(schema: FastifySchema): FastifySchema {
  const caller = callers.find((name) => schema.tags?.includes(name))
  const security = schema.security ?? (caller === undefined ? [] : [{ [caller]: [] }])
  const isUpload = schema.consumes?.includes('multipart/form-data') === true
  const response = { ...(schema.response as Record<string, unknown> | undefined), default: problem }
  return { ...schema, security, response, ...(isUpload ? { body: uploads } : {}) }
}
