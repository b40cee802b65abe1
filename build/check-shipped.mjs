// npm run check:shipped: every shipped script parses at its promised level, and the TV app starts within its budget.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'acorn'
import { buildParts, root, staleParts } from './parts.mjs'

/** ES2019 loads in every box engine that plays H.264, back to Chromium 76 and WPE WebKit 2.38 (docs/engines.md). */
const promises = [
  { folder: 'dist/tv', level: /** @type {const} */ (2019) },
  { folder: 'dist/desk', level: /** @type {const} */ (2022) },
]
/** Before the first focusable list, compressed. */
const budget = 150_000

await buildParts(staleParts())
const faults = []
for (const { folder, level } of promises)
  for (const file of scripts(join(root, folder))) {
    try {
      parseAt(level, readFileSync(file, 'utf8'))
    } catch (error) {
      faults.push(`${relative(root, file)} is not ES${level}: ${/** @type {Error} */ (error).message}`)
    }
  }

const page = readFileSync(join(root, 'dist/tv/index.html'), 'utf8')
const first = [...page.matchAll(/(?:src|href)="\.?\/?([^"]+\.(?:js|css))"/g)].map((match) => String(match[1]))
const size = first.reduce((sum, file) => sum + gzipSync(readFileSync(join(root, 'dist/tv', file))).length, 0)
console.log(`before the first list: ${first.length} files, ${(size / 1000).toFixed(1)} kB gzip of ${budget / 1000}`)
if (first.length === 0) faults.push('dist/tv/index.html loads no script')
if (size > budget) faults.push(`the TV app's first load is ${size} bytes gzip, over its budget of ${budget}`)

for (const fault of faults) console.error(fault)
process.exit(faults.length > 0 ? 1 : 0)

/**
 * Modules of 2019's engines know `import()` and `import.meta`, which the standard has since 2020 (Chromium 63 and 64);
 * the other syntax of 2020 they do not.
 * @param {2019 | 2022} level @param {string} source
 */
function parseAt(level, source) {
  parse(source, {
    ecmaVersion: level === 2019 ? 2020 : level,
    sourceType: 'module',
    onToken: (token) => {
      const { type, value } = /** @type {import('acorn').Token & { value?: unknown }} */ (token)
      if (level === 2019 && (type.label === '?.' || type.label === '??' || typeof value === 'bigint'))
        throw new Error(`syntax of 2020: ${type.label}`)
    },
  })
}

/** @param {string} folder @returns {string[]} */
function scripts(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return scripts(path)
    return /\.m?js$/.test(entry.name) ? [path] : []
  })
}
