import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import type { StoreKind } from '../../app/api/database/connect'
import { startPostgres } from '../../tests/support/postgres'
import { newDatabase } from '../crowd/databases'
import { type Child, connectionsAllowed, monotonic, pause, playRole, start } from '../crowd/processes'
import { asFastAsItGoes } from '../crowd/rate'
import { giveTokens, type Refreshing } from '../crowd/refreshing'
import { service } from '../crowd/service'
import { buildTown } from '../crowd/town'
import { type Measured, type Row, summary } from '../measure'
import { bareUpdate } from './bare'

const file = fileURLToPath(import.meta.url)
const operatorKey = 'bench-root-key-0123456789-abcdefgh'
/** A city's boxes that are on, 350,000 of them, renew every ten minutes: so many a second. */
const perSecond = 600
/** No box may wait longer when all of a head-end wake together. */
const promisedMs = 30_000

/** Sends for a box and resolves with the answer. */
type Send = (pool: Pool, box: Refreshing) => Promise<void>

/**
 * Rotation of refresh tokens, durable, on both stores: as fast as it goes beside one bare update for each request in the
 * same store; at a city's 600 a second; and all boxes of a head-end at once, each on a connection of its own, which had
 * none before.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const boxes = connectionsAllowed(10_000)
  const rows: Row[] = []
  const ratios: Record<string, number> = { boxes }
  const postgres = await startPostgres()
  try {
    for (const kind of ['libsql', 'postgres'] as const) {
      const found = await onStore(kind, kind === 'postgres' ? postgres.url : null, boxes, quick)
      rows.push(...found.rows)
      for (const [name, value] of Object.entries(found.ratios)) ratios[`${name}_${kind}`] = value
    }
  } finally {
    await postgres.stop()
  }
  return { rows, ratios }
}

async function onStore(kind: StoreKind, root: string | null, count: number, quick: boolean): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const database = root === null ? null : await newDatabase(root, 'tokens')
  const bareDatabase = root === null ? null : await newDatabase(root, 'bare')
  await buildTown(folder, count, database)
  const boxes = await giveTokens(folder, database, count)
  const env = (url: string | null) => ({ DATA_DIR: folder, ...(url === null ? {} : { DATABASE_URL: url }) })
  const ours = start(file, 'service', { ...env(database), OPERATOR_KEY: operatorKey })
  const floor = start(file, 'bareUpdate', env(bareDatabase))
  try {
    const servers = {
      ours: { child: ours, address: await ours.ask<string>('address'), send: rotate },
      'one bare update': { child: floor, address: await floor.ask<string>('address'), send: update },
    }
    const variants = ['ours', 'one bare update'] as const
    const each = { ours: [] as number[], 'one bare update': [] as number[] }
    const rounds = quick ? 3 : 9
    for (let round = -1; round < rounds; round++)
      for (const variant of variants) {
        const { address, send } = servers[variant]
        const box = inTurn(boxes)
        const rate = await asFastAsItGoes(address, quick ? 1500 : 4000, (pool) => send(pool, box()))
        if (round >= 0) each[variant].push(rate)
      }
    const paced = await atRate(ours, servers.ours.address, boxes, quick ? 5 : 20)
    const storm = await allAtOnce(servers.ours.address, boxes)
    const label = kind === 'libsql' ? 'embedded store' : 'PostgreSQL'
    const row = (name: string, variant: string, metric: string, unit: string, values: number[]): Row => ({
      ...{ case: `${name}, ${label}`, variant, metric, unit },
      ...summary(values),
    })
    const city = `${perSecond} a second`
    const longest = Math.max(...storm)
    return {
      rows: [
        ...variants.map((variant) => row('as fast as it goes', variant, 'durable', '1/s', each[variant])),
        row(city, 'ours', 'a box waits', 'ms', paced.waits),
        row(city, 'ours', 'CPU per rotation', 'µs', [paced.cpuUs]),
        row(`${count} boxes at once`, 'ours', 'a box waits', 'ms', storm),
        row(`${count} boxes at once`, 'ours', 'a box waits at most', 'ms', [longest]),
      ],
      ratios: {
        rotation_to_bare_update: summary(each.ours).median / summary(each['one bare update']).median,
        rotations_per_second: summary(each.ours).median,
        storm_longest_s: longest / 1000,
        storm_to_promise: longest / promisedMs,
      },
    }
  } finally {
    for (const child of [ours, floor]) await child.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One after another, and then again. */
function inTurn<T>(all: readonly T[]): () => T {
  let next = 0
  return () => all[next++ % all.length]!
}

const rotate: Send = async (pool, box) => {
  const answer = await pool.request({
    method: 'POST',
    path: '/oauth/token',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'refresh_token', refresh_token: box.token }),
  })
  const told = (await answer.body.json()) as { refresh_token: string }
  if (answer.statusCode !== 200) throw new Error(`a rotation was answered ${answer.statusCode}`)
  box.token = told.refresh_token
}

const update: Send = async (pool, { serial, token }) => {
  const answer = await pool.request({ method: 'POST', path: '/', body: `${serial} ${token}` })
  await answer.body.dump()
}

/** What boxes wait for, and what a rotation costs the service, at a city's rate. */
async function atRate(child: Child, address: string, boxes: Refreshing[], seconds: number) {
  const pool = new Pool(address, { connections: 64 })
  const before = await child.ask<number>('cpu')
  const begun = monotonic()
  const requests = seconds * perSecond
  const waits = await Promise.all(
    Array.from({ length: requests }, async (_, n) => {
      const due = begun + (n * 1000) / perSecond
      await pause(Math.max(0, due - monotonic()))
      const from = monotonic()
      await rotate(pool, boxes[n % boxes.length]!)
      return monotonic() - from
    }),
  )
  const cpuUs = (((await child.ask<number>('cpu')) - before) * 1000) / requests
  await pool.close()
  return { waits, cpuUs }
}

/** From the moment of waking to the new tokens, connection included, for each box. */
async function allAtOnce(address: string, boxes: Refreshing[]): Promise<number[]> {
  const pool = new Pool(address, { connections: boxes.length, connect: { timeout: promisedMs * 2 } })
  const begun = monotonic()
  const waits = await Promise.all(
    boxes.map(async (box) => {
      await rotate(pool, box)
      return monotonic() - begun
    }),
  )
  await pool.destroy()
  return waits
}

playRole({ service, bareUpdate })
