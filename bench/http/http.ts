import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { Pool } from 'undici'
import { importFiles, untilReady } from '../../app/demo/import'
import { demoFiles } from '../../app/demo/neighbourhood'
import { type Measured, type Row, summary } from '../measure'

const key = 'the-operator-key-of-the-http-bench-0123456789'
/** So many requests are under way at once. */
const atOnce = 24
/** Requests a second: about a third of what the slowest case can take. */
const perSecond = 600
const fullSpeed = ', as fast as it goes'
/** So many requests of each case come first: a server that has just begun runs code that is not compiled yet. */
const warmUp = 6000

interface Server {
  child: ChildProcess
  pool: Pool
  /** CPU time that the server used so far, µs */
  cpu(): Promise<number>
}

interface Box {
  serial: string
  access: string
  refresh: string
  playback: string
}

/** What one case sends for its n-th request; what must be one after the other for a box is, because a box is one lane. */
type Send = (pool: Pool, lane: number, turn: number) => Promise<void>

/**
 * CPU of a request of the API beside an empty node:http and an empty Fastify server, each in its own process, in turns.
 * The API runs as an operator runs it: log on, durable store, the demo's neighbourhood, cameras that answer.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const file = join(process.cwd(), 'dist/bench/http-server.mjs')
  await build({
    entryPoints: ['bench/http/server.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  })
  const origin = createServer((request, response) => {
    response.writeHead(200).end(request.url?.endsWith('.m3u8') ? playlist() : 'G'.repeat(188))
  })
  await new Promise<void>((done) => origin.listen(0, '127.0.0.1', done))
  const cameras = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`
  const env = {
    ...process.env,
    OPERATOR_KEY: key,
    PORT: '0',
    DATA_DIR: folder,
    CAMERA_ORIGINS: cameras,
    PROBE_S: '3600',
    PROBE_PICTURE_S: '0',
  }
  const servers = Object.fromEntries(
    await Promise.all(
      ['node:http', 'empty Fastify', 'Porchlight'].map(async (name) => [name, await start(file, name, env)] as const),
    ),
  )
  try {
    const ours = servers.Porchlight!
    const url = (ours.pool as unknown as { url: string }).url
    const signal = AbortSignal.timeout(60_000)
    await untilReady(url, signal)
    await importFiles(url, key, demoFiles(cameras, Date.now()), signal)
    const boxes = await boxesOf(ours)
    const cases = casesOf(boxes)
    const rounds = quick ? 5 : 15
    for (const { server, send } of Object.values(cases))
      await measure(servers[server]!, boxes.length, warmUp, send, Number.POSITIVE_INFINITY)
    const figures = new Map<string, number[]>()
    for (let round = -1; round < rounds; round++)
      for (const [name, { server, requests, send }] of Object.entries(cases)) {
        const paced = await measure(servers[server]!, boxes.length, requests, send, perSecond)
        const full = await measure(servers[server]!, boxes.length, requests, send, Number.POSITIVE_INFINITY)
        if (round < 0) continue
        figures.set(name, [...(figures.get(name) ?? []), paced])
        figures.set(`${name}${fullSpeed}`, [...(figures.get(`${name}${fullSpeed}`) ?? []), full])
      }
    const rows: Row[] = [...figures].map(([name, values]) => ({
      case: name,
      variant: cases[name.replace(fullSpeed, '')]!.server,
      metric: 'cpu',
      unit: 'µs',
      ...summary(values),
    }))
    const median = (name: string) => summary(figures.get(name) ?? []).median
    return {
      rows,
      ratios: {
        cameras_to_empty: median('GET /v1/cameras') / median('GET, empty Fastify'),
        cameras_unchanged_to_empty: median('GET /v1/cameras, unchanged') / median('GET, empty Fastify'),
        playbacks_to_empty: median('POST /v1/playbacks') / median('POST, empty Fastify'),
        renewal_to_empty: median('POST renewal') / median('POST, empty Fastify'),
        refresh_to_empty: median('POST /oauth/token, refresh') / median('POST, empty Fastify'),
        cameras_to_empty_full_speed: median(`GET /v1/cameras${fullSpeed}`) / median(`GET, empty Fastify${fullSpeed}`),
        playbacks_to_empty_full_speed:
          median(`POST /v1/playbacks${fullSpeed}`) / median(`POST, empty Fastify${fullSpeed}`),
        empty_to_node: median('GET, empty Fastify') / median('GET, empty node:http'),
      },
    }
  } finally {
    for (const { child, pool } of Object.values(servers)) {
      await pool.destroy()
      child.disconnect()
      if (child.exitCode === null) await once(child, 'exit')
    }
    origin.close()
    origin.closeAllConnections()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function start(file: string, name: string, env: NodeJS.ProcessEnv): Promise<Server> {
  const child = fork(file, [name], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  const pool = Object.assign(new Pool(url, { connections: atOnce, pipelining: 1 }), { url })
  return {
    child,
    pool,
    async cpu() {
      child.send({ ask: 'cpu' })
      const [{ cpu }] = (await once(child, 'message')) as [{ cpu: NodeJS.CpuUsage }]
      return cpu.user + cpu.system
    },
  }
}

async function boxesOf({ child }: Server): Promise<Box[]> {
  child.send({ ask: 'tokens' })
  const [{ tokens }] = (await once(child, 'message')) as [{ tokens: Box[] }]
  return tokens.slice(0, atOnce)
}

/**
 * CPU of the server per request, µs; the boxes are lanes that send side by side, so many a second for every server.
 * Full speed would compare unlike things: a client that a fast server keeps busy need not be woken for each answer,
 * and on a virtual machine the waking costs the server more than all the rest of an empty answer.
 */
