import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { type TownFile, townColumns, townRows, townText } from './townFiles'

const help = `npm run porchlight -- generate --out <folder> [--seed 7] [--households 100000] [--cameras 30000]
                                  [--origin https://cameras.example] [--from 2026-01-01]
Writes the operator's seven files of an invented place, and suspended.csv. The same options give the same files.`

/** Ends with one sentence: nothing here is worth a stack trace. */
function fail(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}

function read() {
  try {
    const text = { type: 'string' as const }
    const { values } = parseArgs({
      options: { out: text, seed: text, households: text, cameras: text, origin: text, from: text },
    })
    return values
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`)
  }
}

const {
  out,
  seed = '7',
  households = '100000',
  cameras = '30000',
  origin = 'https://cameras.example',
  from = '2026-01-01',
} = read()
if (out === undefined) fail(`--out is needed: the folder that the files go to.\n\n${help}`)
const whole = (name: string, text: string, most: number) =>
  /^\d{1,9}$/.test(text) && Number(text) <= most
    ? Number(text)
    : fail(`--${name} must be a whole number up to ${most}.`)
const now = Date.parse(`${from}T00:00:00Z`)
if (Number.isNaN(now)) fail('--from must be a date such as 2026-01-01.')
if (!URL.canParse(origin)) fail('--origin must be an address such as https://cameras.example.')

const generated = townRows({
  seed: whole('seed', seed, 999_999_999),
  households: whole('households', households, 9_999_999),
  cameras: whole('cameras', cameras, 999_999),
  origin: origin.replace(/\/+$/, ''),
  now,
})
mkdirSync(out, { recursive: true })
for (const file of Object.keys(townColumns) as TownFile[]) {
  await pipeline(Readable.from(townText(generated, file)), createWriteStream(join(out, file)))
  console.log(join(out, file))
}
await pipeline(Readable.from(suspended(generated.suspensions())), createWriteStream(join(out, 'suspended.csv')))
console.log(`${join(out, 'suspended.csv')} (no file of the import: porchlight suspend <camera> --reason …)`)

function* suspended(rows: Iterable<[string, string]>): Generator<string> {
  yield 'camera,reason\r\n'
  for (const [camera, reason] of rows) yield `${camera},${reason}\r\n`
}
