import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import { startPostgres } from '../../tests/support/postgres'
import { newDatabase } from '../crowd/databases'
import { listener } from '../crowd/listener'
import { type Child, monotonic, pause, playRole, start } from '../crowd/processes'
import { giveTokens, type Refreshing } from '../crowd/refreshing'
import { service } from '../crowd/service'
import { buildTown, type Town } from '../crowd/town'
import { addCameras, newestIn, segment, startCameras } from '../gate/site'
import { type Measured, type Row, summary } from '../measure'

const file = fileURLToPath(import.meta.url)
const operatorKey = 'bench-root-key-0123456789-abcdefgh'
const households = 600
const cameras = 10
/** Boxes that listen all the time. */
const listening = 200
/** Turns a second at each process: in three minutes what a village of a thousand households does in two hours. */
const perSecond = 30
const samples = 30
/** Memory of the last third of the time may be so many times that of the middle third. */
const flat = 1.1

interface Site {
  name: string
  child: Child
  address: string
  pool: Pool
  town: Town
  boxes: Refreshing[]
  kib: number[]
  /** turns that ended with 502 or 503: a machine that is too busy says so, and that is no fault of the soak */
  refused: number
}

class Refused extends Error {}

/**
 * A village at work, driven by the clock: lists, pictures begun, renewed and fetched, refresh tokens, calls for help to
 * their closure, boxes that listen. On an embedded store and at two processes over one PostgreSQL. Fails when the memory
 * of a process (private, after a collection) is not flat within 10 %. Three minutes at an accelerated load unless
 * `SOAK_MINUTES` says otherwise; two hours are `SOAK_MINUTES=120`.
 */
