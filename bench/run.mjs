// npm run bench [-- <name> …] [--quick] [--city (of import)]: measures, prints a table, writes bench/results/<name>.json.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { root } from '../build/parts.mjs'
import { judged, promise, resultsOf, short } from './expected.mjs'

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, city: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const known = readdirSync(join(root, 'bench')).filter((name) => existsSync(join(root, 'bench', name, `${name}.ts`)))
for (const name of positionals)
  if (!known.includes(name)) stop(`There is no bench "${name}": the benches are ${known.join(', ')}.`)

/** @type {Record<string, string>} */
const failures = {}
// The soak has a command of its own, `npm run test:soak`: it measures nothing beside a peer.
const wanted = positionals.length > 0 ? positionals : known.filter((name) => name !== 'soak')
/** All of them quickly means within this, s: what would not fit is named, and has its own turn by name. */
const quickMost = 300
const hurried = values.quick && positionals.length === 0
if (hurried) wanted.sort((one, other) => quickSeconds(one) - quickSeconds(other))
/** @type {string[]} */
const leftOut = []
const begun = Date.now()
for (const name of wanted.slice())
  try {
    if (hurried && (Date.now() - begun) / 1000 + quickSeconds(name) > quickMost) {
      leftOut.push(name)
      continue
    }
    await measure(name)
  } catch (error) {
    failures[name] = error instanceof Error ? error.message : String(error)
    console.error(error)
  }
for (const page of ['chart', 'plan'])
  execFileSync(process.execPath, [join(root, `bench/${page}.mjs`)], { stdio: 'inherit' })
console.table(
  judged()
    .filter(({ bench }) => wanted.includes(bench) && !leftOut.includes(bench))
    .map((one) => ({
      bench: one.bench,
      what: one.what,
      beside: one.beside,
      promised: promise(one),
      measured: one.value === null ? '-' : short(one.value),
      '': one.holds === null ? 'not measured' : one.holds ? 'kept' : 'NOT KEPT',
    })),
)
console.log(`${wanted.length - leftOut.length} benches in ${Math.round((Date.now() - begun) / 1000)} s`)
if (leftOut.length > 0) console.log(`not within ${quickMost} s, each by its name: ${leftOut.join(', ')}`)
for (const [name, why] of Object.entries(failures)) console.log(`FAILED ${name}: ${why}`)
process.exit(Object.keys(failures).length > 0 ? 1 : 0)

/** @param {string} name */
async function measure(name) {
  await quietMoment()
  const since = Date.now()
  console.log(
    `\n${name}${values.quick ? ' (quick)' : ''}; load before: ${loadavg()[0]?.toFixed(2)} on ${cpus().length} cores`,
  )
  const file = join(root, 'dist', 'bench', `${name}.mjs`)
  await build({
    absWorkingDir: root,
    entryPoints: [`bench/${name}/${name}.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
  /** @type {{run: (options: {quick: boolean, city: boolean, keep: (so: Measured) => void}) => Promise<Measured>}} */
  const bench = await import(pathToFileURL(file).href)
  const before = loadavg()[0] ?? 0
  // A long bench keeps what it has on the way, so that what fails later takes nothing with it.
  const seconds = () => Math.round((Date.now() - since) / 1000)
  const keep = (/** @type {Measured} */ measured) => write(name, measured, before, seconds())
  const measured = await bench.run({ quick: values.quick, city: values.city, keep })
  keep(measured)
  const { rows, ratios, failures = [] } = measured
  console.table(rows.map((row) => ({ ...row, median: round(row.median), p90: round(row.p90) })))
  for (const [key, ratio] of Object.entries(ratios)) console.log(`  ${key} = ${round(ratio)}`)
  console.log(`  load after: ${loadavg()[0]?.toFixed(2)}; took ${seconds()} s`)
  if (failures.length > 0) throw new Error(failures.join('; '))
}

/** How long a bench takes when it must be quick, by its last such run; a minute where nothing is known. @param {string} name */
function quickSeconds(name) {
  return resultsOf(name)?.quick_seconds ?? 60
}

/** @param {string} name @param {Measured} measured @param {number} before the machine's load when the bench began @param {number} seconds */
function write(name, { rows, ratios, failures = [] }, before, seconds) {
  mkdirSync(join(root, 'bench/results'), { recursive: true })
  const result = {
    name,
    at: new Date().toISOString(),
    commit: commit(),
    machine: machine(),
    load: [before, loadavg()[0] ?? 0].map(round),
    quick: values.quick,
    seconds,
    // A long run keeps what a quick one took: the next quick one of all plans with it.
    quick_seconds: values.quick ? seconds : resultsOf(name)?.quick_seconds,
    failures,
    rows,
    ratios,
  }
  writeFileSync(
    join(root, 'bench/results', `${name}${values.city ? '-city' : ''}.json`),
    `${JSON.stringify(result, null, 2)}\n`,
  )
}

/** @typedef {{case: string, variant: string, metric: string, unit: string, median: number, p90: number, n: number}} Row */
/** @typedef {{rows: Row[], ratios: Record<string, number>, failures?: string[]}} Measured */

/** Waits, at most two minutes, or ten seconds where it must be quick, until others leave the machine alone; says so when they do not. */
async function quietMoment() {
  const patience = values.quick ? 10 : 120
  for (let waited = 0; (loadavg()[0] ?? 0) > cpus().length / 2 && waited < patience; waited += 5)
    await new Promise((again) => setTimeout(again, 5000))
  if ((loadavg()[0] ?? 0) > cpus().length / 2) console.log('the machine is busy: compare inside this run only')
}

function machine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory_mb: Math.round(totalmem() / 1e6),
    node: process.version,
  }
}

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(3))
}

/** @param {string} why @returns {never} */
function stop(why) {
  console.error(why)
  process.exit(1)
}
