import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startService, type TestService } from '../../../tests/support/operator'
import { storeKinds } from '../../../tests/support/stores'
import { run } from '../operator/commands'
import { retentionRoutes } from './routes'
import { openRetention } from './run'

describe.each(storeKinds)('what is kept long enough, by command, on %s', (kind) => {
  let at: TestService
  beforeEach(async () => {
    at = await startService(kind, { HANDOVERS_DAYS: '10' }, (app, service) => {
      const retention = openRetention(service)
      retentionRoutes(app, service, retention)
      app.addHook('onClose', () => retention.close())
    })
    const note = { area: 'g1', text: 'said in confidence', by_user: 'li', by_name: 'Li' }
    const day = 24 * 3600_000
    await at.store.db
      .insertInto('handovers')
      .values([
        { id: 'old', ...note, at: at.clock.at - 11 * day },
        { id: 'new', ...note, at: at.clock.at - 9 * day },
      ])
      .execute()
  })
  afterEach(() => at.close())

  async function type(...args: string[]): Promise<string> {
    const lines: string[] = []
    await run(
      args,
      () => async (method, path, body) => (await at.call(method, path, { body })).body,
      (line) => lines.push(line),
    )
    return lines.join('\n')
  }

  it('is shown first, and goes when that is said', async () => {
    const shown = await type('retention')
    expect(shown).toContain('handovers: 1 would go, from before 2026-04-21T04:00:00.000Z (HANDOVERS_DAYS)')
    expect(shown).toContain('Nothing was removed.')
    expect(shown).not.toContain('confidence')
    expect(await at.store.db.selectFrom('handovers').select('id').execute()).toHaveLength(2)
    expect(await type('retention', '--run')).toBe('handovers: 1 removed')
    expect(await at.store.db.selectFrom('handovers').select('id').execute()).toEqual([{ id: 'new' }])
    expect(await type('retention', '--run')).toBe('Nothing was kept too long.')
    expect(await type('retention')).toContain('The next run is at 2026-05-02T04:00:00.000Z')
    expect(at.lines).toEqual([
      { kind: 'act', actor: 'root', detail: 'retention run by hand' },
      { kind: 'act', actor: 'system', reason: 'retention', detail: '{"handovers":1}' },
      { kind: 'act', actor: 'root', detail: 'retention run by hand' },
    ])
  })

  it('an auditor may look and not remove, an operator neither', async () => {
    const key = async (role: string) =>
      (await at.call('POST', '/v1/operator/keys', { body: { name: 'x', role } })).body.key as string
    const [auditor, operator] = [await key('auditor'), await key('operator')]
    expect((await at.call('GET', '/v1/operator/retention', { key: auditor })).status).toBe(200)
    expect((await at.call('POST', '/v1/operator/retention', { key: auditor })).status).toBe(403)
    expect((await at.call('GET', '/v1/operator/retention', { key: operator })).status).toBe(403)
  })
})
