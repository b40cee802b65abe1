import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { DeskReport, DeskReportList, Report, ReportAnswer, ReportList, ReportRequest } from '../../contract/reports'
import { rfc3339 } from '../clock'
import { officerOf, requireOfficer } from '../desk/guard'
import { boxOf, requireBox } from '../pairing/guard'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { insertMessage } from '../webhooks/store'
import type { PrivacyCases } from './cases'
import { closesAt } from './privacy'
import { confirmReport, storedCases } from './privacy-store'
import {
  deskReportView,
  mayClose,
  openLimit,
  type ReportFacts,
  refuseConfirmation,
  refuseSecondAnswer,
  reportView,
} from './rules'
import { answerReport, countOpen, insertReport, reportBelow, reportsBelow, reportsOf } from './store'

const One = Type.Object({ id: Type.String({ maxLength: 128 }) })
const Query = Type.Object({ state: Type.Optional(Type.Enum(['open', 'all'])) }, { additionalProperties: false })
const listLimit = 200

/** What residents report without urgency, and the answers to it. */
export function reportRoutes(app: FastifyInstance, service: Service, cases: PrivacyCases): void {
  const { clock, config, db, neighbourhood } = service
  const byBox = requireBox(service)
  const byOfficer = requireOfficer(service)
  const view = (report: ReportFacts) => reportView(report, neighbourhood.camera(report.camera))

  async function deskViews(reports: readonly ReportFacts[], only?: string): Promise<DeskReport[]> {
    const asked = reports.some(mayClose) ? await storedCases(db, only) : []
    const closings = new Map(asked.map((one) => [one.camera, closesAt(one, config.PRIVACY_HOURS)]))
    return reports.map((report) => {
      const camera = neighbourhood.camera(report.camera)
      const area = camera === null ? null : (neighbourhood.areaPath(camera.area)[0] ?? null)
      const closes = mayClose(report) ? (closings.get(report.camera) ?? null) : null
      return deskReportView(report, camera, area, closes)
    })
  }
  const deskView = async (report: ReportFacts) => (await deskViews([report], report.camera))[0]

  app.post<{ Body: ReportRequest }>(
    '/v1/reports',
    {
      schema: {
        tags: ['box'],
        summary: 'Reports something about a camera that this household may see, without urgency',
        security: [{ box: [] }],
        body: ReportRequest,
        response: { 201: Report },
      },
      onRequest: byBox,
    },
    async (request, reply) => {
      const { household } = boxOf(request)
      const { camera_id: camera, kind, note } = request.body
      const at = clock.now()
      if (neighbourhood.decide(household, camera, at).see === 'no') throw new ProblemError('not-found')
      if ((await countOpen(db, household)) >= openLimit)
        throw new ProblemError('too-many-requests', {
          retryAfter: 3600,
          detail: `${openLimit} reports wait for an answer`,
        })
      const words = note?.trim() || null
      const open = { answer: null, answeredBy: null, answeredAt: null, confirmedBy: null, confirmedAt: null }
      const report: ReportFacts = { id: randomUUID(), household, camera, kind, note: words, at, ...open }
      await db.transaction().execute(async (transaction) => {
        await insertReport(transaction, report)
        // What may show something private is the operator's at once, without whose eyes saw it.
        if (kind !== 'privacy' || config.WEBHOOK_URL === null) return
        const told = { report: report.id, camera, note: words, at: rfc3339(at) }
        await insertMessage(transaction, 'report.privacy', told, at)
      })
      return reply.code(201).send(view(report))
    },
  )

  app.get(
    '/v1/reports',
    {
      schema: {
        tags: ['box'],
        summary: 'What this household reported, with the answers, newest first',
        security: [{ box: [] }],
        response: { 200: ReportList },
      },
      onRequest: byBox,
    },
    async (request) => ({ reports: (await reportsOf(db, boxOf(request).household, listLimit)).map(view) }),
  )

  app.get<{ Querystring: { state?: 'open' | 'all' } }>(
    '/v1/desk/reports',
    {
      schema: {
        tags: ['desk'],
        summary: 'What residents of this desk’s area reported, unanswered first',
        description: 'Never by whom: households are named on alarms only.',
        security: [{ desk: [] }],
        querystring: Query,
        response: { 200: DeskReportList },
      },
      onRequest: byOfficer,
    },
    async (request) => {
      const found = await reportsBelow(db, officerOf(request).area, request.query.state ?? 'all', listLimit)
      return { reports: await deskViews(found) }
    },
  )

  app.post<{ Params: { id: string }; Body: { answer: string } }>(
    '/v1/desk/reports/:id/answer',
    {
      schema: {
        tags: ['desk'],
        summary: 'Answers a report, once',
        security: [{ desk: [] }],
        params: One,
        body: ReportAnswer,
        response: { 200: DeskReport },
      },
      onRequest: byOfficer,
    },
    async (request) => {
      const { area, name } = officerOf(request)
      const report = await reportBelow(db, area, request.params.id)
      if (report === null) throw new ProblemError('not-found')
      refuseSecondAnswer(report)
      const text = request.body.answer.trim()
      if (text === '') throw new ProblemError('invalid-body', { detail: 'body.answer is empty' })
      const answer = { text, by: name, at: clock.now() }
      if (!(await answerReport(db, report.id, answer)))
        throw new ProblemError('conflict', { detail: 'the report is answered' })
      if (report.kind === 'privacy') await cases.look(report.camera)
      return deskView({ ...report, answer: text, answeredBy: name, answeredAt: answer.at })
    },
  )

  app.post<{ Params: { id: string } }>(
    '/v1/desk/reports/:id/confirmation',
    {
      schema: {
        tags: ['desk'],
        summary: 'Confirms a privacy report: undecided, it closes the camera after PRIVACY_HOURS',
        security: [{ desk: [] }],
        params: One,
        response: { 200: DeskReport },
      },
      onRequest: byOfficer,
    },
    async (request) => {
      const { area, name } = officerOf(request)
      const report = await reportBelow(db, area, request.params.id)
      if (report === null) throw new ProblemError('not-found')
      refuseConfirmation(report)
      const at = clock.now()
      if (!(await confirmReport(db, report.id, name, at)))
        throw new ProblemError('conflict', { detail: 'the report is confirmed or answered' })
      return deskView({ ...report, confirmedBy: name, confirmedAt: at })
    },
  )
}
