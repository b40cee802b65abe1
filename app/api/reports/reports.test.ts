import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import {
  boxToken,
  deskCookieOf,
  emptyStreet,
  handClock,
  openProcess,
  type Process,
} from '../../../tests/support/street'
import { makeServer } from '../server'
import { openPrivacyCases } from './cases'
import { reportRoutes } from './routes'
import { openLimit } from './rules'

describe.each(storeKinds)('reports on %s', (kind) => {
  const clock = handClock()
  let store: TestStore
  let running: Process
  let app: FastifyInstance

  beforeAll(async () => {
    store = await emptyStreet(kind, clock)
    running = await openProcess(store, clock)
    app = makeServer(running.service.config)
    reportRoutes(app, running.service, openPrivacyCases(running.service))
  })
  afterAll(async () => {
    await app.close()
    await running.close()
    await store.close()
  })

  const box = (serial: string) => ({ authorization: `Bearer ${boxToken(running.service, serial)}` })
  const desk = (user: string) => ({ cookie: deskCookieOf(user) })
  const report = (serial: string, payload: object) =>
    app.inject({ method: 'POST', url: '/v1/reports', headers: box(serial), payload })
  const list = async (headers: Record<string, string>, path = '/v1/reports') =>
    (await app.inject({ url: path, headers })).json().reports
  const answer = (user: string, id: string, payload: object = { answer: 'we sent someone' }) =>
    app.inject({ method: 'POST', url: `/v1/desk/reports/${id}/answer`, headers: desk(user), payload })

  it('go from a resident to the desk and back', async () => {
    const made = await report('box1', { camera_id: 'cam3', kind: 'picture_bad', note: ' leaves ' })
    expect(made.statusCode).toBe(201)
    expect(made.json()).toMatchObject({
      camera: { id: 'cam3', number: 3, name: 'camera 3' },
      kind: 'picture_bad',
      note: 'leaves',
      state: 'open',
      answer: null,
    })
    const { id } = made.json()
    const [seen] = await list(desk('tom'), '/v1/desk/reports')
    expect(seen).toMatchObject({ id, area: { id: 'village' } })
    expect(JSON.stringify(seen)).not.toContain('home1')
    expect(await list(desk('olga'), '/v1/desk/reports')).toEqual([])
    expect((await answer('olga', id)).statusCode).toBe(404)
    expect((await answer('grace', id, { answer: ' ' })).statusCode).toBe(422)
    const both = await Promise.all([answer('grace', id), answer('tom', id)])
    expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409])
    expect(await list(box('box1'))).toMatchObject([{ id, state: 'answered', answer: 'we sent someone' }])
    expect(await list(box('box2'))).toEqual([])
    expect(await list(desk('grace'), '/v1/desk/reports?state=open')).toEqual([])
    expect(await list(desk('grace'), '/v1/desk/reports?state=all')).toHaveLength(1)
  })

  it('are not for cameras that the household may not see', async () => {
    const hidden = await report('box1', { camera_id: 'cam1', kind: 'privacy' })
    const unknown = await report('box1', { camera_id: 'nosuch', kind: 'privacy' })
    expect(hidden.statusCode).toBe(404)
    expect(hidden.json()).toEqual(unknown.json())
    expect((await report('box1', { camera_id: 'cam3', kind: 'gossip' })).statusCode).toBe(422)
  })

  it('wait for answers when there are many', async () => {
    for (let n = 0; n < openLimit; n++)
      expect((await report('box2', { camera_id: 'cam3', kind: 'fault' })).statusCode).toBe(201)
    const more = await report('box2', { camera_id: 'cam3', kind: 'fault' })
    expect([more.statusCode, more.headers['retry-after']]).toEqual([429, '3600'])
  })
})
