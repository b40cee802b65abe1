import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'undici'
import type { StoreKind } from '../../app/api/database/connect'
import { startPostgres } from '../../tests/support/postgres'
import { type Caller, callers } from '../crowd/callers'
import { newDatabase } from '../crowd/databases'
import { playRole, start } from '../crowd/processes'
import { asFastAsItGoes } from '../crowd/rate'
import { service } from '../crowd/service'
import { buildTown } from '../crowd/town'
import { type Measured, type Row, summary } from '../measure'
import { bareInsert } from './bare'

const file = fileURLToPath(import.meta.url)
const operatorKey = 'bench-root-key-0123456789-abcdefgh'
/** Nobody answers here: what is measured is the call, not the calling of further desks later. */
const noEscalation = { ESCALATE_TOWNSHIP_S: '86400', ESCALATE_COUNTY_S: '86400', ESCALATE_UNANSWERED_S: '86400' }
const households = 45_000

/**
 * Calls for help a second, each durable before its 201, on both stores, as fast as they come; beside one bare insert for
 * each request in the same store.
 */
export async function run({ quick }: { quick: boolean }): Promise<Measured> {
  const rows: Row[] = []
  const ratios: Record<string, number> = {}
  const postgres = await startPostgres()
  try {
    for (const kind of ['libsql', 'postgres'] as const) {
      const found = await onStore(kind, kind === 'postgres' ? postgres.url : null, quick)
      rows.push(...found.rows)
      for (const [name, value] of Object.entries(found.ratios)) ratios[`${name}_${kind}`] = value
    }
  } finally {
    await postgres.stop()
  }
  return { rows, ratios }
}

async function onStore(kind: StoreKind, root: string | null, quick: boolean): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const database = root === null ? null : await newDatabase(root, 'calls')
  const bareDatabase = root === null ? null : await newDatabase(root, 'bare')
  const fresh = callers(await buildTown(folder, households, database))
  const env = (url: string | null) => ({ DATA_DIR: folder, ...(url === null ? {} : { DATABASE_URL: url }) })
  const ours = start(file, 'service', { ...env(database), ...noEscalation, OPERATOR_KEY: operatorKey })
  const floor = start(file, 'bareInsert', env(bareDatabase))
  try {
    const [address, bareAddress] = [await ours.ask<string>('address'), await floor.ask<string>('address')]
    const call = (pool: Pool) => raise(pool, fresh())
    const variants = {
      ours: () => asFastAsItGoes(address, requests, call),
      'a bare insert': () => asFastAsItGoes(bareAddress, requests, (pool) => insert(pool, '/')),
      'a bare insert and commit': () => asFastAsItGoes(bareAddress, requests, (pool) => insert(pool, '/alone')),
    }
    const requests = quick ? 1000 : 4000
    const rates = Object.keys(variants).map((variant) => ({ variant, values: [] as number[] }))
    for (let round = -1; round < (quick ? 3 : 9); round++)
      for (const { variant, values } of rates) {
        const rate = await variants[variant as keyof typeof variants]()
        if (round >= 0) values.push(rate)
      }
    const label = kind === 'libsql' ? 'embedded store' : 'PostgreSQL'
    const [mine = 0, shared = 1, alone = 1] = rates.map(({ values }) => summary(values).median)
    return {
      rows: rates.map(({ variant, values }) => ({
        ...{ case: `as fast as they come, ${label}`, variant, metric: 'durable', unit: '1/s' },
        ...summary(values),
      })),
      ratios: { calls_per_second: mine, calls_to_bare_insert: mine / shared, calls_to_bare_commit: mine / alone },
    }
  } finally {
    for (const child of [ours, floor]) await child.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function raise(pool: Pool, { box, kind }: Caller): Promise<void> {
  const answer = await pool.request({
    method: 'POST',
    path: '/v1/alarms',
    headers: {
      ...{ authorization: box.bearer, 'content-type': 'application/json' },
      'idempotency-key': randomBytes(16).toString('hex'),
    },
    body: JSON.stringify({ kind, pressed_at: new Date().toISOString() }),
  })
  await answer.body.dump()
  if (answer.statusCode !== 201) throw new Error(`a call was answered ${answer.statusCode}`)
}

/** As long as the text of a neighbour's event. */
const text = JSON.stringify({ filler: 'x'.repeat(480) })

async function insert(pool: Pool, path: string): Promise<void> {
  const answer = await pool.request({ method: 'POST', path, body: text })
  await answer.body.dump()
  if (answer.statusCode !== 201) throw new Error(`an insert was answered ${answer.statusCode}`)
}

playRole({ service, bareInsert })
