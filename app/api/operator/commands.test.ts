import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rootKey, startService, type TestService } from '../../../tests/support/operator'
import { asFiles, goodRows } from '../../../tests/support/operator-files'
import { rosterRoutes } from '../roster/routes'
import { insertMessage } from '../webhooks/store'
import { CallError, makeCaller } from './caller'
import { run } from './commands'

describe('the command line', () => {
  let running: TestService
  let url: string
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-files-'))
  beforeAll(async () => {
    running = await startService('libsql', {}, rosterRoutes)
    await running.app.listen({ port: 0, host: '127.0.0.1' })
    url = `http://127.0.0.1:${(running.app.server.address() as AddressInfo).port}`
    for (const [file, text] of Object.entries(asFiles(goodRows()))) writeFileSync(join(folder, file), text)
  })
  afterAll(async () => {
    await running.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Types a command; what it prints, or the sentence with which it fails. */
  async function type(...args: string[]): Promise<{ code: number; text: string }> {
    const lines: string[] = []
    try {
      const code = await run(
        args,
        (given) => makeCaller({ OPERATOR_KEY: rootKey, PUBLIC_URL: url }, given),
        (line) => lines.push(line),
      )
      return { code, text: lines.join('\n') }
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      return { code: error.exitCode, text: error.message }
    }
  }

  it.each([
    ['csv', 'area,user,starts_at,ends_at\nmoon,grace,2026-05-02,2026-05-03\n', 'roster.csv:2:area'],
    ['json', '{"shifts":[{"area":"moon","user":"g","starts_at":"2026-05-02","ends_at":"2026-05-03"}]}', 'json:1:area'],
  ])('sends a duty roster of %s, and tells where it is wrong', async (kind, text, place) => {
    const path = join(folder, `december.${kind}`)
    writeFileSync(path, text)
    expect(await type('import', 'roster', path)).toMatchObject({ code: 1, text: expect.stringContaining(place) })
    writeFileSync(path, kind === 'csv' ? text.split('\n')[0]! : '{"shifts":[]}')
    expect((await type('import', 'roster', path, '--dry-run')).text).toMatch(
      /^roster: 0 created.*\nNothing was changed/,
    )
  })

  it('imports a folder, first as a dry run', async () => {
    const dry = await type('import', folder, '--dry-run')
    expect(dry.code).toBe(0)
    expect(dry.text).toContain('cameras.csv: 4 created, 0 updated, 0 unchanged, 0 removed')
    expect(dry.text).toContain('Nothing was changed')
    expect((await type('import', folder)).text).toContain('households.csv: 6 created')
    expect((await type('import', folder)).text).toContain('households.csv: 0 created, 0 updated, 6 unchanged')
  })

  it('imports one kind from a file of any name, and says how far it is', async () => {
    const path = join(folder, 'tonight.csv')
    writeFileSync(path, asFiles(goodRows())['households.csv']!)
    const { code, text } = await type('import', 'households', path)
    expect([code, text]).toEqual([
      0,
      'households.csv: 1 rows looked at\nhouseholds.csv: 0 created, 0 updated, 6 unchanged, 0 removed',
    ])
    expect((await type('import', 'people', path)).text).toContain('"people" is not one of areas, groups, households')
    expect((await type('import', 'households', join(folder, 'none.csv'))).text).toContain('is not there')
    rmSync(path)
  })

  it('sends webhooks again', async () => {
    const { db } = running.store
    const at = Date.parse('2099-11-20T10:00:00Z')
    for (const about of ['a', 'b']) await insertMessage(db, 'alarm.raised', { id: about }, at)
    const messages = await db.selectFrom('webhook_outbox').select('id').where('created_at', '=', at).execute()
    await db.updateTable('webhook_outbox').set({ delivered_at: at }).where('id', '=', messages[0]!.id).execute()
    const replay = (...more: string[]) => type('webhooks', 'replay', '--from', '2099-11-20T00:00:00Z', ...more)
    expect((await replay()).text).toContain('1 messages')
    expect((await replay('--all')).text).toContain('2 messages')
    expect(await type('webhooks', 'replay')).toEqual({ code: 2, text: '--from is needed.' })
    expect((await type('webhooks', 'replay', '--from', 'yesterday')).code).toBe(1)
    expect((await type('webhooks')).text).toContain('Type: webhooks replay')
  })

  it('says what is wrong in which file and line', async () => {
    writeFileSync(join(folder, 'groups.csv'), 'id,area,name\nm1,gx,n\n')
    const { code, text } = await type('import', folder)
    expect(code).toBe(1)
    expect(text).toContain('groups.csv:2:area: There is no area "gx".')
  })

  it('suspends, resumes, revokes, makes codes and keys', async () => {
    expect((await type('suspend', 'k1', '--reason', '检修')).text).toBe('Camera k1 is suspended.')
    expect((await type('resume', 'k1')).text).toBe('Camera k1 is open again.')
    expect((await type('revoke', 'grant', 'a1')).text).toContain('"grant": "a1"')
    expect((await type('activation-code', 'h1')).text).toMatch(/^\d{9} {2}\(once only, until /)
    const made = await type('key', 'create', '--role', 'auditor', '--name', 'second party', '--area', 't1')
    expect(made.text).toMatch(/^plo_\S{40,}\nThis is shown once/)
    expect((await type('key', 'list')).text).toContain('auditor  t1  second party')
    expect((await type('access', '--camera', 'k1', '--reason', '检查')).text).toContain('"count": 5')
  })

  const wrong: [string, string[], number, RegExp][] = [
    ['an unknown command', ['fly'], 2, /no command "fly"/],
    ['an unknown option', ['import', '--fast'], 2, /fast/],
    ['a missing argument', ['import'], 2, /Type: import <folder>/],
    ['a folder without files', ['import', '/'], 1, /none of areas.csv/],
    ['a suspension without a reason', ['suspend', 'k1'], 2, /--reason is needed/],
    ['a camera that is not there', ['suspend', 'kx', '--reason', 'x'], 1, /no such thing/],
    ['an unknown kind to revoke', ['revoke', 'camera', 'k1'], 2, /box\|household\|grant/],
    ['a key without a role', ['key', 'create', '--name', 'x'], 2, /--role is needed/],
    ['a role that is not one', ['key', 'create', '--name', 'x', '--role', 'king'], 1, /role/],
    ['a look at the log without a reason', ['viewings'], 2, /--reason is needed/],
    ['an address that is none', ['resume', 'k1', '--url', 'nowhere'], 2, /not an address/],
    ['a service that does not run', ['resume', 'k1', '--url', 'http://127.0.0.1:1'], 1, /No service answers/],
  ]
  it.each(wrong)('says a clear sentence for %s', async (_, args, code, sentence) => {
    const answer = await type(...args)
    expect(answer.text).toMatch(sentence)
    expect(answer.code).toBe(code)
    expect(answer.text).not.toContain(rootKey)
  })

  it('needs a key, and one that the service knows', async () => {
    expect(() => makeCaller({}, url)).toThrow('OPERATOR_KEY is not set')
    const call = makeCaller({ OPERATOR_KEY: 'x'.repeat(40) }, url)
    await expect(call('GET', '/v1/operator/keys')).rejects.toThrow('does not know the key')
  })
})
