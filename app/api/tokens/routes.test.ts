import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rootKey, startService, type TestService } from '../../../tests/support/operator'
import { storeKinds } from '../../../tests/support/stores'
import { CallError } from '../operator/caller'
import { run } from '../operator/commands'
import { signingKeyRoutes } from './routes'

describe.each(storeKinds)('the signing keys by command on %s', (kind) => {
  let at: TestService
  beforeEach(async () => {
    at = await startService(kind, { WATCH_LIMIT_S: '1800' }, signingKeyRoutes)
  })
  afterEach(() => at.close())

  async function type(...args: string[]): Promise<string> {
    const lines: string[] = []
    const call = async (method: string, path: string, body?: unknown) => {
      const answer = await at.call(method, path, { key: rootKey, body })
      if (answer.status >= 400) throw new CallError(answer.body.detail ?? answer.body.title)
      return answer.body
    }
    await run(
      args,
      () => call,
      (line) => lines.push(line),
    ).catch((error: CallError) => lines.push(error.message))
    return lines.join('\n')
  }
  const pass = async (ms: number) => {
    at.clock.at += ms
    await at.service.keys.reload(at.clock.at)
  }

  it('are listed, rotated and retired without interrupting anyone', async () => {
    await pass(3600_000)
    expect(await type('keys', 'list')).toMatch(/^first {2}signs {2}from 2026-05-01T04:00:00\.000Z$/)
    const [, id] = /^Key (\w+) is made\. It signs from 2026-05-01T05:01:00\.000Z/.exec(await type('keys', 'rotate'))!
    expect(await type('keys', 'list')).toContain(`${id}  will sign`)
    expect(await type('keys', 'retire', 'first')).toContain('The key "first" signs.')
    expect(await type('keys', 'retire', id!)).toContain('will sign from')
    await pass(60_000)
    expect(at.service.keys.current().id).toBe(id)
    expect(await type('keys', 'list')).toContain('first  checks only')
    expect(await type('keys', 'retire', 'first')).toContain('may be alive until 2026-05-01T05:32:00.000Z')
    await pass(31 * 60_000)
    expect(await type('keys', 'retire', 'first')).toContain('Key first is retired')
    expect(at.service.keys.byId('first')).toBeUndefined()
    expect(at.lines.map(({ detail }) => detail)).toEqual([`signing key ${id} made`, 'signing key first retired'])
  })

  it('are retired at once after a leak, and only by the root key', async () => {
    await pass(1000)
    await type('keys', 'rotate')
    await pass(60_000)
    expect(await type('keys', 'retire', 'first', '--now')).toContain('is retired')
    expect(at.lines.at(-1)?.detail).toBe('signing key first retired at once')
    const { key } = (await at.call('POST', '/v1/operator/keys', { body: { name: 'x', role: 'operator' } })).body
    for (const [method, url] of [
      ['GET', '/v1/operator/signing-keys'],
      ['DELETE', '/v1/operator/signing-keys/first'],
    ] as const)
      expect((await at.call(method, url, { key })).status).toBe(403)
  })

  it.each([
    [['keys'], 'Type: keys list, keys rotate, or keys retire <id> [--now]'],
    [['keys', 'retire'], 'Type: keys list'],
    [['keys', 'list', 'all'], 'Type: keys list'],
    [['keys', 'retire', 'none'], 'There is no such thing here'],
  ])('%j is answered with a sentence', async (args, sentence) => {
    expect(await type(...args)).toContain(sentence)
  })

  it('never leave the service', async () => {
    const secret = (await at.store.db.selectFrom('signing_keys').select('secret').executeTakeFirstOrThrow()).secret
    expect(JSON.stringify((await at.call('GET', '/v1/operator/signing-keys')).body)).not.toContain(secret)
  })
})
