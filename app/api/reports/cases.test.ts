import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  boxToken,
  deskCookieOf,
  emptyStreet,
  handClock,
  openProcess,
  type Process,
} from '../../../tests/support/street'
import { operatorRoutes } from '../operator/routes'
import { makeServer } from '../server'
import { openPrivacyCases, type PrivacyCases } from './cases'
import { operatorReportRoutes } from './operator-routes'
import { reportRoutes } from './routes'

const hour = 3_600_000

describe.each(storeKinds)('privacy reports on %s', (kind) => {
  const clock = handClock()
  let store: TestStore
  let running: Process
  let app: FastifyInstance
  let cases: PrivacyCases
  const camera = 'cam3'

  beforeAll(async () => {
    store = await emptyStreet(kind, clock)
  })
  afterAll(() => store.close())
  beforeEach(async () => {
    // Webhooks are written to the outbox; nobody sends them here.
    running = await openProcess(store, clock, {
      WEBHOOK_URL: 'https://operator.example/hook',
      WEBHOOK_SECRETS: `whsec_${Buffer.alloc(32).toString('base64')}`,
    })
    cases = openPrivacyCases(running.service)
    app = makeServer(running.service.config)
    reportRoutes(app, running.service, cases)
    operatorReportRoutes(app, running.service)
    operatorRoutes(app, running.service)
  })
  afterEach(async () => {
    await app.close()
    await cases.close()
    await running.close()
    const { db } = store
    for (const table of ['reports', 'privacy_cases', 'suspensions', 'webhook_outbox'] as const)
      await db.deleteFrom(table).execute()
    clock.advance(hour)
  })

  const box = (serial: string) => ({ authorization: `Bearer ${boxToken(running.service, serial)}` })
  const root = () => ({ authorization: `Bearer ${running.service.config.OPERATOR_KEY}` })
  const report = async (serial: string): Promise<string> => {
    const payload = { camera_id: camera, kind: 'privacy', note: 'my yard' }
    const answer = await app.inject({ method: 'POST', url: '/v1/reports', headers: box(serial), payload })
    expect(answer.statusCode).toBe(201)
    return answer.json().id
  }
  const desk = async (act: string, id: string, payload?: object) => {
    const headers = { cookie: deskCookieOf('grace') }
    const url = `/v1/desk/reports/${id}/${act}`
    return (await app.inject({ method: 'POST', url, headers, ...(payload && { payload }) })).statusCode
  }
  const answer = (id: string) => desk('answer', id, { answer: 'turned away' })
  const seen = () => running.service.neighbourhood.decide('home1', camera, clock.now()).see
  const told = async () =>
    (await store.db.selectFrom('webhook_outbox').select('type').orderBy('created_at').execute()).map(({ type }) => type)
  const operatorSees = async () =>
    (await app.inject({ url: '/v1/operator/privacy-cases', headers: root() })).json().privacy_cases
  const later = async (hours: number) => {
    clock.advance(hours * hour)
    await cases.look()
  }

  it('of two households close the camera after a day, and its answers open it again', async () => {
    const first = await report('box1')
    await later(30)
    expect(seen()).toBe('yes')
    expect(await operatorSees()).toMatchObject([
      { camera: { id: camera, number: 3 }, households: 1, confirmed: null, due_at: null, notes: ['my yard'] },
    ])
    const second = await report('box2')
    await later(23)
    expect(seen()).toBe('yes')
    await later(1)
    expect(seen()).toBe('closed')
    expect(await operatorSees()).toMatchObject([{ households: 2, confirmed: 'household' }])
    expect((await operatorSees())[0].suspended_at).not.toBeNull()
    const [row] = await store.db.selectFrom('suspensions').selectAll().execute()
    expect(row).toMatchObject({ camera, by_name: '系统 System' })
    expect(row?.reason).toContain('第二户')
    expect(await answer(first)).toBe(200)
    expect(seen()).toBe('closed')
    expect(await answer(second)).toBe(200)
    expect(seen()).toBe('yes')
    expect(await operatorSees()).toEqual([])
    expect(await told()).toEqual(['report.privacy', 'report.privacy', 'camera.suspended', 'camera.resumed'])
    expect(running.viewings.map(({ actor, detail }) => `${actor} ${detail}`)).toEqual([
      'system suspended: privacy reports undecided',
      'system resumed: privacy reports decided',
    ])
  })

  it('are confirmed by a desk, once, and only what is private', async () => {
    const id = await report('box1')
    expect(await desk('confirmation', id)).toBe(200)
    expect(await desk('confirmation', id)).toBe(409)
    const payload = { camera_id: camera, kind: 'fault' }
    const fault = await app.inject({ method: 'POST', url: '/v1/reports', headers: box('box1'), payload })
    expect(await desk('confirmation', fault.json().id)).toBe(409)
    await later(24)
    expect(seen()).toBe('closed')
  })

  it('close a camera once, whoever looks, also after a restart', async () => {
    await report('box1')
    await report('box2')
    const other = await openProcess(store, clock)
    const others = openPrivacyCases(other.service)
    clock.advance(25 * hour)
    await Promise.all([cases.look(), others.look(), cases.look()])
    expect(running.viewings.length + other.viewings.length).toBe(1)
    await later(30)
    expect(running.viewings.length + other.viewings.length).toBe(1)
    await others.close()
    await other.close()
  })

  it.each(['opens', 'closes'] as const)('are decided when the operator %s the camera', async (act) => {
    await report('box1')
    await report('box2')
    await later(25)
    const url = `/v1/operator/cameras/${camera}/suspension`
    const payload = { reason: 'the mask is being mended' }
    const call = act === 'opens' ? { method: 'DELETE' as const } : { method: 'POST' as const, payload }
    await app.inject({ url, headers: root(), ...call })
    await later(48)
    expect(seen()).toBe(act === 'opens' ? 'yes' : 'closed')
    expect(await operatorSees()).toEqual([])
    const rows = await store.db.selectFrom('suspensions').select('by_name').execute()
    expect(rows).toEqual(act === 'opens' ? [] : [{ by_name: 'operator' }])
  })
})
