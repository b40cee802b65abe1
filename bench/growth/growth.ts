import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { listener } from '../crowd/listener'
import { type Child, connectionsAllowed, monotonic, pause, playRole, start } from '../crowd/processes'
import { service } from '../crowd/service'
import { buildTown, type Town } from '../crowd/town'
import { addCameras } from '../gate/site'
import type { Measured, Row } from '../measure'
import { exponent, type Point } from './fit'
import { type PlaceCost, place } from './place'

const file = fileURLToPath(import.meta.url)
const operatorKey = 'bench-root-key-0123456789-abcdefgh'
const agent = new Agent({ connections: 32, keepAliveTimeout: 60_000 })
/** The largest of each kind is the planning figure of a city, or of one process in it. */
const sizes = {
  households: [1000, 10_000, 100_000, 1_000_000, 3_500_000],
  cameras: [100, 1000, 10_000, 100_000, 300_000],
  crowd: [10, 100, 1000, 10_000],
}
/** `--quick` leaves the largest out: filling a store with millions of rows takes minutes by itself. */
const quickLimit = 100_000
const costs: [key: keyof PlaceCost, metric: string, unit: string][] = [
  ['setUpMs', 'set-up, CPU', 'ms'],
  ['mib', 'memory', 'MiB'],
  ['decisionUs', 'a decision, CPU', 'µs'],
  ['listUs', 'a list of cameras, CPU', 'µs'],
]

/**
 * How cost grows with the work: households and cameras that a process knows, viewers that watch at it, boxes that listen
 * to it. The growth is a figure, the exponent of the power of the size that fits the three largest best: what every
 * process costs whatever its size would hide the growth among the small ones. A list of cameras grows with what is in
 * it: ten times the cameras beside as many households are ten times as many in each list.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const rows: Row[] = []
  const ratios: Record<string, number> = {}
  const note = (kind: string, metric: string, unit: string, points: readonly Point[]) => {
    for (const { size, cost } of points)
      rows.push({ case: `${size} ${kind}`, variant: 'ours', metric, unit, median: cost, p90: cost, n: 1 })
    ratios[`${kind}_${metric.replace(/\W+/g, '_').toLowerCase()}_exponent`] = exponent(points.slice(-3))
  }
  const within = (all: readonly number[]) => all.filter((size) => !quick || size <= quickLimit)
  const places = {
    // Beside so many of the other kind.
    households: (size: number) => ({ households: size, cameras: 1000 }),
    cameras: (size: number) => ({ households: 10_000, cameras: size }),
  }
  for (const kind of ['households', 'cameras'] as const) {
    const found: (PlaceCost & { size: number })[] = []
    for (const size of within(sizes[kind])) found.push({ size, ...(await costOf(places[kind](size))) })
    for (const [key, metric, unit] of costs)
      note(
        kind,
        metric,
        unit,
        found.map((one) => ({ size: one.size, cost: one[key] })),
      )
  }
  const crowd = await crowdCosts(within(sizes.crowd), quick ? 200 : 600)
  note('viewers', 'a renewal, CPU', 'µs', crowd.renewal)
  note('viewers', 'the look once a second, CPU', 'ms', crowd.look)
  note('boxes', 'a request, CPU', 'µs', crowd.asked)
  note('boxes', 'a text to all, CPU', 'µs', crowd.told)
  return { rows, ratios }
}

async function costOf(size: { households: number; cameras: number }): Promise<PlaceCost> {
  const dataDir = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const child = start(file, 'place')
  try {
    return await child.ask<PlaceCost>('cost', { ...size, dataDir })
  } finally {
    await child.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** One process with ever more viewers, then with ever more boxes that listen. */
