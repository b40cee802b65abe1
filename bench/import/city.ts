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
import { type Measured, type Row, summary } from '../measure'

const key = 'the-operator-key-of-the-import-bench-0123456789'
const size = { seed: 7, households: 3_500_000, cameras: 300_000, now: Date.UTC(2026, 10, 23) }
/** One household in so many is another in the night's files. */
const changedOneIn = 200
const files: TownFile[] = ['areas.csv', 'groups.csv', 'households.csv', 'cameras.csv', 'boxes.csv', 'grants.csv']

/**
 * A city of 3.5 million households by the command line into the embedded store: the first import, the same again, and a
 * night's difference. How long, how much memory, and how many rows are written.
 */
export async function city(): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'))
  const rows: Row[] = []
  try {
    for (const night of [false, true]) await writeFiles(join(folder, night ? 'night' : 'first'), night)
    const env = { OPERATOR_KEY: key, DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent', PORT: '0' }
    const running = await assemble(readConfig(env))
    const { service, app } = running
    await running.listen()
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    const written = async () => {
      const row = await service.db
        .selectFrom('access_history')
        .select((eb) => eb.fn.max('id').as('id'))
        .executeTakeFirst()
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
      console.log(`${name}: ${last.slice(-files.length).join('; ')}`)
      const row = (metric: string, unit: string, value: number) =>
        rows.push({ case: name, variant: 'embedded store', metric, unit, ...summary([value]) })
      row('the whole import', 's', seconds)
      row('households', '1/s', size.households / seconds)
      row('memory of the process at most', 'MB', most / 1e6)
      row('memory on top', 'MB', (most - before.rss) / 1e6)
      row('rows of the history written', '1', (await written()) - before.written)
      return seconds
    }
    const first = await send('the first of a city of 3.5 million', 'first')
    const same = await send('the same again', 'first')
    const night = await send('a night: one household in 200 is another', 'night')
    await running.close()
    const facts = { city_first_s: first, city_same_s: same, city_night_s: night }
    return { rows, ratios: { ...facts, city_night_to_first: night / first } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
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
