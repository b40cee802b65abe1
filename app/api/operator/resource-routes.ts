import type { FastifyInstance } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { Id } from '../../contract/basics'
import type { Service } from '../service'
import { putOne, readOne, removeOne } from './change'
import { operatorOf, requireOperator } from './guard'
import { asResource, bodyColumns, keyColumn, type Resource, resources } from './resources'
import type { FileName } from './rules'
import { readPage, type Stored } from './store'
import { inReach, readWorld } from './world'

const Page = Type.Object(
  {
    limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d{0,2}|1000)$', description: '1 to 1000, 100 when absent' })),
    after: Type.Optional(Type.String({ maxLength: 128, description: '`next` of the page before' })),
  },
  { additionalProperties: false },
)
const Params = Type.Object({ id: Id })
/** What is worth a word about a row that was written. */
const Word = Type.Object({ where: Type.String(), message: Type.String() })
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])

/**
 * A body in the words of the file: which values fit is said by the same rules as a file's, with a sentence each. The id
 * and what an answer only tells may stand in it too, as they do in the answer that was read before.
 */
function bodyOf(file: FileName): TSchema {
  const told = file === 'duty.csv' ? ['must_change_password'] : []
  const columns = [keyColumn(file), ...bodyColumns(file), ...told]
  return Type.Object(Object.fromEntries(columns.map((column) => [column, Type.Optional(Value)])), {
    additionalProperties: false,
  })
}

/** `GET|PUT|DELETE /v1/operator/{areas,cameras,groups,households,boxes,grants,duty}[/{id}]`. */
export function resourceRoutes(app: FastifyInstance, service: Service): void {
  for (const [name, file] of Object.entries(resources) as [Resource, FileName][]) {
    const answer = Type.Object(
      Object.fromEntries([keyColumn(file), ...bodyColumns(file)].map((column) => [column, Type.Optional(Value)])),
      { additionalProperties: true },
    )
    const written = Type.Object(
      { ...answer.properties, warnings: Type.Optional(Type.Array(Word)) },
      { additionalProperties: true },
    )
    const read = requireOperator(service, 'import', 'operator', 'auditor')
    const write = requireOperator(service, 'import', 'operator')

    app.get<{ Querystring: Type.Static<typeof Page> }>(
      `/v1/operator/${name}`,
      {
        onRequest: read,
        schema: {
          summary: `The ${name}, page by page`,
          tags: ['operator'],
          querystring: Page,
          response: { 200: Type.Object({ [name]: Type.Array(answer), next: Type.Union([Id, Type.Null()]) }) },
        },
      },
      async (request, reply) => {
        const limit = Number(request.query.limit ?? 100)
        const { rows, next } = await page(service, operatorOf(request).area, file, request.query.after ?? '', limit)
        if (name === 'households') await logPage(rows, operatorOf(request).id)
        reply.header('cache-control', 'no-store')
        return { [name]: rows.map((row) => asResource(file, row)), next }
      },
    )
    app.get<{ Params: { id: string } }>(
      `/v1/operator/${name}/:id`,
      {
        onRequest: read,
        schema: { summary: `One of the ${name}`, tags: ['operator'], params: Params, response: { 200: answer } },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const row = await readOne(service, operatorOf(request), file, request.params.id)
        if (name === 'households') await logLook(request.params.id, operatorOf(request).id)
        return asResource(file, row)
      },
    )
    app.put<{ Params: { id: string }; Body: Record<string, unknown> }>(
      `/v1/operator/${name}/:id`,
      {
        onRequest: write,
        schema: {
          summary: `Writes one of the ${name}, by the same rules as ${file}`,
          tags: ['operator'],
          params: Params,
          body: bodyOf(file),
          response: { 200: written, 201: written },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const { created, row, warnings } = await putOne(service, operatorOf(request), file, id, request.body)
        const answered = { ...asResource(file, row), ...(warnings.length === 0 ? {} : { warnings }) }
        return reply.code(created ? 201 : 200).send(answered as never)
      },
    )
    app.delete<{ Params: { id: string } }>(
      `/v1/operator/${name}/:id`,
      {
        onRequest: write,
        schema: {
          summary: `Removes one of the ${name} with what is its own`,
          tags: ['operator'],
          params: Params,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        await removeOne(service, operatorOf(request), file, request.params.id)
        return reply.code(204).send()
      },
    )
  }

  // Households alone have a name and a telephone that not everybody may read: who reads them stands in the log.
  const logLook = (household: string, actor: string) =>
    service.viewings.append({ kind: 'lookup', actor, household, detail: 'household' })
  async function logPage(rows: readonly Stored[], actor: string): Promise<void> {
    if (rows.length === 0) return
    const detail = `households from ${rows[0]!.id} to ${rows.at(-1)!.id}: ${rows.length}`
    await service.viewings.append({ kind: 'lookup', actor, detail })
  }
}

/** A page of what is in the key's reach, and where the next begins. */
async function page(
  { db }: Service,
  root: string | null,
  file: FileName,
  start: string,
  limit: number,
): Promise<{ rows: Stored[]; next: string | null }> {
  const world = root === null ? null : await readWorld(db)
  const key = file === 'duty.csv' ? 'user_name' : keyColumn(file)
  const rows: Stored[] = []
  let after = start
  for (;;) {
    const some = await readPage(db, file, after, 1000)
    for (const row of some) {
      if (rows.length === limit) return { rows, next: String(rows[limit - 1]![key]) }
      if (world === null || inReach(world, root, file, row)) rows.push(row)
    }
    if (some.length < 1000) return { rows, next: null }
    after = String(some[some.length - 1]![key])
  }
}