async function crowdCosts(steps: readonly number[], requests: number) {
  const most = connectionsAllowed(steps.at(-1) ?? 0)
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const town = await buildTown(folder, most)
  await addCameras(folder, 1, 'http://127.0.0.1:9')
  const env = { DATA_DIR: folder, OPERATOR_KEY: operatorKey, CAMERA_ORIGINS: 'http://127.0.0.1:9', PROBE_S: '3600' }
  const server = start(file, 'service', env)
  const ear = start(file, 'listener')
  const found = {
    renewal: [] as Point[],
    look: [] as Point[],
    asked: [] as Point[],
    told: [] as Point[],
  }
  try {
    const address = await server.ask<string>('address')
    const playbacks: string[] = []
    for (const step of steps) {
      const size = Math.min(step, most)
      while (playbacks.length < size) playbacks.push(...(await begin(address, town, playbacks.length, size)))
      // What has begun is written a second later.
      await pause(2500)
      const idle = await cpuDuring(server, () => pause(5000))
      found.look.push({ size, cost: idle / 5 })
      const renewal = await cpuDuring(server, () => renew(address, town, playbacks, requests))
      found.renewal.push({ size, cost: (renewal * 1000) / requests })
    }
    let open = 0
    for (const step of steps) {
      const size = Math.min(step, most)
      const streams = town.boxes
        .slice(open, size)
        .map(({ bearer }) => ({ path: '/v1/events', header: `Authorization: ${bearer}` }))
      await ear.ask('open', { address, streams, desk: false })
      open = size
      await pause(3000)
      const asked = await cpuDuring(server, () => askCameras(address, town, requests))
      found.asked.push({ size, cost: (asked * 1000) / requests })
      const told = await cpuDuring(server, async () => {
        const id = await tell(address, town.cookie, size)
        await ear.ask('arrived', { id, n: size, desk: false })
      })
      found.told.push({ size, cost: told * 1000 })
    }
    return found
  } finally {
    await server.stop()
    await ear.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function cpuDuring(server: Child, work: () => Promise<unknown>): Promise<number> {
  const before = await server.ask<number>('cpu')
  await work()
  return (await server.ask<number>('cpu')) - before
}

/** A request of a box that must be answered with this status. */
async function call(url: string, bearer: string, status: number, body?: object): Promise<unknown> {
  const answer = await request(url, {
    method: body === undefined ? 'GET' : 'POST',
    dispatcher: agent,
    headers: { authorization: bearer, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== status) throw new Error(`${url}: ${answer.statusCode} ${text.slice(0, 200)}`)
  return JSON.parse(text)
}

/** The playbacks of some more boxes, one each. */
function begin(address: string, { boxes }: Town, from: number, to: number): Promise<string[]> {
  return Promise.all(
    boxes.slice(from, Math.min(to, from + 100)).map(async ({ bearer }) => {
      const body = { camera_id: 'c0', engine: 'native' }
      return ((await call(`${address}/v1/playbacks`, bearer, 201, body)) as { id: string }).id
    }),
  )
}

async function renew(address: string, { boxes }: Town, playbacks: string[], requests: number): Promise<void> {
  const begun = monotonic()
  await Promise.all(
    Array.from({ length: requests }, async (_, n) => {
      // At 200 a second, whatever the size: batches of another length would cost otherwise.
      await pause(Math.max(0, begun + n * 5 - monotonic()))
      const at = (n * 7919) % playbacks.length
      await call(`${address}/v1/playbacks/${playbacks[at]}/renewal`, boxes[at]!.bearer, 200, {})
    }),
  )
}

async function askCameras(address: string, { boxes }: Town, requests: number): Promise<void> {
  const begun = monotonic()
  await Promise.all(
    Array.from({ length: requests }, async (_, n) => {
      await pause(Math.max(0, begun + n * 5 - monotonic()))
      await call(`${address}/v1/cameras`, boxes[(n * 7919) % boxes.length]!.bearer, 200)
    }),
  )
}

async function tell(address: string, cookie: string, n: number): Promise<string> {
  const answer = await request(`${address}/v1/desk/notices`, {
    method: 'POST',
    dispatcher: agent,
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ text: `notice ${n}`, until: new Date(Date.now() + 3600_000).toISOString() }),
  })
  return ((await answer.body.json()) as { id: string }).id
}

playRole({ place, service, listener })
