import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { Agent, fetch } from 'undici'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { browserFlags } from '../../support/browser'
import { zoneAtNoon } from '../../support/day'
import { type Edge, startEdge } from '../../support/nginx'
import { type Porchlight, startPorchlight } from '../../support/porchlight'
import { freePorts } from '../../support/ports'
import { newDatabase } from '../../support/stores'
import { openTv, type Tv } from '../../support/tv'
import { until } from '../../support/watching'

const nginx = inject('nginx')

if (nginx === '') it(`the whole way is not tried: ${inject('nginxReason')}`, () => undefined)
else describe('a box before nginx before two API processes on PostgreSQL', wholeWay)

function wholeWay() {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-way-'))
  const requested: string[] = []
  const complaints: string[] = []
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
  let logged = ''
  let database: Awaited<ReturnType<typeof newDatabase>>
  let edge: Edge
  let porchlight: Porchlight
  let second: ChildProcess
  let browser: Browser
  let tv: Tv

  beforeAll(async () => {
    const [port, secondPort] = (await freePorts(2)) as [number, number]
    database = await newDatabase()
    edge = await startEdge(nginx, [`127.0.0.1:${port}`, `127.0.0.1:${secondPort}`])
    const env = {
      ...{ DATABASE_URL: database.url, DATA_DIR: folder, PUBLIC_URL: edge.url, TRUSTED_PROXIES: '127.0.0.1' },
      ...{ TIME_ZONE: zoneAtNoon(), UNDERTAKING_VERSION: 'none', LOG_LEVEL: 'debug' },
      // The demo sends its files and its assertions by the edge, whose certificate is the test's own.
      NODE_EXTRA_CA_CERTS: edge.certificate,
    }
    porchlight = await startPorchlight({ ...env, PORT: String(port) })
    second = spawn(process.execPath, ['dist/api/main.mjs'], {
      env: {
        ...process.env,
        ...env,
        ...{ PORT: String(secondPort), OPERATOR_KEY: porchlight.operatorKey, CAMERA_ORIGINS: porchlight.demo },
        ...{ MIDDLEWARE_JWKS: `${porchlight.demo}/jwks.json`, MIDDLEWARE_ISSUER: 'porchlight-demo' },
        TV_SETTINGS: join(folder, 'settings.json'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [second.stdout, second.stderr])
      stream?.on('data', (piece: Buffer) => {
        logged += piece.toString()
      })
    await until(() =>
      fetch(`http://127.0.0.1:${secondPort}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    const args = [...browserFlags, '--ignore-certificate-errors']
    browser = await chromium.launch({ executablePath: inject('chromium'), args })
    tv = await openTv(browser, edge.url, {
      language: 'en',
      prepare: listen,
    })
  })
  afterAll(async () => {
    await browser?.close()
    second?.kill('SIGKILL')
    await porchlight?.stop()
    await edge?.stop()
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function listen(page: Page): Promise<void> {
    page.on('request', (request) => requested.push(request.url()))
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text())
    })
  }
  const operator = (method: string, path: string, body?: object) =>
    fetch(edge.url + path, {
      dispatcher,
      method,
      headers: {
        authorization: `Bearer ${porchlight.operatorKey}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
  const pictures = () => requested.filter((url) => /\/live\/[^/]+\/.*(?<!\.m3u8)$/.test(new URL(url).pathname))

  it('paints the picture of a camera, within the policies', async () => {
    await tv.shows(/East Gate$/)
    await tv.press('ok')
    await tv.plays(1)
    expect(tv.errors).toEqual([])
    expect(complaints).toEqual([])
    expect(requested.some((url) => /\/assets\/[\w.-]+-[\w-]{8}\.js$/.test(url))).toBe(true)
  })

  it('ends it at the box at once, and at the edge with the next answer', async () => {
    const camera = (await (await operator('GET', '/v1/operator/cameras/east-gate')).json()) as { id: string }
    expect(camera.id).toBe('east-gate')
    const last = pictures().at(-1)!
    expect((await fetch(last, { dispatcher })).status).toBe(200)
    const { status } = await operator('POST', '/v1/operator/cameras/east-gate/suspension', { reason: 'a window' })
    expect(status).toBeLessThan(300)
    await tv.shows(/a window/)
    expect(await tv.painted()).toBeNull()
    // The edge said yes within the last two seconds at most; after that never again.
    await until(async () => (await fetch(last, { dispatcher })).status === 403)
    expect((await fetch(last.replace(/[^/]+$/, 'index.m3u8'), { dispatcher })).status).toBe(403)
    await operator('DELETE', '/v1/operator/cameras/east-gate/suspension')
  })

  it('goes on when a process is lost', async () => {
    await tv.close()
    tv = await openTv(browser, edge.url, { language: 'en', hash: '#/camera/3', prepare: listen })
    await tv.plays(3)
    second.kill('SIGKILL')
    const before = pictures().length
    await until(() => pictures().length > before + 2)
    await tv.plays(3)
    expect(tv.errors).toEqual([])
  })

  it('leaves no token in any log', async () => {
    const tokens = new Set(requested.map((url) => /\/live\/([^/]+)\//.exec(url)?.[1]).filter((token) => token != null))
    const tickets = requested.map((url) => new URL(url).searchParams.get('ticket')).filter((ticket) => ticket !== null)
    expect(tokens.size).toBeGreaterThan(0)
    const edgeLog = await edge.logged()
    expect(edgeLog).toContain('"what":"/live/-"')
    expect(logged).toContain('"answered"')
    for (const secret of [...tokens, ...tickets, porchlight.operatorKey])
      for (const log of [edgeLog, logged]) expect(log.includes(secret)).toBe(false)
    expect(readFileSync('deploy/nginx/porchlight.conf', 'utf8')).not.toMatch(
      /log_format[^;]*\$(request|request_uri|uri|args)\b/,
    )
  })
}
