// What dist/ is made of, and how each part is built.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tellRelease } from './release.mjs'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * @typedef {object} Part
 * @property {string[]} sources files and folders whose change makes the part stale
 * @property {() => Promise<void>} build
 * @property {string} [folder] below dist/, where it is not the part's name
 * @property {string} [within] the part whose folder it lies in: making that one anew takes this one away
 */

/** Native or reading their own files at run time: they stay in node_modules. */
const external = ['libsql', 'pg-native', '@fastify/swagger-ui']

/** @param {Record<string, string>} entryPoints @param {string} outdir */
async function bundleForNode(entryPoints, outdir) {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external,
    sourcemap: true,
    legalComments: 'none',
    logLevel: 'warning',
    outExtension: { '.js': '.mjs' },
    // Some dependencies are CommonJS and call require() for Node's own modules.
    banner: {
      js: "import{createRequire as __makeRequire}from'node:module';const require=__makeRequire(import.meta.url);",
    },
  })
}

/** @param {string} part */
async function bundleForBrowser(part) {
  // Whoever calls us may have another (vitest has): what ships is the same.
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  await build({
    root: join(root, 'app', part),
    configFile: join(root, 'app', part, 'vite.config.ts'),
    logLevel: 'warn',
  })
}

/** @type {Record<string, Part>} */
export const parts = {
  api: {
    sources: ['app/contract', 'app/api', 'static/fonts/coverage.json'],
    build: () => bundleForNode({ main: 'app/api/main.ts' }, 'dist/api'),
  },
  cli: {
    sources: ['app/contract', 'app/api', 'static/fonts/coverage.json'],
    build: () => bundleForNode({ porchlight: 'app/api/porchlight.ts' }, 'dist/cli'),
  },
  demo: {
    sources: ['app/contract', 'app/demo'],
    build: () => bundleForNode({ main: 'app/demo/main.ts', generate: 'app/demo/generate.ts' }, 'dist/demo'),
  },
  tv: {
    sources: ['app/contract', 'app/tv', 'static', 'settings.json', 'build/es5.mjs'],
    build: async () => {
      await bundleForBrowser('tv')
      tellRelease(root)
    },
  },
  // After the part that it lies in.
  es5: {
    sources: ['app/contract', 'app/tv', 'build/es5.mjs'],
    build: async () => (await import('./es5.mjs')).buildForOldBoxes(),
    folder: 'tv/es5',
    within: 'tv',
  },
  desk: {
    sources: ['app/contract', 'app/desk'],
    build: () => bundleForBrowser('desk'),
  },
}

const stampFile = join(root, 'dist', '.stamps.json')

/** The parts whose sources changed since they were built, and those that go when such a one is built. */
export function staleParts() {
  const stamps = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {}
  const stale = Object.keys(parts).filter(
    (name) => stamps[name] !== stampOf(name) || !existsSync(join(root, 'dist', partOf(name).folder ?? name)),
  )
  return Object.keys(parts).filter((name) => stale.includes(name) || stale.includes(partOf(name).within ?? ''))
}

/**
 * Builds parts one after another and remembers what they were built from.
 * @param {string[]} names
 */
export async function buildParts(names) {
  for (const name of names) {
    const stamp = stampOf(name)
    await partOf(name).build()
    const stamps = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {}
    mkdirSync(dirname(stampFile), { recursive: true })
    writeFileSync(stampFile, JSON.stringify({ ...stamps, [name]: stamp }))
  }
}

/** @param {string} name */
function partOf(name) {
  const part = parts[name]
  if (part === undefined) throw new Error(`there is no part "${name}": the parts are ${Object.keys(parts).join(', ')}`)
  return part
}

/** @param {string} name */
function stampOf(name) {
  const hash = createHash('sha256')
  for (const source of [...partOf(name).sources, 'package-lock.json', 'build/parts.mjs'])
    for (const file of filesBelow(join(root, source))) {
      const { size, mtimeMs } = statSync(file)
      hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`)
    }
  return hash.digest('hex')
}

/** @param {string} path @returns {string[]} */
function filesBelow(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .filter((name) => !name.endsWith('.test.ts'))
    .flatMap((name) => filesBelow(join(path, name)))
}
