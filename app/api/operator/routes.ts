import { once } from 'node:events'
import { basename } from 'node:path'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest, LogLevel } from 'fastify'
import Type from 'typebox'
import { letUpload } from '../deadline'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { accessQuestionRoutes } from './access-routes'
import { actRoutes } from './act-routes'
import type { Fault } from './csv'
import { operatorOf, requireOperator } from './guard'
import { importFiles } from './import'
import { ndjson, tellingLines } from './lines'
import type { Tell } from './progress'
import { resourceRoutes } from './resource-routes'
import { revocationRoutes } from './revoke-routes'
import { type FileName, files } from './rules'
import { openSpool, type Spool } from './spool'

/** Parts of a form that are looked at. */
const mostParts = 32
/** Largest call: seven files of a city of millions. What is in it goes to a spool, not to memory. */
const largest = 2 * 1024 * 1024 * 1024

const ImportQuery = Type.Object(
  {
    dry_run: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')])),
    confirm_removed: Type.Optional(Type.String({ pattern: '^\\d{1,9}$' })),
  },
  { additionalProperties: false },
)

const FaultAnswer = Type.Object({
  file: Type.String(),
  line: Type.Union([Type.Integer(), Type.Null()]),
  column: Type.Union([Type.String(), Type.Null()]),
  message: Type.String(),
  character: Type.Optional(Type.String({ description: 'that the TV’s font lacks' })),
  code_point: Type.Optional(Type.String({ description: 'of it, such as U+20BB7' })),
  rows: Type.Optional(Type.Integer({ minimum: 1, description: 'in which it stands; `line` is the first' })),
})
const Count = Type.Integer({ minimum: 0 })
const ImportAnswer = Type.Object({
  counts: Type.Record(Type.String(), Type.Object({ created: Count, updated: Count, unchanged: Count, removed: Count })),
  warnings: Type.Array(FaultAnswer),
  more_warnings: Count,
  dry_run: Type.Boolean(),
  confirm_removed: Type.Optional(Count),
})

/** What an operator key may call. */
export function operatorRoutes(app: FastifyInstance, service: Service): void {
  const { LOG_LEVEL } = service.config
  resourceRoutes(app, service)
  actRoutes(app, service)
  revocationRoutes(app, service)
  accessQuestionRoutes(app, service)
  app.register(async (scope) => {
    await scope.register(multipart, {
      // More than there are files: the one that is none is told by its name.
      limits: { fileSize: largest, files: mostParts, fields: 0, parts: mostParts },
    })
    scope.post<{ Querystring: Type.Static<typeof ImportQuery> }>(
      '/v1/operator/import',
      {
        onRequest: [requireOperator(service, 'import', 'operator'), async (request) => letUpload(request.raw)],
        bodyLimit: largest,
        // The form's parser traces the headers of a request, and with them the operator's key.
        logLevel: (LOG_LEVEL === 'trace' ? 'debug' : LOG_LEVEL) as LogLevel,
        schema: {
          summary: 'Brings areas, cameras, groups, households, boxes, grants and officers to what the CSV files say',
          description:
            'With `Accept: application/x-ndjson` the answer is a line of JSON for each step, `{"progress": …}`, and at the end `{"answer": …}` or `{"problem": …}`.',
          tags: ['operator'],
          consumes: ['multipart/form-data'],
          querystring: ImportQuery,
          response: { 200: ImportAnswer },
        },
      },
      async (request, reply) => {
        const { dry_run, confirm_removed } = request.query
        const sent = new Map<FileName, Spool>()
        const closeAll = async () => {
          for (const spool of sent.values()) await spool.close()
        }
        let telling = false
        try {
          await receive(request, sent).catch((error: Error & { code?: string }) => {
            if (error.code === 'FST_FIELDS_LIMIT') throw nothingSent('A part of the form has no file name.')
            // What the form's parser says has neither code nor status: the form is cut short or malformed.
            if (error.name !== 'Error' || 'code' in error || error instanceof ProblemError) throw error
            throw new ProblemError('bad-request', { detail: `The form cannot be read: ${error.message}.` })
          })
          const options = {
            dryRun: dry_run === 'true',
            confirmRemoved: confirm_removed === undefined ? null : Number(confirm_removed),
          }
          const work = (tell?: Tell) =>
            importFiles(service, operatorOf(request), sent, { ...options, ...(tell && { tell }) })
          if (!request.headers.accept?.includes(ndjson)) return await work()
          telling = true
          reply.type(ndjson).header('cache-control', 'no-store')
          return reply.send(tellingLines(request, work, closeAll))
        } finally {
          if (!telling) await closeAll()
        }
      },
    )
  })
}

/** Takes the parts in, each to a spool of its own, before anything of the store is held. */
async function receive(request: FastifyRequest, sent: Map<FileName, Spool>): Promise<void> {
  if (!request.isMultipart()) throw new ProblemError('unsupported-media-type', { detail: 'Send multipart/form-data.' })
  const errors: Fault[] = []
  for await (const part of request.files()) {
    const name = basename(part.filename ?? '')
    const file = files.find((one) => one === name)
    const wrong =
      file === undefined
        ? `The file "${name.slice(0, 64)}" is not one of ${files.join(', ')}.`
        : sent.has(file)
          ? `The file "${file}" was sent twice.`
          : null
    if (wrong !== null || file === undefined) {
      errors.push({ file: name.slice(0, 64), line: null, column: null, message: wrong ?? '' })
      part.file.resume()
      continue
    }
    const spool = await openSpool()
    sent.set(file, spool)
    const out = spool.write()
    for await (const chunk of part.file) if (!out.write(chunk)) await once(out, 'drain')
    out.end()
    await once(out, 'finish')
    if (part.file.truncated) throw new ProblemError('too-large', { detail: `${file} is larger than ${largest} bytes.` })
  }
  if (errors.length > 0) throw new ProblemError('import-invalid', { detail: errors[0]!.message, errors, more: 0 })
  if (sent.size === 0) throw nothingSent('No file was sent.')
}

const nothingSent = (why: string) =>
  new ProblemError('import-invalid', { detail: `${why} Send any of ${files.join(', ')}.`, errors: [] })
