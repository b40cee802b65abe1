import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { makeZone } from '../access/zone'
import { readCsv } from '../operator/csv'
import { Faults } from '../operator/faults'
import { type Operator, operatorOf, requireOperator } from '../operator/guard'
import { operatorTurn } from '../operator/lock'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { difference, planOf, rosterColumns } from './plan'
import { allOfficers, changeShifts, comingShifts } from './store'

const largest = 8 * 1024 * 1024
const mostRows = 50_000

const Cell = Type.String({ maxLength: 128 })
const Rows = Type.Object(
  {
    shifts: Type.Array(
      Type.Object({ area: Cell, user: Cell, starts_at: Cell, ends_at: Cell }, { additionalProperties: false }),
      { maxItems: mostRows },
    ),
  },
  { additionalProperties: false },
)
const Query = Type.Object(
  { dry_run: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')])) },
  { additionalProperties: false },
)
const Count = Type.Integer({ minimum: 0 })
const Answer = Type.Object({
  created: Count,
  unchanged: Count,
  removed: Count,
  over: Type.Integer({ minimum: 0, description: 'rows of shifts that are over, which are left alone' }),
  dry_run: Type.Boolean(),
})

/** The duty roster as a file: `text/csv`, or the same rows as JSON. */
export function rosterImport(app: FastifyInstance, service: Service): void {
  app.register(async (scope) => {
    scope.addContentTypeParser('text/csv', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
      body.toString(),
    )
    scope.post<{ Body: string | Type.Static<typeof Rows>; Querystring: Type.Static<typeof Query> }>(
      '/v1/operator/roster',
      {
        onRequest: requireOperator(service, 'import', 'operator'),
        bodyLimit: largest,
        schema: {
          summary: 'Brings the duty roster of the desks that a file names to what it says, from now on',
          description:
            'CSV with the header `area,user,starts_at,ends_at`, or the same as JSON (there `line` tells which entry, from 1). All or nothing: 422 with `errors: [{file, line, column, message}]`. Desks that the file does not name, and shifts that are over, are left alone.',
          tags: ['operator'],
          security: [{ operator: [] }],
          querystring: Query,
          body: {
            content: { 'application/json': { schema: Rows }, 'text/csv': { schema: Type.String() } },
          },
          response: { 200: Answer },
        },
      },
      (request) => importRoster(service, operatorOf(request), request.body, request.query.dry_run === 'true'),
    )
  })
}

async function importRoster(
  service: Service,
  operator: Operator,
  body: string | Type.Static<typeof Rows>,
  dryRun: boolean,
): Promise<Type.Static<typeof Answer>> {
  const { clock, config, db, neighbourhood } = service
  const faults = new Faults()
  const file = typeof body === 'string' ? 'roster.csv' : 'roster.json'
  const rows = typeof body === 'string' ? await rowsOf(body, file, faults) : entriesOf(body)

  return operatorTurn(service, async () => {
    const officers = new Set((await allOfficers(db)).map(({ area, user }) => `${area}|${user}`))
    const known = {
      ...{ zone: makeZone(config.TIME_ZONE), now: clock.now() },
      officer: (area: string, user: string) => officers.has(`${area}|${user}`),
      area(id: string) {
        const path = neighbourhood.areaPath(id)
        return path.length > 0 && (operator.area === null || path.some((one) => one.id === operator.area))
      },
    }
    const plan = planOf(rows, known, file, (fault) => faults.add(fault))
    refuse(faults)
    const counts = await db.transaction().execute(async (transaction) => {
      const { create, remove, unchanged } = difference(plan.shifts, await comingShifts(transaction, known.now))
      if (!dryRun) await changeShifts(transaction, { create, remove, by: operator.name })
      return { created: create.length, unchanged, removed: remove.length, over: plan.over }
    })
    if (!dryRun)
      await service.viewings.append({
        ...{ kind: 'act', actor: operator.id, reason: 'roster', detail: JSON.stringify(counts) },
      })
    return { ...counts, dry_run: dryRun }
  })
}

/** A file that cannot be read to its end says that alone: whom its rows name is not asked then. */
async function rowsOf(text: string, file: string, faults: Faults) {
  const rows: { line: number; cells: Record<string, string> }[] = []
  const columns = { required: rosterColumns, optional: [] }
  for await (const row of readCsv(file, Readable.from([Buffer.from(text)]), columns, (fault) => faults.add(fault))) {
    if (rows.push(row) <= mostRows) continue
    faults.add({ file, line: row.line, column: null, message: `The file has more than ${mostRows} rows.` })
    break
  }
  refuse(faults)
  return rows
}

const entriesOf = ({ shifts }: Type.Static<typeof Rows>) => shifts.map((cells, at) => ({ line: at + 1, cells }))

/** @throws ProblemError import-invalid with every fault */
function refuse({ count, list }: Faults): void {
  const first = list[0]
  if (first === undefined) return
  const place = `${first.file}${first.line === null ? '' : ` line ${first.line}`}${first.column === null ? '' : `, ${first.column}`}`
  const detail = `${place}: ${first.message}${count > 1 ? ` (and ${count - 1} more)` : ''}`
  throw new ProblemError('import-invalid', { detail, errors: list, more: count - list.length })
}
