import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds } from '../../../tests/support/stores'
import { openProcess } from '../../../tests/support/street'
import { whileWaitedFor } from '../../../tests/support/turns'
import { bumpVersion } from '../access/store'
import { lockEvents } from '../events/store'
import { operatorRoutes } from '../operator/routes'
import { openRetention } from '../retention/run'
import type { Service } from '../service'
import { openPrivacyCases, type PrivacyCases } from './cases'
import { operatorReportRoutes } from './operator-routes'
import { reportRoutes } from './routes'

const hour = 3_600_000

describe.each(storeKinds)('privacy reports on %s', (kind) => {
  let street: LiveStreet
  let cases: PrivacyCases
  const camera = 'cam3'

  beforeEach(async () => {
    // Webhooks are written to the outbox; nobody sends them here.
    const settings = {
      WEBHOOK_URL: 'https://operator.example/hook',
      WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32).toString('base64')}`,
    }
    const routes = (app: FastifyInstance, service: Service) => {
      cases = openPrivacyCases(service)
      reportRoutes(app, service, cases)
      operatorReportRoutes(app, service)
      operatorRoutes(app, service)
    }
    street = await openLiveStreet(kind, routes, settings)
  })
  afterEach(async () => {
    await cases.close()
    await street.close()
  })

  const root = () => ({ authorization: `Bearer ${street.service.config.OPERATOR_KEY}` })
  const report = async (serial: string): Promise<string> => {
    const payload = { camera_id: camera, kind: 'privacy', note: 'my yard' }
    const { status, body } = await street.call(serial, 'POST', '/v1/reports', payload)
    expect(status).toBe(201)
    return body.id
  }
  const desk = async (act: string, id: string, payload?: object) =>
    (await street.call('grace', 'POST', `/v1/desk/reports/${id}/${act}`, payload)).status
  const answer = (id: string) => desk('answer', id, { answer: 'turned away' })
  const seen = () => street.service.neighbourhood.decide('home1', camera, street.clock.now()).see
  const told = async () =>
    (await street.store.db.selectFrom('webhook_outbox').select('type').orderBy('created_at').execute()).map(
      ({ type }) => type,
    )
  const operatorSees = async () =>
    (await street.app.inject({ url: '/v1/operator/privacy-cases', headers: root() })).json().privacy_cases
  const deskSees = async () =>
    (await street.call('grace', 'GET', '/v1/desk/reports')).body.reports.map(
      ({ closes_at }: { closes_at: string | null }) => closes_at,
    )
  const later = async (hours: number) => {
    street.clock.advance(hours * hour)
    // Who sits there signs in each day.
    await street.store.db
      .updateTable('desk_sessions')
      .set({ expires_at: street.clock.now() + hour })
      .execute()
    await cases.look()
  }

  it('of two households close the camera after a day, and its answers open it again', async () => {
    const first = await report('box1')
    await later(30)
    expect(seen()).toBe('yes')
    expect(await operatorSees()).toMatchObject([
      { camera: { id: camera, number: 3 }, households: 1, confirmed: null, due_at: null, notes: ['my yard'] },
    ])
    expect(await deskSees()).toEqual([null])
    const second = await report('box2')
    const due = new Date(street.clock.now() + 24 * hour).toISOString()
    expect(await deskSees()).toEqual([due, due])
    await later(23)
    expect(seen()).toBe('yes')
    await later(1)
    expect(seen()).toBe('closed')
    expect(await operatorSees()).toMatchObject([{ households: 2, confirmed: 'household' }])
    expect((await operatorSees())[0].suspended_at).not.toBeNull()
    const [row] = await street.store.db.selectFrom('suspensions').selectAll().execute()
    expect(row).toMatchObject({ camera, by_name: '系统 System' })
    expect(row?.reason).toContain('第二户')
    expect(await deskSees()).toEqual([due, due])
    expect(await answer(first)).toBe(200)
    expect(await deskSees()).toEqual([due, null])
    expect(seen()).toBe('closed')
    expect(await answer(second)).toBe(200)
    expect(seen()).toBe('yes')
    expect(await operatorSees()).toEqual([])
    expect(await told()).toEqual(['report.privacy', 'report.privacy', 'camera.suspended', 'camera.resumed'])
    expect(street.running.viewings.map(({ actor, detail }) => `${actor} ${detail}`)).toEqual([
      'system suspended: privacy reports undecided',
      'system resumed: privacy reports decided',
    ])
  })

  it('are confirmed by a desk, once, and only what is private', async () => {
    const id = await report('box1')
    const confirmed = await street.call('grace', 'POST', `/v1/desk/reports/${id}/confirmation`)
    expect(confirmed.body.closes_at).toBe(new Date(street.clock.now() + 24 * hour).toISOString())
    expect(await desk('confirmation', id)).toBe(409)
    const payload = { camera_id: camera, kind: 'fault' }
    const fault = await street.call('box1', 'POST', '/v1/reports', payload)
    expect(await desk('confirmation', fault.body.id)).toBe(409)
    await later(24)
    expect(seen()).toBe('closed')
  })

  it('close a camera once, whoever looks, also after a restart', async () => {
    await report('box1')
    await report('box2')
    const other = await openProcess(street.store, street.clock)
    const others = openPrivacyCases(other.service)
    street.clock.advance(25 * hour)
    await Promise.all([cases.look(), others.look(), cases.look()])
    expect(street.running.viewings.length + other.viewings.length).toBe(1)
    await later(30)
    expect(street.running.viewings.length + other.viewings.length).toBe(1)
    await others.close()
    await other.close()
  })

  it.runIf(kind === 'postgres')('close a camera also while somebody calls for help', async () => {
    await report('box1')
    await report('box2')
    street.clock.advance(25 * hour)
    await whileWaitedFor(
      street.store,
      (transaction) => lockEvents(transaction, kind),
      () => cases.look(),
      (transaction) => bumpVersion(transaction, 'live'),
    )
    expect(seen()).toBe('closed')
  })

  it('stay until somebody decides, however late that is: the camera does not open by itself', async () => {
    const retention = openRetention(street.service)
    const closed = async () => (await street.store.db.selectFrom('suspensions').select('camera').execute()).length === 1
    const reports = async () => (await street.store.db.selectFrom('reports').select('id').execute()).length
    await report('box1')
    await report('box2')
    await later(25)
    await later(400 * 24)
    await retention.run()
    await cases.look()
    expect([await closed(), await reports()]).toEqual([true, 2])
    await street.app.inject({ url: `/v1/operator/cameras/${camera}/suspension`, headers: root(), method: 'DELETE' })
    await retention.run()
    await cases.look()
    expect([await closed(), await reports()]).toEqual([false, 0])
    await retention.close()
  })

  it('keep the camera closed while it leaves the files and comes back', async () => {
    const first = await report('box1')
    const second = await report('box2')
    await later(25)
    expect(seen()).toBe('closed')
    const url = `/v1/operator/cameras/${camera}`
    const payload = (await street.app.inject({ url, headers: root() })).json()
    expect((await street.app.inject({ method: 'DELETE', url, headers: root() })).statusCode).toBe(204)
    await later(1)
    expect((await street.app.inject({ method: 'PUT', url, headers: root(), payload })).statusCode).toBe(201)
    expect(seen()).toBe('closed')
    await later(1)
    expect(seen()).toBe('closed')
    for (const id of [first, second]) expect(await answer(id)).toBe(200)
    expect(seen()).toBe('yes')
  })

  it.each(['opens', 'closes'] as const)('are decided when the operator %s the camera', async (act) => {
    await report('box1')
    await report('box2')
    await later(25)
    const url = `/v1/operator/cameras/${camera}/suspension`
    const payload = { reason: 'the mask is being mended' }
    const call = act === 'opens' ? { method: 'DELETE' as const } : { method: 'POST' as const, payload }
    await street.app.inject({ url, headers: root(), ...call })
    await later(48)
    expect(seen()).toBe(act === 'opens' ? 'yes' : 'closed')
    expect(await operatorSees()).toEqual([])
    const rows = await street.store.db.selectFrom('suspensions').select('by_name').execute()
    expect(rows).toEqual(act === 'opens' ? [] : [{ by_name: 'operator' }])
  })
})
