import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { assemble } from '../../app/api/assemble'
import { readConfig } from '../../app/api/config'
import { makeCaller } from '../../app/api/operator/caller'
import { run as command } from '../../app/api/operator/commands'
import { type TownFile, townRows, townText } from '../../app/demo/townFiles'
import { startPostgres } from '../../tests/support/postgres'
import { type Measured, summary } from '../measure'

const key = 'the-operator-key-of-the-import-bench-0123456789'
const size = { seed: 7, households: 3_500_000, cameras: 300_000, now: Date.UTC(2026, 10, 23) }
/** One household in so many is another in the night's files. */
const changedOneIn = 200
const files: TownFile[] = ['areas.csv', 'groups.csv', 'households.csv', 'cameras.csv', 'boxes.csv', 'grants.csv']

type Kind = 'libsql' | 'postgres'
const stores = { libsql: 'embedded store', postgres: 'PostgreSQL' }

/**
 * A city of 3.5 million households by the command line into each store: the first import, the same again, and a night's
 * difference. How long, how much memory, and how many rows are written. Takes an hour; what is done is kept on the way.
 */
export async function city(keep: (soFar: Measured) => void): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const measured: Measured = { rows: [], ratios: {} }
  const postgres = await startPostgres()
  try {
    for (const night of [false, true]) await writeFiles(join(folder, night ? 'night' : 'first'), night)
    await into('libsql', folder, null, measured, keep)
    await into('postgres', folder, postgres.url, measured, keep)
    return measured
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function into(
  kind: Kind,
  folder: string,
  databaseUrl: string | null,
  { rows, ratios }: Measured,
  keep: (soFar: Measured) => void,
): Promise<void> {
  const address = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }
  const env = { OPERATOR_KEY: key, DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent', PORT: '0', ...address }
  const running = await assemble(readConfig(env))
  const { service, app } = running
  await running.listen()
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const written = async () => {
    const history = service.db.selectFrom('access_history')
    const row = await history.select((eb) => eb.fn.max('id').as('id')).executeTakeFirst()
    return Number(row?.id ?? 0)
  }
  const send = async (name: string, from: string) => {
    const before = { rss: process.memoryUsage.rss(), written: await written() }
    let most = before.rss
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss())
    }, 100)
    const start = performance.now()
    const last: string[] = []
    await command(
      ['import', join(folder, from), '--url', url],
      (at) => makeCaller(env, at),
      (line) => last.push(line),
    )
    const seconds = (performance.now() - start) / 1000
    clearInterval(watch)
    console.log(`${stores[kind]}, ${name}: ${last.slice(-files.length).join('; ')}`)
    const row = (metric: string, unit: string, value: number) =>
      rows.push({ case: name, variant: stores[kind], metric, unit, ...summary([value]) })
    row('the whole import', 's', seconds)
    row('households', '1/s', size.households / seconds)
    row('memory of the process at most', 'MB', most / 1e6)
    row('memory on top', 'MB', (most - before.rss) / 1e6)
    row('rows of the history written', '1', (await written()) - before.written)
    ratios[`${kind}_${from}_${name.includes('again') ? 'again_' : ''}s`] = seconds
    keep({ rows, ratios })
  }
  try {
    await send('the first of a city of 3.5 million', 'first')
    await send('the same again', 'first')
    await send('a night: one household in 200 is another', 'night')
  } finally {
    await running.close()
  }
}

async function writeFiles(folder: string, night: boolean): Promise<void> {
  mkdirSync(folder)
  const generated = townRows({ ...size, origin: 'https://cameras.example' })
  const rows = (file: TownFile) => generated.rows(file)
  function* changed() {
    let index = 0
    for (const row of rows('households.csv'))
      yield index++ % changedOneIn === 0 ? row.map((cell, at) => (at === 3 ? `${cell} 新` : cell)) : row
  }
  const told = {
    ...generated,
    rows: (file: TownFile) => (night && file === 'households.csv' ? changed() : rows(file)),
  }
  for (const file of files) await pipeline(Readable.from(townText(told, file)), createWriteStream(join(folder, file)))
}
