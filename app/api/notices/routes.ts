import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { NoticeList, NoticeRequest, NoticeView } from '../../contract/notices'
import { officerOf, requireOfficer } from '../desk/guard'
import { channel } from '../events/bus'
import { boxOf, requireBox } from '../pairing/guard'
import type { Service } from '../service'
import { type NoticeFacts, noticeOf, noticeView } from './rules'
import { currentNotices, insertNotice, noticesBelow } from './store'

const deskLimit = 100

/** Short texts of a desk to the televisions of its area. */
export function noticeRoutes(app: FastifyInstance, service: Service): void {
  const { bus, clock, db, neighbourhood } = service
  const byOfficer = requireOfficer(service)
  const view = (notice: NoticeFacts) => noticeView(notice, neighbourhood.areaPath(notice.area)[0]?.name ?? '')

  app.post<{ Body: NoticeRequest }>(
    '/v1/desk/notices',
    {
      schema: {
        tags: ['desk'],
        summary: 'Tells the area of this desk, until a time',
        security: [{ desk: [] }],
        body: NoticeRequest,
        response: { 201: NoticeView },
      },
      onRequest: byOfficer,
    },
    async (request, reply) => {
      const { area, user, name } = officerOf(request)
      const at = clock.now()
      const notice = { id: randomUUID(), area, by: { user, name }, at, ...noticeOf(request.body, at) }
      await db.transaction().execute(async (transaction) => {
        await insertNotice(transaction, notice)
        await bus.record(transaction, {
          type: 'notice',
          channels: [channel.area(area), channel.desk(area)],
          data: view(notice),
        })
      })
      void bus.wake()
      return reply.code(201).send(view(notice))
    },
  )

  app.get(
    '/v1/desk/notices',
    {
      schema: {
        tags: ['desk'],
        summary: 'What this desk and those below it have said, newest first',
        security: [{ desk: [] }],
        response: { 200: NoticeList },
      },
      onRequest: byOfficer,
    },
    async (request) => ({ notices: (await noticesBelow(db, officerOf(request).area, deskLimit)).map(view) }),
  )

  app.get(
    '/v1/notices',
    {
      schema: {
        tags: ['box'],
        summary: 'What the desks of this household’s areas say now, newest first',
        security: [{ box: [] }],
        response: { 200: NoticeList },
      },
      onRequest: requireBox(service),
    },
    async (request) => {
      const household = neighbourhood.household(boxOf(request).household)
      const areas = household === null ? [] : neighbourhood.areaPath(household.area).map((area) => area.id)
      return { notices: (await currentNotices(db, areas, clock.now())).map(view) }
    },
  )
}
