// npm run test:properties: the properties alone, with cases that nobody has seen yet and fifty times as many.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const files = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('app', name))
  .filter((path) => readFileSync(path, 'utf8').includes('support/properties'))
const seed = process.env.PROPERTY_SEED ?? String(Date.now() % 2 ** 31)
console.log(`PROPERTY_SEED=${seed}`)
// No second try and no limit: what fails has been found, however long it was looked for.
const args = ['vitest', 'run', '--project', 'unit', '--retry', '0', '--testTimeout', '0', ...files]
const env = { PROPERTY_TIMES: '50', ...process.env, PROPERTY_SEED: seed }
process.exitCode = spawnSync('npx', args, { env, stdio: 'inherit' }).status ?? 1
