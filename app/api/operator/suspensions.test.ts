import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'

const hour = 3_600_000

describe.each(storeKinds)('a suspension, on %s', (kind) => {
  let running: TestService
  beforeEach(async () => {
    running = await startService(kind)
    const { 'duty.csv': _, ...rows } = goodRows()
    expect((await running.send(asFiles(rows))).status).toBe(200)
    await running.call('POST', '/v1/operator/cameras/k1/suspension', { body: { reason: '镜头偏转' } })
  })
  afterEach(() => running.close())

  const seen = (at = running.clock.at) => running.service.neighbourhood.decide('h1', 'k1', at).see
  const file = async (without: string | null) => {
    running.clock.at += hour
    const rows = goodRows()['cameras.csv'].filter(({ id }) => id !== without)
    const { status } = await running.send(asFiles({ 'cameras.csv': rows }))
    expect(status).toBe(200)
  }
  const was = async (at: number) => {
    const query = `household=h1&camera=k1&at=${encodeURIComponent(new Date(at).toISOString())}`
    return (await running.call('GET', `/v1/operator/access?${query}`)).body.decision?.see
  }

  it('stays when the camera is missing in one night’s file, until somebody lifts it', async () => {
    expect(seen()).toBe('closed')
    await file('k1')
    expect(seen()).toBe('no')
    await file(null)
    expect(running.service.neighbourhood.list('h1', running.clock.at).closed).toMatchObject([
      { id: 'k1', reason: 'suspended', why: '镜头偏转' },
    ])
    const back = running.clock.at
    running.clock.at += hour
    expect((await running.call('DELETE', '/v1/operator/cameras/k1/suspension')).status).toBe(204)
    expect(seen()).toBe('yes')
    expect([await was(back), await was(running.clock.at)]).toEqual(['closed', 'yes'])
  })

  it('stays when a key that may not lift it removes the camera and writes it again', async () => {
    const { body: made } = await running.call('POST', '/v1/operator/keys', {
      body: { name: 'files', role: 'import', area: 't1' },
    })
    const as = (method: string, url: string, body?: object) =>
      running.call(method, url, { key: made.key, ...(body === undefined ? {} : { body }) })
    expect((await as('DELETE', '/v1/operator/cameras/k1/suspension')).status).toBe(403)
    const { body } = await as('GET', '/v1/operator/cameras/k1')
    expect((await as('DELETE', '/v1/operator/cameras/k1')).status).toBe(204)
    expect((await as('PUT', '/v1/operator/cameras/k1', body)).status).toBe(201)
    expect(seen()).toBe('closed')
  })
})
