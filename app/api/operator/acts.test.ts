import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { removeSome } from '../retention/store'
import type { Resource } from './resources'

const minute = 60_000

describe.each(storeKinds)('what an operator does, on %s', (kind) => {
  let running: TestService
  let town: string
  let auditor: string
  const start = Date.parse('2026-05-01T12:00:00+08:00')
  beforeAll(async () => {
    running = await startService(kind)
    running.clock.at = start
    expect((await running.send(asFiles(goodRows()))).status).toBe(200)
    const key = async (role: string, area?: string) =>
      (await running.call('POST', '/v1/operator/keys', { body: { name: `a ${role}`, role, area } })).body.key
    town = await key('operator', 't1')
    auditor = await key('auditor')
    running.clock.at = start + minute
  })
  afterAll(() => running.close())

  const list = (box: string) => running.call('GET', '/v1/cameras', { box })
  const cameras = async (box: string) => (await list(box)).body.cameras.map(({ id }: { id: string }) => id)

  it('suspends a camera at once, tells by whom and why, tells who may see it, and writes it down', async () => {
    const heard: { row: boolean; data: string }[] = []
    // What the import has told arrives first.
    await running.service.bus.wake()
    const stop = running.service.bus.subscribe(['area:g1'], ({ id, data }) =>
      heard.push({ row: id !== null, data: JSON.stringify(data) }),
    )
    const before = await list('b1')
    expect(before.body.cameras.map(({ id }: { id: string }) => id)).toEqual(['k1', 'k2'])
    const answer = await running.call('POST', '/v1/operator/cameras/k1/suspension', { body: { reason: '镜头偏转' } })
    expect(answer.status).toBe(201)
    const after = await list('b1')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(after.body.closed[0]).toMatchObject({ id: 'k1', reason: 'suspended', by: 'operator', why: '镜头偏转' })
    // Whoever heard of it before the rules were in force is told once more, without a row.
    expect(heard.filter(({ row }) => row)).toHaveLength(1)
    expect(new Set(heard.map(({ data }) => data))).toEqual(new Set(['{}']))
    expect(running.lines.at(-1)).toMatchObject({ kind: 'act', actor: 'root', camera: 'k1', reason: '镜头偏转' })
    expect((await running.call('DELETE', '/v1/operator/cameras/k1/suspension')).status).toBe(204)
    expect(await cameras('b1')).toEqual(['k1', 'k2'])
    stop()
  })

  it('a suspension needs a reason', async () => {
    const url = '/v1/operator/cameras/k1/suspension'
    expect((await running.call('POST', url, { body: {} })).status).toBe(422)
    expect((await running.call('POST', url, { body: { reason: '  ' } })).status).toBe(422)
  })

  it('revokes a grant at once', async () => {
    expect(await cameras('b3')).toContain('k1')
    const answer = await running.call('POST', '/v1/operator/revocations', { body: { grant: 'a1', reason: '结束' } })
    expect(answer).toMatchObject({ status: 200, body: { grant: 'a1' } })
    expect(await cameras('b3')).not.toContain('k1')
    expect(running.lines.at(-1)).toMatchObject({ kind: 'act', household: 'h3', camera: 'k1', reason: '结束' })
  })

  it('a revocation names exactly one thing, and one that is there', async () => {
    const revoke = (body: object) => running.call('POST', '/v1/operator/revocations', { body })
    expect((await revoke({})).status).toBe(422)
    expect((await revoke({ box: 'b1', household: 'h1' })).status).toBe(422)
    for (const body of [{ box: 'bx' }, { household: 'hx' }, { grant: 'ax' }])
      expect((await revoke(body)).status).toBe(404)
    expect((await revoke({ box: 'b1' })).body).toEqual({ box: 'b1', pairings_ended: 0 })
  })

  it('makes an activation code', async () => {
    const answer = await running.call('POST', '/v1/operator/households/h1/activation-codes')
    expect(answer.status).toBe(201)
    expect(answer.body.code).toMatch(/^\d{9}$/)
    expect(JSON.stringify(running.lines)).not.toContain(answer.body.code)
    expect((await running.call('POST', '/v1/operator/households/hx/activation-codes')).status).toBe(404)
  })

  it('a key of an area acts below it only; elsewhere nothing is there', async () => {
    const call = (method: string, url: string, body?: object) =>
      running.call(method, url, { key: town, ...(body === undefined ? {} : { body }) })
    expect((await call('GET', '/v1/operator/cameras/k1')).status).toBe(200)
    expect((await call('GET', '/v1/operator/cameras/k3')).status).toBe(404)
    expect((await call('POST', '/v1/operator/cameras/k3/suspension', { reason: 'x' })).status).toBe(404)
    expect((await call('POST', '/v1/operator/households/h3/activation-codes')).status).toBe(404)
    expect((await call('POST', '/v1/operator/revocations', { household: 'h3' })).status).toBe(404)
    expect((await call('DELETE', '/v1/operator/households/h3')).status).toBe(404)
    expect((await call('GET', '/v1/operator/access?camera=k3')).status).toBe(404)
    expect((await call('GET', '/v1/operator/keys')).status).toBe(403)
    const { body } = await call('GET', '/v1/operator/households')
    expect(body.households.map(({ id }: { id: string }) => id)).toEqual(['h1', 'h2', 'h4', 'h5', 'h6'])
  })

  it('an auditor looks and changes nothing', async () => {
    const call = (method: string, url: string, body?: object) =>
      running.call(method, url, { key: auditor, ...(body === undefined ? {} : { body }) })
    expect((await call('GET', '/v1/operator/cameras')).status).toBe(200)
    expect((await call('DELETE', '/v1/operator/cameras/k1')).status).toBe(403)
    expect((await call('POST', '/v1/operator/cameras/k1/suspension', { reason: 'x' })).status).toBe(403)
    expect((await call('PUT', '/v1/operator/groups/m1', { area: 'g1', name: 'x' })).status).toBe(403)
    expect((await call('POST', '/v1/operator/keys', { name: 'x', role: 'operator' })).status).toBe(403)
  })

  it('gives keys once, and never their secrets again', async () => {
    const made = await running.call('POST', '/v1/operator/keys', { body: { name: 'x', role: 'import', area: 'v1' } })
    expect(made.status).toBe(201)
    const listed = await running.call('GET', '/v1/operator/keys')
    expect(listed.body.keys.at(-1)).toMatchObject({ name: 'x', role: 'import', area: 'v1', revoked_at: null })
    expect(JSON.stringify(listed.body)).not.toContain(made.body.key)
    expect(JSON.stringify(running.lines)).not.toContain(made.body.key)
    const wrong = await running.call('POST', '/v1/operator/keys', {
      body: { name: 'x', role: 'import', area: 'nowhere' },
    })
    expect(wrong.status).toBe(422)
  })

  const round: [Resource, string][] = [
    ['areas', 'g1'],
    ['groups', 'm1'],
    ['households', 'h1'],
    ['cameras', 'k1'],
    ['boxes', 'b1'],
    ['grants', 'a2'],
    ['duty', 'li'],
  ]
  it.each(round)('writes one of the %s as it was read, and nothing changes', async (name, id) => {
    const read = await running.call('GET', `/v1/operator/${name}/${id}`)
    expect(read.status).toBe(200)
    const lines = running.lines.length
    const written = await running.call('PUT', `/v1/operator/${name}/${id}`, { body: read.body })
    expect(written.status, JSON.stringify(written.body)).toBe(200)
    expect(written.body).toEqual(read.body)
    expect(running.lines.length).toBe(lines)
  })

  it('makes, changes and removes a camera by the same rules as a file', async () => {
    const { id: _, ...body } = (await running.call('GET', '/v1/operator/cameras/k2')).body
    const put = (change: object) => running.call('PUT', '/v1/operator/cameras/k9', { body: { ...body, ...change } })
    expect((await put({ number: 9 })).status).toBe(201)
    expect(await cameras('b1')).toEqual(['k1', 'k2', 'k9'])
    expect((await put({ number: 9, published: false })).status).toBe(200)
    expect(await cameras('b1')).toEqual(['k1', 'k2'])
    const wrong = await put({ number: 1, area: 'nowhere', hls_url: 'http://127.0.0.1/x' })
    expect(wrong.status).toBe(422)
    expect(wrong.body.errors.map(({ where }: { where: string }) => where)).toEqual(['hls_url', 'area'])
    expect((await put({ number: 1 })).body.errors[0].where).toBe('number')
    expect((await put({ number: 9, colour: 'red' })).status).toBe(422)
    expect((await running.call('DELETE', '/v1/operator/cameras/k9')).status).toBe(204)
    expect((await running.call('GET', '/v1/operator/cameras/k9')).status).toBe(404)
  })

  it('does not remove what is in use', async () => {
    const answer = await running.call('DELETE', '/v1/operator/areas/g1')
    expect(answer.status).toBe(409)
    expect(answer.body.detail).toContain('5 of households')
    expect((await running.call('DELETE', '/v1/operator/groups/m1')).status).toBe(409)
  })

  it('gives pages', async () => {
    const first = await running.call('GET', '/v1/operator/households?limit=4')
    expect(first.body.households.length).toBe(4)
    const second = await running.call('GET', `/v1/operator/households?limit=4&after=${first.body.next}`)
    expect(second.body.households.map(({ id }: { id: string }) => id)).toEqual(['h5', 'h6'])
    expect(second.body.next).toBeNull()
    expect((await running.call('GET', '/v1/operator/households?limit=0')).status).toBe(400)
  })

  it('writes down who read the names and telephones of households, one by one or page by page', async () => {
    const before = running.lines.length
    const read = (url: string) => running.call('GET', `/v1/operator/${url}`, { key: town })
    const [first] = [await read('households?limit=4'), await read('households/h1')]
    await read(`households?after=${first.body.next}`)
    expect((await read('households?after=z')).body.households).toEqual([])
    await read('cameras')
    const lines = running.lines.slice(before)
    expect(lines).toMatchObject([
      { kind: 'lookup', detail: 'households from h1 to h5: 4' },
      { kind: 'lookup', detail: 'household', household: 'h1' },
      { kind: 'lookup', detail: 'households from h6 to h6: 1' },
    ])
    expect(new Set(lines.map(({ actor }) => actor))).toEqual(new Set([lines[1]!.actor]))
  })

  it('says who can see a camera and what a household can see, and writes the look down', async () => {
    const seen = await running.call('GET', '/v1/operator/access?camera=k1&reason=检查', { key: auditor })
    expect(seen.body).toMatchObject({ camera: 'k1', count: 5, next: null })
    expect(seen.body.households[0]).toEqual({
      ...{ household: 'h1', see: 'yes', clarity: 'low', why: 'area', until: '2026-12-31T16:00:00.000Z' },
    })
    expect(running.lines.at(-1)).toMatchObject({ kind: 'lookup', camera: 'k1', reason: '检查' })
    const own = await running.call('GET', '/v1/operator/access?household=h1', { key: auditor })
    expect(own.body.cameras.map(({ camera }: { camera: string }) => camera)).toEqual(['k1', 'k2'])
    const both = await running.call('GET', '/v1/operator/access?household=h3&camera=k1', { key: auditor })
    expect(both.body.decision.see).toBe('no')
    expect((await running.call('GET', '/v1/operator/access')).status).toBe(400)
    expect((await running.call('GET', '/v1/operator/access?camera=k1&at=soon')).status).toBe(400)
  })

  it('says the same of a past time, also after everything has changed', async () => {
    const ask = (query: string) => running.call('GET', `/v1/operator/access?${query}`, { key: auditor })
    const at = encodeURIComponent(new Date(start).toISOString())
    running.clock.at = start + 60 * minute
    await running.call('POST', '/v1/operator/cameras/k1/suspension', { body: { reason: 'x' } })
    running.clock.at = start + 90 * minute
    await running.call('DELETE', '/v1/operator/cameras/k1/suspension')
    await running.call('DELETE', '/v1/operator/households/h3')
    running.clock.at = start + 120 * minute
    const granted = await ask(`household=h3&camera=k1&at=${at}`)
    expect(granted.body.decision).toMatchObject({ see: 'yes', clarity: 'full', why: 'grant' })
    expect((await ask(`household=h3&camera=k1`)).status).toBe(404)
    const during = encodeURIComponent(new Date(start + 70 * minute).toISOString())
    expect((await ask(`household=h1&camera=k1&at=${during}`)).body.decision).toMatchObject({
      see: 'closed',
      why: 'suspended',
    })
    expect((await ask(`household=h1&camera=k1&at=${at}`)).body.decision.see).toBe('yes')
    expect((await ask('camera=k1&at=2020-01-01')).status).toBe(400)
    while ((await removeSome(running.service.db, 'access_history', start + 75 * minute, 3)) > 0);
    expect(
      (await ask(`household=h1&camera=k1&at=${encodeURIComponent(new Date(start + 80 * minute).toISOString())}`)).body
        .decision.see,
    ).toBe('closed')
  })
})
