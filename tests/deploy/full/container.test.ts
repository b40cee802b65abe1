import { type ChildProcess, execFileSync, execSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts } from '../../support/ports'
import { until } from '../../support/watching'

interface Step {
  what: string
  rest: string
}

/** The instructions of a container file, with continued lines joined. */
function parse(text: string): Step[] {
  return text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, what, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? []
      if (what === undefined || rest === undefined) throw new Error(`not an instruction: ${line}`)
      return { what, rest }
    })
}

const known = ['FROM', 'ARG', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'CMD']

/** No container engine is needed: each stage is a folder, and the machine's own Node stands for the base image's. */
describe('the container file', () => {
  const steps = parse(readFileSync('deploy/container/Containerfile', 'utf8'))
  const stages = new Map<string, string>()
  const work = mkdtempSync(join(tmpdir(), 'porchlight-container-'))
  let env: Record<string, string> = {}
  let start: string[] = []
  let health: string[] = []
  let folder = ''
  let running: ChildProcess | undefined

  afterAll(() => {
    running?.kill('SIGKILL')
    rmSync(work, { recursive: true, force: true })
  })
  beforeAll(() => {
    const context = join(work, 'context')
    execFileSync('git', ['clone', '-q', '--local', '.', context])
    let stage = ''
    for (const { what, rest } of steps) {
      const words = rest.split(/\s+/)
      if (what === 'FROM') {
        stage = join(work, `stage-${stages.size}`)
        stages.set(words[1] === 'AS' ? words[2]! : `${stages.size}`, stage)
        env = {}
      } else if (what === 'WORKDIR') {
        folder = join(stage, rest)
        mkdirSync(folder, { recursive: true })
      } else if (what === 'COPY') {
        const from = words[0]!.startsWith('--from=') ? stages.get(words.shift()!.slice(7))! : context
        const target = words.pop()!
        for (const source of words) {
          const origin = join(from, source)
          const into = target.endsWith('/') && statSync(origin).isFile() ? join(target, basename(source)) : target
          cpSync(origin, join(folder, into), { recursive: true, verbatimSymlinks: true })
        }
      } else if (what === 'RUN') {
        // What changes the base image's own folders is made in the stage's.
        if (rest.startsWith('install -d')) mkdirSync(join(stage, words.at(-1)!), { recursive: true })
        else execSync(rest, { cwd: folder, env: { ...process.env, ...env }, stdio: 'pipe' })
      } else if (what === 'ENV') {
        for (const word of words) {
          const [name, value] = word.split('=') as [string, string]
          env[name] = value
        }
      } else if (what === 'CMD') start = JSON.parse(rest) as string[]
      else if (what === 'HEALTHCHECK') health = JSON.parse(rest.slice(rest.indexOf('['))) as string[]
    }
  })

  it('has only instructions that are known, two stages, and no secret', () => {
    expect(steps.filter(({ what }) => !known.includes(what))).toEqual([])
    expect(steps.filter(({ what }) => what === 'FROM').map(({ rest }) => rest)).toEqual([
      'docker.io/library/node:20-bookworm-slim AS build',
      'docker.io/library/node:20-bookworm-slim',
    ])
    expect(steps.findLast(({ what }) => what === 'USER')?.rest).toBe('node')
    expect(JSON.stringify(steps)).not.toMatch(/OPERATOR_KEY|SECRET|PASSWORD/)
  })

  it('gives an image that starts with what is in it, writes to its volume alone, and is found healthy', async () => {
    const [port] = (await freePorts(1)) as [number]
    const volume = join(work, 'volume')
    mkdirSync(volume)
    const settings = {
      ...env,
      PORT: String(port),
      DATA_DIR: volume,
      OPERATOR_KEY: 'the-key-of-the-container-test-01234',
      HOST: '127.0.0.1',
    }
    const base = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, ...settings }
    running = spawn(start[0]!, start.slice(1), { cwd: folder, env: base, stdio: 'inherit' })
    const check = () =>
      new Promise<number>((done) => {
        const args = health.slice(2).map((word) => word.replace('8080', String(port)))
        spawn(health[1]!, args, { env: base }).once('exit', (code) => done(code ?? 1))
      })
    health = ['CMD', ...health]
    await until(async () => (await check()) === 0)
    const page = await fetch(`http://127.0.0.1:${port}/`)
    expect(page.status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${port}/desk/`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${port}/docs`)).status).toBe(200)
    chmodSync(volume, 0o700)
    expect(execSync(`find ${folder} -newer ${volume}/porchlight.db -type f | head -3`, { encoding: 'utf8' })).toBe('')
  })
})
