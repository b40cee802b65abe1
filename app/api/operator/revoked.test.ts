import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows, type Rows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { afterRevocation } from './revoked'

describe('a revoked grant as it may be written', () => {
  const grant = (valid_from: number, valid_until: number | null) => ({ id: 'a', valid_from, valid_until })
  it.each([
    ['without an end', grant(10, null), grant(10, 50)],
    ['that would end later', grant(10, 90), grant(10, 50)],
    ['that ended before', grant(10, 40), grant(10, 40)],
    ['that ends as it was revoked', grant(10, 50), grant(10, 50)],
    ['that had not begun', grant(60, 90), null],
    ['that would begin as it was revoked', grant(50, null), null],
  ])('one %s', (_what, row, written) => {
    expect(afterRevocation(row, { at: 50 })).toEqual(written)
  })
})

describe.each(storeKinds)('a revoked grant on %s', (kind) => {
  let at: TestService
  let rows: Rows
  const files = () => {
    const { 'duty.csv': _, ...others } = rows
    return asFiles(others)
  }
  const grant = async (id = 'a1') => (await at.call('GET', `/v1/operator/grants/${id}`)).body
  const revoke = (id = 'a1') =>
    at.call('POST', '/v1/operator/revocations', { body: { grant: id, reason: 'moved away' } })
  const now = () => new Date(at.clock.at).toISOString()
  beforeEach(async () => {
    at = await startService(kind)
    rows = goodRows()
    expect((await at.send(files())).status).toBe(200)
    expect((await revoke()).status).toBe(200)
  })
  afterEach(() => at.close())

  it('does not come back with the next file, which says so', async () => {
    const ended = now()
    at.clock.at += 24 * 3600_000
    for (const query of ['?dry_run=true', '', '']) {
      const { status, body } = await at.send(files(), query)
      expect(status).toBe(200)
      expect(body.counts['grants.csv']).toEqual({ created: 0, updated: 0, unchanged: 2, removed: 0 })
      expect(body.warnings).toContainEqual(
        expect.objectContaining({ file: 'grants.csv', line: 2, message: expect.stringMatching(/a1.*revoked on 2026/) }),
      )
    }
    expect((await grant()).until).toBe(ended)
  })

  it('stays ended when the file changes what else it says, and warns no more when the file ends it too', async () => {
    rows['grants.csv'][0]!.reason = '另一件事'
    expect((await at.send(files())).body.counts['grants.csv'].updated).toBe(1)
    expect((await grant()).reason).toBe('另一件事')
    expect(Date.parse((await grant()).until)).toBe(at.clock.at)
    rows['grants.csv'][0]!.until = '2026-03-01'
    expect((await at.send(files())).body.warnings).toEqual([])
  })

  it('does not come back by way of a file without it', async () => {
    const kept = rows['grants.csv']
    rows['grants.csv'] = kept.slice(1)
    expect((await at.send(files())).body.counts['grants.csv'].removed).toBe(1)
    rows['grants.csv'] = kept
    await at.send(files())
    expect(Date.parse((await grant()).until)).toBe(at.clock.at)
  })

  it('that had not begun never begins', async () => {
    rows['grants.csv'][1]!.from = '2026-06-01'
    await at.send(files())
    await revoke('a2')
    const { counts } = (await at.send(files())).body
    expect(counts['grants.csv']).toEqual({ created: 0, updated: 0, unchanged: 2, removed: 0 })
    expect((await at.call('GET', '/v1/operator/grants/a2')).status).toBe(404)
  })

  it('is not written by a single call before the revocation is lifted', async () => {
    const { id: _, ...body } = await grant()
    const anew = { ...body, until: null }
    const refused = await at.call('PUT', '/v1/operator/grants/a1', { body: anew })
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/conflict'])
    expect((await at.call('DELETE', '/v1/operator/revocations/a1')).status).toBe(204)
    expect(at.lines.at(-1)).toMatchObject({ kind: 'act', actor: 'root', detail: 'revocation of grant a1 lifted' })
    expect((await at.call('PUT', '/v1/operator/grants/a1', { body: anew })).status).toBe(200)
    expect((await grant()).until).toBeNull()
  })

  it('comes back with the next file when the revocation was lifted', async () => {
    await at.call('DELETE', '/v1/operator/revocations/a1')
    const { body } = await at.send(files())
    expect([body.counts['grants.csv'].updated, body.warnings]).toEqual([1, []])
    expect((await grant()).until).toBe('2026-12-30T16:00:00.000Z')
    expect((await at.call('DELETE', '/v1/operator/revocations/a1')).status).toBe(404)
  })

  it('is listed with when, by whom and why, to keys of its area', async () => {
    const key = async (area: string) =>
      (await at.call('POST', '/v1/operator/keys', { body: { name: 'x', role: 'operator', area } })).body.key as string
    const list = async (of?: string) =>
      (await at.call('GET', '/v1/operator/revocations', of === undefined ? {} : { key: of })).body.revocations
    const known = [{ grant: 'a1', at: now(), by: 'root', reason: 'moved away' }]
    expect(await list()).toEqual(known)
    expect(await list(await key('c1'))).toEqual(known)
    const elsewhere = await key('t1')
    expect(await list(elsewhere)).toEqual([])
    expect((await at.call('DELETE', '/v1/operator/revocations/a1', { key: elsewhere })).status).toBe(404)
  })
})
