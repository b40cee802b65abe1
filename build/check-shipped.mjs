// npm run check:shipped: every shipped script parses at its promised level, and the TV app starts within its budget.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parse } from 'acorn'
import { buildParts, root, staleParts } from './parts.mjs'

/**
 * ES2019 loads in every box engine that plays H.264, back to Chromium 76 and WPE WebKit 2.38 (docs/engines.md); what is
 * older gets ES5, and so does every box the script that chooses. The first promise that names a file holds for it.
 */
const promises = [
  { files: /^dist\/tv\/(es5\/.*|assets\/start-[^/]*)$/, level: /** @type {const} */ (5) },
  { files: /^dist\/tv\//, level: /** @type {const} */ (2019) },
  { files: /^dist\/desk\//, level: /** @type {const} */ (2022) },
]
/** Younger than the engines of the old build, and not in app/tv/polyfills.ts: a call of them throws there. */
const tooYoung =
  /\.(at|findLast|flat|flatMap|fromEntries|hasOwn|matchAll|padEnd|replaceAll|toReversed|toSorted|toSpliced|trimEnd|trimStart)\(/g
/** Before the first focusable list, compressed. */
const budget = 150_000

await buildParts(staleParts())
/** @type {string[]} */
const faults = []
for (const path of [...scripts(join(root, 'dist/tv')), ...scripts(join(root, 'dist/desk'))]) {
  const file = relative(root, path).split(sep).join('/')
  const level = promises.find(({ files }) => files.test(file))?.level ?? 5
  const text = readFileSync(path, 'utf8')
  if (file.startsWith('dist/tv/es5/app-'))
    for (const [, name] of text.matchAll(tooYoung)) faults.push(`${file} calls ${name}(), which old engines lack`)
  try {
    parseAt(level, text)
  } catch (error) {
    faults.push(`${file} is not ES${level}: ${/** @type {Error} */ (error).message}`)
  }
}

const page = readFileSync(join(root, 'dist/tv/index.html'), 'utf8')
const [style] = named(/ href="([^"]+\.css)"/)
const [start] = named(/<script id="start"[^>]* src="([^"]+)"/)
const [modern] = named(/ data-modern="([^"]+)"/)
const [old] = named(/ data-old="([^"]+)"/)
if (!style || !start || !modern || !old) faults.push('dist/tv/index.html lacks a style, a start or one of the builds')
const size = weigh(style, start, modern)
console.log(`before the first list: ${kB(size)} gzip of ${kB(budget)}; on old boxes ${kB(weigh(style, start, old))}`)
if (size > budget) faults.push(`the TV app's first load is ${size} bytes gzip, over its budget of ${budget}`)

for (const fault of faults) console.error(fault)
process.exit(faults.length > 0 ? 1 : 0)

/** @param {RegExp} attribute */
function named(attribute) {
  return (attribute.exec(page) ?? []).slice(1)
}

/** @param {(string | undefined)[]} files */
function weigh(...files) {
  return files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(root, 'dist/tv', file ?? 'index.html'))).length,
    0,
  )
}

/** @param {number} bytes */
function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`
}

/**
 * Modules of 2019's engines know `import()` and `import.meta`, which the standard has since 2020 (Chromium 63 and 64);
 * the other syntax of 2020 they do not.
 * @param {5 | 2019 | 2022} level @param {string} source
 */
function parseAt(level, source) {
  parse(source, {
    ecmaVersion: level === 2019 ? 2020 : level,
    sourceType: level === 5 ? 'script' : 'module',
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
