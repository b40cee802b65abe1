import { renderSVG } from 'uqr'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { openViewingLog } from '../viewings/chain'
import { rounded } from './page'
import { recordRoutes } from './routes'

it.each([
  [0, 'fewer than 3'],
  [2, 'fewer than 3'],
  [3, 3],
  [14, 10],
  [1238, 1240],
] as const)('tells %i as %s', (count, told) => expect(rounded(count)).toBe(told))

describe.each(storeKinds)('the public record on %s', (kind) => {
  let at: TestService
  beforeEach(async () => {
    at = await startService(kind, { PUBLIC_URL: 'https://tv.example' }, recordRoutes)
    const rows = goodRows()
    Object.assign(rows['cameras.csv'][0]!, { name: '东门 <b>', approved_until: '2027-01-01' })
    Object.assign(rows['cameras.csv'][2]!, { published: 'no' })
    expect((await at.send(asFiles(rows))).status).toBe(200)
    await at.service.neighbourhood.refresh()
  })
  afterEach(() => at.close())
  const get = (path: string) => at.app.inject({ url: path })

  it('says whose it is, what for, by what right, who may watch, and whom to call', async () => {
    const { body, headers, statusCode } = await get('/c/k1')
    expect(statusCode).toBe(200)
    for (const words of [
      '1 东门 &lt;b&gt;',
      '甲县 · 甲镇 · 甲村 · 一格',
      '条例第十条',
      '村委会',
      '县公安局，至 until 2026-12-31',
    ])
      expect(body).toContain(words)
    for (const words of ['出入口安全', 'at low clarity', '22:00-06:00', '0571-1234', '王工', 'no picture is stored'])
      expect(body).toContain(words)
    expect(headers['cache-control']).toBe('public, max-age=600')
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
    // Nothing of those who may look, and nothing of where the pictures come from.
    for (const secret of ['cameras.example', 'h3', '张三', '13800000000', 'b3', 'm1', '走访'])
      expect(body).not.toContain(secret)
  })

  it('is led to by the code on the sign', async () => {
    const { body, headers } = await get('/c/k1/qr.svg')
    expect(headers['content-type']).toBe('image/svg+xml')
    expect(body).toMatch(/^<svg[^>]*viewBox/)
    expect(body).toBe(renderSVG('https://tv.example/c/k1', { ecc: 'Q' }))
  })

  it.each(['/c/none', '/c/k3', '/c/none/qr.svg', '/c/k3/qr.svg'])(
    '%s is as if there were no such camera',
    async (path) => {
      const { body, statusCode } = await get(path)
      expect([statusCode, body]).toEqual([404, (await get('/c/nothing')).body])
    },
  )

  it('does not change when somebody watches, or the camera is closed', async () => {
    const before = (await get('/c/k1')).body
    const log = await openViewingLog(at.store, at.clock)
    const look = (household: string) => ({
      ...{ kind: 'watch.started', household, box: 'b1', camera: 'k1', clarity: 'low', playback: `p-${household}` },
      ...{ actor: null, reason: null, detail: null },
    })
    for (const household of ['h1', 'h2', 'h3', 'h4']) await log.append(look(household) as never)
    expect(
      (await at.call('POST', '/v1/operator/cameras/k1/suspension', { body: { reason: 'a window' } })).status,
    ).toBeLessThan(300)
    expect((await get('/c/k1')).body).toBe(before)
    expect(before).toContain('fewer than 3')
    at.clock.at += 24 * 3600 * 1000
    expect((await get('/c/k1')).body).toContain('about 4 times')
    expect((await get('/c/k2')).body).toContain('fewer than 3')
    await log.close()
  })
})
