import { type ChildProcess, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Buildah, openBuildah } from '../../support/buildah'
import { freePorts } from '../../support/ports'
import { until } from '../../support/watching'

const opened = openBuildah('docker.io/library/node:20-bookworm-slim')
if ('reason' in opened) it(`the container image is not built: ${opened.reason}`, () => undefined)
else describe('the container image, built as its README says', () => built(opened))

interface Image {
  OCIv1: { config: { User: string; Env: string[]; Cmd: string[]; Volumes: object; ExposedPorts: object } }
  Docker: { config: { Healthcheck?: { Test: string[] } } }
}

function built(buildah: Buildah) {
  const context = mkdtempSync(join(tmpdir(), 'porchlight-context-'))
  const inside = (...more: string[]) => ['run', ...buildah.inside, ...more]
  let image: Image
  let container: string
  let running: ChildProcess | undefined
  let port: number

  beforeAll(async () => {
    execFileSync('git', ['clone', '-q', '--local', '.', context])
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: context, encoding: 'utf8' }).trim()
    const [, command = ''] =
      /^podman build ((?:.*\\\n)*.*)$/m.exec(readFileSync('deploy/container/README.md', 'utf8')) ?? []
    const args = command.replaceAll('\\\n', ' ').replace('$(git rev-parse HEAD)', commit).trim().split(/\s+/)
    buildah.run(['bud', '--pull-never', ...buildah.inside, ...args], context)
    image = JSON.parse(buildah.run(['inspect', '--type', 'image', 'porchlight'])) as Image
    container = buildah.run(['from', '--pull-never', 'porchlight'])
    port = (await freePorts(1))[0]!
  }, 900_000)
  afterAll(() => {
    running?.kill('SIGKILL')
    rmSync(context, { recursive: true, force: true })
    buildah.close()
  })

  it('runs as a user of its own, keeps its store in a volume, is asked for its health, and holds no key', () => {
    const { User, Env, Volumes, ExposedPorts } = image.OCIv1.config
    expect([User, Object.keys(Volumes), Object.keys(ExposedPorts)]).toEqual([
      'node',
      ['/var/lib/porchlight'],
      ['8080/tcp'],
    ])
    expect(image.Docker.config.Healthcheck?.Test.slice(0, 2)).toEqual(['CMD', 'node'])
    expect(Env.join()).not.toMatch(/KEY|SECRET|PASSWORD/)
    const tells = buildah.run(inside(container, '--', '/usr/bin/env', 'cat', 'dist/tv/release.json'))
    expect(JSON.parse(tells)).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{40}$/) })
  })

  it('starts with what is in it, is found healthy by its own check, and can write to its volume alone', async () => {
    const settings = { PORT: String(port), HOST: '127.0.0.1', OPERATOR_KEY: 'the-key-of-the-image-test-0123456789' }
    const env = Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`])
    const { Cmd } = image.OCIv1.config
    running = buildah.start(inside(...env, container, '--', '/usr/bin/env', ...Cmd))
    const [, program = '', ...args] = image.Docker.config.Healthcheck!.Test
    const check = args.map((word) => word.replace('8080', String(port)))
    const healthy = () => {
      try {
        buildah.run(inside(container, '--', '/usr/bin/env', program, ...check))
        return true
      } catch {
        if (running?.exitCode !== null) throw new Error('the container ended')
        return false
      }
    }
    await until(healthy)
    for (const path of ['/', '/desk/', '/docs'])
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200)
    const script = 'id -un; ls /var/lib/porchlight; touch /porchlight/x /etc/x 2>&1 || true'
    const said = buildah.run(inside(container, '--', '/usr/bin/env', 'sh', '-c', script))
    expect(said).toMatch(/^node\n/)
    expect(said).toContain('porchlight.db')
    expect(said.match(/Permission denied/g)).toHaveLength(2)
  })
}
