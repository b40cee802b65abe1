import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveStreet, openLiveStreet } from '../../../tests/support/live-street'
import { storeKinds } from '../../../tests/support/stores'
import { openPrivacyCases } from './cases'
import { reportRoutes } from './routes'
import { openLimit } from './rules'

describe.each(storeKinds)('reports on %s', (kind) => {
  let street: LiveStreet

  beforeAll(async () => {
    street = await openLiveStreet(kind, (app, service) => reportRoutes(app, service, openPrivacyCases(service)))
  })
  afterAll(() => street.close())

  const report = (serial: string, payload: object) => street.call(serial, 'POST', '/v1/reports', payload)
  const list = async (who: string, path = '/v1/reports') => (await street.call(who, 'GET', path)).body.reports
  const answer = (user: string, id: string, payload: object = { answer: 'we sent someone' }) =>
    street.call(user, 'POST', `/v1/desk/reports/${id}/answer`, payload)

  it('go from a resident to the desk and back', async () => {
    const made = await report('box1', { camera_id: 'cam3', kind: 'picture_bad', note: ' leaves ' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      camera: { id: 'cam3', number: 3, name: 'camera 3' },
      kind: 'picture_bad',
      note: 'leaves',
      state: 'open',
      answer: null,
    })
    const { id } = made.body
    const [seen] = await list('tom', '/v1/desk/reports')
    expect(seen).toMatchObject({ id, area: { id: 'village' } })
    expect(JSON.stringify(seen)).not.toContain('home1')
    expect(await list('olga', '/v1/desk/reports')).toEqual([])
    expect((await answer('olga', id)).status).toBe(404)
    expect((await answer('grace', id, { answer: ' ' })).status).toBe(422)
    const both = await Promise.all([answer('grace', id), answer('tom', id)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await list('box1')).toMatchObject([{ id, state: 'answered', answer: 'we sent someone' }])
    expect(await list('box2')).toEqual([])
    expect(await list('grace', '/v1/desk/reports?state=open')).toEqual([])
    expect(await list('grace', '/v1/desk/reports?state=all')).toHaveLength(1)
  })

  it('are not for cameras that the household may not see', async () => {
    const hidden = await report('box1', { camera_id: 'cam1', kind: 'privacy' })
    const unknown = await report('box1', { camera_id: 'nosuch', kind: 'privacy' })
    expect(hidden.status).toBe(404)
    expect(hidden.body).toEqual(unknown.body)
    expect((await report('box1', { camera_id: 'cam3', kind: 'gossip' })).status).toBe(422)
  })

  it('wait for answers when there are many', async () => {
    for (let n = 0; n < openLimit; n++)
      expect((await report('box2', { camera_id: 'cam3', kind: 'fault' })).status).toBe(201)
    const more = await report('box2', { camera_id: 'cam3', kind: 'fault' })
    expect([more.status, more.headers['retry-after']]).toEqual([429, '3600'])
  })
})
