import { Value } from 'typebox/value'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { storeKinds } from '../../../tests/support/stores'
import { TelemetryReport } from '../../contract/telemetry'
import { registry } from '../health/counters'
import { telemetryRoutes } from './routes'
import { boundedLabel, engineName, errorKind, median } from './rules'
import { releaseTotals } from './store'
import { openTelemetry, type Telemetry } from './telemetry'

it('keeps a label to its first values', () => {
  const label = boundedLabel(2)
  expect(['a', '', 'b', 'a', 'c', ''].map(label)).toEqual(['a', 'unknown', 'other', 'a', 'other', 'unknown'])
})
it.each([
  [{ engine: 'chromium', engine_version: 76 }, 'chromium 76'],
  [{ engine: 'webkit', engine_version: 0 }, 'webkit'],
] as const)('names %j %s', (engine, name) => expect(engineName(engine)).toBe(name))
it.each([
  [[3, -1, 2], 2],
  [[1, 9], 1],
  [[-8000], -8000],
])('the median of %j is %i', (values, middle) => expect(median(values)).toBe(middle))
it.each([
  ['webgl', 'webgl'],
  ['<script>', 'other'],
])('counts %s as %s', (kind, counted) => expect(errorKind(kind)).toBe(counted))

const report = (change: Partial<TelemetryReport> = {}): TelemetryReport => ({
  ...{ version: '0.1.0', release: 'abc', build: 'es5', engine: 'chromium', engine_version: 76 },
  settings: { profile: 'rdk', height: 720 },
  clock_ahead_ms: -90_000,
  ...{ starts: 1, failed_starts: 2, pictures: 3, stalls: 1 },
  times: [{ what: 'first_picture', ms: 420 }],
  errors: [{ kind: 'webgl', n: 2 }],
  ...change,
})

it.each<[string, object]>([
  ['more times than a box can have', report({ times: Array(65).fill({ what: 'zap', ms: 1 }) })],
  ['a name that is none', report({ version: 'a b' })],
  ['a time that is none', report({ times: [{ what: 'zap', ms: -1 }] })],
  ['a field that is not asked for', { ...report(), household: 'h1' }],
  [
    'settings without end',
    report({ settings: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, n])) }),
  ],
])('refuses %s', (_, body) => expect(Value.Check(TelemetryReport, body)).toBe(false))
it('takes a report', () => expect(Value.Check(TelemetryReport, report())).toBe(true))

describe.each(storeKinds)('telemetry on %s', (kind) => {
  let at: TestService
  let telemetry: Telemetry
  beforeEach(async () => {
    at = await startService(kind, {}, (app, service) => {
      telemetry = openTelemetry(service)
      telemetryRoutes(app, service, telemetry, () => 'abc')
    })
    expect((await at.send(asFiles(goodRows()))).status).toBe(200)
    await at.service.neighbourhood.refresh()
    registry.resetMetrics()
  })
  afterEach(async () => {
    await telemetry.close()
    await at.close()
  })
  const send = (box: string, body: unknown = report()) => at.call('POST', '/v1/telemetry', { box, body })

  it('shows the operator what runs on each box, and how many run it', async () => {
    expect(await send('b1')).toMatchObject({ status: 200, body: { next_after_s: 1800, release: 'abc' } })
    await telemetry.look()
    at.clock.at += 60_000
    await send('b1', report({ version: '0.2.0' }))
    await telemetry.look()
    const { body } = await at.call('GET', '/v1/operator/box-reports')
    const told = { version: '0.2.0', release: 'abc', engine: 'chromium 76', settings: { profile: 'rdk', height: 720 } }
    const times = { clock_ahead_ms: -90_000, reported_at: new Date(at.clock.at).toISOString() }
    expect(body.boxes).toEqual([
      { serial: 'b1', model: 'X1', area: 'g1', build: 'es5', ...told, ...times },
      expect.objectContaining({ serial: 'b3', area: 'g2', version: null, reported_at: null, settings: null }),
    ])
    expect(body.next).toBeNull()
    expect(body.counts).toContainEqual({
      model: 'X1',
      version: '0.2.0',
      release: 'abc',
      engine: 'chromium 76',
      boxes: 1,
    })
    expect(body.counts).toContainEqual({ model: 'X1', version: null, release: null, engine: null, boxes: 1 })
    expect((await at.call('GET', '/v1/operator/box-reports?release=none')).body.boxes).toEqual([])
  })

  it('shows an operator of an area the boxes below it alone', async () => {
    const { body: key } = await at.call('POST', '/v1/operator/keys', {
      body: { name: 'n', role: 'operator', area: 't2' },
    })
    const { body } = await at.call('GET', '/v1/operator/box-reports', { key: key.key })
    expect(body.boxes.map(({ serial }: { serial: string }) => serial)).toEqual(['b3'])
    expect(body.counts).toHaveLength(1)
  })

  it('adds up measurements without a name in any label', async () => {
    await send('b1')
    await send('b3', report({ errors: [{ kind: 'made up', n: 1 }].map((one) => ({ ...one, kind: 'madeup' })) }))
    const text = await registry.metrics()
    const kinds = 'engine="chromium 76",model="X1",release="abc"'
    expect(text).toContain(`porchlight_box_starts_total{${kinds},result="failed"} 4`)
    expect(text).toContain(`porchlight_box_errors_total{${kinds},kind="webgl"} 2`)
    expect(text).toContain(`porchlight_box_errors_total{${kinds},kind="other"} 1`)
    expect(text).toContain('porchlight_box_seconds_count{what="first_picture",engine="chromium 76"} 2')
    for (const name of ['"b1"', '"b3"', '"h1"', '"h3"', '"k1"']) expect(text).not.toContain(name)
  })

  it('holds a failed start against the release that failed, not against the one that the box went back to', async () => {
    await send('b1', report({ release: 'old', starts: 1, failed_starts: 2, failed_release: 'new', errors: [] }))
    await telemetry.look()
    const totals = (release: string) => releaseTotals(at.store.db, release, '2026-01-01')
    expect(await totals('old')).toEqual({ starts: 1, failed: 0, errors: 0 })
    expect(await totals('new')).toEqual({ starts: 0, failed: 2, errors: 0 })
    const text = await registry.metrics()
    expect(text).toContain(
      'porchlight_box_starts_total{engine="chromium 76",model="X1",release="new",result="failed"} 2',
    )
  })

  it('lets no single box speak for all', async () => {
    await send('b1', report({ starts: 1, failed_starts: 90_000, errors: [{ kind: 'promise', n: 90_000 }] }))
    await telemetry.look()
    expect(await releaseTotals(at.store.db, 'abc', '2026-01-01')).toEqual({ starts: 1, failed: 3, errors: 3 })
  })

  it('tells a box that comes too soon to wait, and nobody else', async () => {
    await send('b1')
    const soon = await send('b1')
    expect([soon.status, soon.headers['retry-after']]).toEqual([429, '20'])
    expect((await send('b3')).status).toBe(200)
    at.clock.at += 20_000
    expect((await send('b1')).status).toBe(200)
  })

  it('forgets a box that is gone', async () => {
    await send('b1')
    await telemetry.look()
    await at.store.db.deleteFrom('boxes').where('serial', '=', 'b1').execute()
    at.clock.at += 24 * 3600 * 1000
    await telemetry.look()
    expect(await at.store.db.selectFrom('box_reports').selectAll().execute()).toEqual([])
  })
})