export async function run({ keep }: { keep(soFar: Measured): void }): Promise<Measured> {
  const minutes = Number(process.env.SOAK_MINUTES ?? '3')
  if (!(minutes >= 1)) throw new Error('SOAK_MINUTES must be a number of minutes, at least 1')
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const postgres = await startPostgres()
  const origin = await startCameras(segment())
  const database = await newDatabase(postgres.url, 'soak')
  const sites: Site[] = []
  const ear = start(file, 'listener')
  try {
    const embedded = await village(folder, null, origin.url)
    const shared = await village(folder, database, origin.url)
    sites.push(await open('embedded store', folder, null, origin.url, embedded))
    sites.push(await open('PostgreSQL, first process', folder, database, origin.url, shared))
    sites.push(await open('PostgreSQL, second process', folder, database, origin.url, shared))
    for (const { address, town } of sites) {
      const streams = town.boxes
        .slice(0, listening)
        .map(({ bearer }) => ({ path: '/v1/events', header: `Authorization: ${bearer}` }))
      await ear.ask('open', { address, streams, desk: false })
    }
    const begun = monotonic()
    const end = begun + minutes * 60_000
    const watching = (async () => {
      for (let n = 1; n <= samples; n++) {
        await pause(Math.max(0, begun + (n * minutes * 60_000) / samples - monotonic()))
        for (const site of sites) site.kib.push(await site.child.ask<number>('memory'))
        if (n >= 3) keep(judged(sites))
      }
    })()
    await Promise.all([watching, ...sites.map((site, n) => load(site, n, begun, end))])
    return judged(sites)
  } finally {
    for (const { child, pool } of sites) {
      await pool.destroy()
      await child.stop()
    }
    await ear.stop()
    origin.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Village = Pick<Site, 'town' | 'boxes'>

async function village(folder: string, database: string | null, origin: string): Promise<Village> {
  const town = await buildTown(folder, households, database)
  await addCameras(folder, cameras, origin, database)
  return { town, boxes: await giveTokens(folder, database, households) }
}

async function open(name: string, folder: string, database: string | null, origin: string, { town, boxes }: Village) {
  const child = start(file, 'service', {
    ...{ DATA_DIR: folder, OPERATOR_KEY: operatorKey, CAMERA_ORIGINS: origin, PROBE_S: '3600' },
    ...{ GROUP_CALLS_PER_HOUR: '1000', ...(database === null ? {} : { DATABASE_URL: database }) },
  })
  const address = await child.ask<string>('address')
  return { name, child, address, pool: new Pool(address, { connections: 16 }), town, boxes, kib: [], refused: 0 }
}

/** One turn after the other, at their times; each is a box's, and two processes over one store have different boxes. */
async function load(site: Site, offset: number, begun: number, end: number): Promise<void> {
  const under: Promise<void>[] = []
  const faults: unknown[] = []
  for (let n = 0; monotonic() < end && faults.length === 0; n++) {
    await pause(Math.max(0, begun + (n * 1000) / perSecond - monotonic()))
    const half = households / 2
    const box = (offset % 2) * half + ((n * 7919) % half)
    under.push(
      turn(site, box, n).catch((error) => {
        if (!(error instanceof Refused)) faults.push(error)
        else site.refused++
      }),
    )
    if (under.length >= 64) await Promise.all(under.splice(0))
  }
  await Promise.all(under)
  if (faults.length > 0) throw faults[0]
}

async function turn(site: Site, n: number, at: number): Promise<void> {
  const { bearer } = site.town.boxes[n]!
  const box = { authorization: bearer }
  await call(site, 'GET', '/v1/cameras', 200, box)
  const body = { camera_id: `c${at % cameras}` }
  const begun = (await call(site, 'POST', '/v1/playbacks', 201, box, body)) as { id: string; url: string }
  const playlist = String(await call(site, 'GET', begun.url, 200, {}))
  await call(site, 'GET', begun.url.replace(/[^/]+$/, newestIn(playlist)), 200, {})
  await call(site, 'POST', `/v1/playbacks/${begun.id}/renewal`, 200, box, {})
  if (at % 3 === 0) await refresh(site, n)
  if (at % perSecond === 0) await callForHelp(site, box)
}

async function refresh(site: Site, n: number): Promise<void> {
  const box = site.boxes[n]!
  const body = { grant_type: 'refresh_token', refresh_token: box.token }
  box.token = ((await call(site, 'POST', '/oauth/token', 200, {}, body)) as { refresh_token: string }).refresh_token
}

/** A call until the desk closes it. */
async function callForHelp(site: Site, box: Record<string, string>): Promise<void> {
  const headers = { ...box, 'idempotency-key': randomBytes(16).toString('hex') }
  const pressed = { kind: 'help', quiet: false, mode: 'real', pressed_at: new Date().toISOString() }
  // 200: an earlier call was refused because the store was slow, and stored all the same; this one joins it.
  const { id } = (await call(site, 'POST', '/v1/alarms', [200, 201], headers, pressed)) as { id: string }
  const desk = { cookie: site.town.cookie }
  await call(site, 'POST', `/v1/desk/alarms/${id}/acknowledgement`, 200, desk, {})
  await call(site, 'POST', `/v1/desk/alarms/${id}/closure`, 200, desk, { outcome: 'false_alarm', note: 'soak' })
}

async function call(
  { pool }: Site,
  method: 'GET' | 'POST',
  path: string,
  expected: number | readonly number[],
  headers: Record<string, string>,
  body?: object,
): Promise<unknown> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const answer = await pool.request({
    method,
    path,
    headers: { ...headers, ...json },
    body: body ? JSON.stringify(body) : null,
  })
  const type = String(answer.headers['content-type'] ?? '')
  const got = type.includes('json') ? await answer.body.json() : await answer.body.text()
  if (![expected].flat().includes(answer.statusCode)) {
    const where = path.replace(/\/live\/[^/]+/, '/live/…')
    const Fault = answer.statusCode === 502 || answer.statusCode === 503 ? Refused : Error
    throw new Fault(`${method} ${where} was answered ${answer.statusCode}: ${JSON.stringify(got).slice(0, 300)}`)
  }
  return got
}

function judged(sites: readonly Site[]): Measured {
  const rows: Row[] = []
  const ratios: Record<string, number> = {}
  const failures: string[] = []
  for (const { name, kib, refused } of sites) {
    rows.push({ case: 'all the time', variant: name, metric: 'turns refused', unit: '', ...summary([refused]) })
    const third = Math.floor(kib.length / 3)
    const parts = { first: kib.slice(0, third), middle: kib.slice(third, 2 * third), last: kib.slice(2 * third) }
    for (const [part, values] of Object.entries(parts))
      rows.push({ case: `${part} third`, variant: name, metric: 'memory', unit: 'KiB', ...summary(values) })
    const growth = summary(parts.last).median / summary(parts.middle).median
    ratios[`${name.replace(/\W+/g, '_').toLowerCase()}_growth`] = growth
    if (growth > flat)
      failures.push(
        `memory of ${name} is not flat: ${Math.round((growth - 1) * 100)} % more, KiB over time: ${kib.join(' ')}`,
      )
  }
  return { rows, ratios, failures }
}

playRole({ service, listener })
