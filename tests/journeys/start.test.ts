import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts } from '../support/ports'

const key = 'an-operators-root-key-0123456789abcdef'
const folder = mkdtempSync(join(tmpdir(), 'porchlight-start-'))
let busyPort = 0
const busy = createServer()
beforeAll(async () => {
  busyPort = (await freePorts(1))[0]!
  await new Promise<void>((done) => busy.listen(busyPort, '127.0.0.1', done))
})
afterAll(() => {
  busy.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs `npm run serve` with these settings until it ends by itself; gives its exit code and all that it printed. */
function serve(env: Record<string, string>): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, ['build/serve.mjs'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', DATA_DIR: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
  return new Promise((done) => child.once('exit', (code) => done({ code, printed })))
}

describe('a start that cannot be says why in a sentence, and by its status whether a setting has to be mended', () => {
  it.each([
    ['no operator key', {}, /OPERATOR_KEY is missing/, 78],
    ['a weak operator key', { OPERATOR_KEY: 'secret' }, /needs at least 32/, 78],
    ['a port that is a word', { OPERATOR_KEY: key, PORT: 'eighty' }, /PORT must be a whole number/, 78],
    [
      'a database that is not there',
      { OPERATOR_KEY: key, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
      /DATABASE_URL does not answer/,
      1,
    ],
    ['a data folder that is a file', { OPERATOR_KEY: key, DATA_DIR: file() }, /DATA_DIR=.* cannot be used/, 1],
    [
      'a data folder with something else in it',
      { OPERATOR_KEY: key, DATA_DIR: strange() },
      /DATA_DIR=.* cannot be used/,
      1,
    ],
    [
      'a TV settings file that is not there',
      { OPERATOR_KEY: key, TV_SETTINGS: '/nowhere/settings.json' },
      /TV_SETTINGS=.*cannot be read/,
      78,
    ],
  ])('%s', async (_what, env, sentence, status) => {
    const { code, printed } = await serve(env as Record<string, string>)
    expect(code).toBe(status)
    expect(printed).toMatch(sentence)
    expect(printed).not.toMatch(/^\s+at /m)
  })

  it('a port in use', async () => {
    const { code, printed } = await serve({ OPERATOR_KEY: key, PORT: String(busyPort) })
    expect(code).toBe(1)
    expect(printed).toMatch(new RegExp(`Port ${busyPort} on 127.0.0.1 is in use`))
    expect(printed).not.toMatch(/^\s+at /m)
  })
})

function file(): string {
  const path = join(folder, 'a-file')
  writeFileSync(path, 'x')
  return path
}

/** A database file that is none. */
function strange(): string {
  const path = join(folder, 'strange')
  mkdirSync(path, { recursive: true })
  writeFileSync(
    join(path, 'porchlight.db'),
    'this is not a database, but it is long enough to be read as a header'.repeat(20),
  )
  chmodSync(path, 0o755)
  return path
}