async function measure(server: Server, lanes: number, requests: number, send: Send, rate: number): Promise<number> {
  const each = Math.ceil(requests / lanes)
  const before = await server.cpu()
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let turn = 0; turn < each; turn++) {
        const due = begun + ((turn * lanes + lane) * 1000) / rate
        const wait = due - performance.now()
        if (wait > 0) await new Promise((later) => setTimeout(later, wait))
        await send(server.pool, lane, turn)
      }
    }),
  )
  return ((await server.cpu()) - before) / (each * lanes)
}

function casesOf(boxes: Box[]): Record<string, { server: string; requests: number; send: Send }> {
  const ask = async (
    pool: Pool,
    method: 'GET' | 'POST',
    path: string,
    expected: number,
    more: { token?: string; body?: object; headers?: Record<string, string> } = {},
  ) => {
    const { statusCode, headers, body } = await pool.request({
      method,
      path,
      headers: {
        ...(more.token === undefined ? {} : { authorization: `Bearer ${more.token}` }),
        ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more.headers,
      },
      ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
    })
    const text = await body.text()
    if (statusCode !== expected) throw new Error(`${method} ${path}: ${statusCode} ${text.slice(0, 300)}`)
    return { text, headers }
  }
  // Cameras that every household of the demo's first township sees in turn, as one zaps.
  const camera = (turn: number) => (turn % 2 === 0 ? 'main-street' : 'bus-stop')
  const tags: string[] = []
  const body = { camera_id: 'main-street' }
  return {
    'GET, empty node:http': {
      server: 'node:http',
      requests: perSecond,
      send: async (pool) => void (await ask(pool, 'GET', '/', 200)),
    },
    'GET, empty Fastify': {
      server: 'empty Fastify',
      requests: perSecond,
      send: async (pool) => void (await ask(pool, 'GET', '/empty', 200)),
    },
    'POST, empty Fastify': {
      server: 'empty Fastify',
      requests: perSecond,
      send: async (pool) => void (await ask(pool, 'POST', '/empty', 200, { body })),
    },
    'GET /v1/cameras': {
      server: 'Porchlight',
      requests: perSecond,
      async send(pool, lane) {
        const { headers } = await ask(pool, 'GET', '/v1/cameras', 200, { token: boxes[lane]!.access })
        tags[lane] = String(headers.etag)
      },
    },
    'GET /v1/cameras, unchanged': {
      server: 'Porchlight',
      requests: perSecond,
      async send(pool, lane) {
        await ask(pool, 'GET', '/v1/cameras', 304, {
          token: boxes[lane]!.access,
          headers: { 'if-none-match': tags[lane]! },
        })
      },
    },
    'POST /v1/playbacks': {
      server: 'Porchlight',
      requests: perSecond,
      async send(pool, lane, turn) {
        const box = boxes[lane]!
        const { text } = await ask(pool, 'POST', '/v1/playbacks', 201, {
          token: box.access,
          body: { camera_id: camera(turn) },
        })
        box.playback = (JSON.parse(text) as { id: string }).id
      },
    },
    'POST renewal': {
      server: 'Porchlight',
      requests: perSecond,
      async send(pool, lane) {
        const { access, playback } = boxes[lane]!
        await ask(pool, 'POST', `/v1/playbacks/${playback}/renewal`, 200, { token: access, body: {} })
      },
    },
    'POST /oauth/token, refresh': {
      server: 'Porchlight',
      requests: perSecond,
      async send(pool, lane) {
        const box = boxes[lane]!
        const { text } = await ask(pool, 'POST', '/oauth/token', 200, {
          body: { grant_type: 'refresh_token', refresh_token: box.refresh },
        })
        const answer = JSON.parse(text) as { access_token: string; refresh_token: string }
        box.access = answer.access_token
        box.refresh = answer.refresh_token
      },
    },
  }
}

function playlist(): string {
  const second = Math.floor(Date.now() / 1000)
  const segments = [0, 1, 2, 3].map((index) => `#EXTINF:1.000,\nseg${second + index}.ts`)
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    '#EXT-X-TARGETDURATION:1',
    `#EXT-X-MEDIA-SEQUENCE:${second}`,
    ...segments,
    '',
  ].join('\n')
}
