// The TV app for old boxes: one compiler pass over the whole bundle, because bundlers lower no further than ES2015.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from '@swc/core'
import { versionOf } from './release.mjs'

const top = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * A script in ES5, minified. `loose` stays off: it takes a spread Set for an array, and Lightning spreads Sets.
 * @param {string} source @param {'typescript' | 'ecmascript'} syntax
 */
export async function toEs5(source, syntax) {
  const { code } = await transform(source, {
    swcrc: false,
    configFile: false,
    isModule: false,
    minify: true,
    jsc: { target: 'es5', parser: { syntax }, minify: { compress: { ecma: 5 }, mangle: true, ecma: 5 } },
  })
  return code
}

/**
 * What of axios no box ever runs, and what both builds have in its place: its way by `fetch`, since it goes by
 * XMLHttpRequest wherever there is one, and its list of HTTP's statuses by name.
 * @type {Record<string, string>}
 */
const unusedOfAxios = {
  './fetch.js': 'export const getFetch = () => false',
  './helpers/HttpStatusCode.js': 'export default {}',
}

/** What stands in place of a file of axios; undefined: the file itself. @param {string} source @param {string} importer */
export const insteadOf = (source, importer) => (/axios[/\\]lib[/\\]/.test(importer) ? unusedOfAxios[source] : undefined)

/** Makes dist/tv/es5 beside a built dist/tv, and tells the page's first script of it. */
export async function buildForOldBoxes() {
  const folder = join(top, 'dist/tv/es5')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const keep = (/** @type {string} */ name, /** @type {string} */ source) => {
    const file = `${name}-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.js`
    writeFileSync(join(folder, file), source)
    return `es5/${file}`
  }
  // As published it is ES5 already; it comes when the first camera is near, not with the list.
  const player = keep('hls', readFileSync(join(top, 'node_modules/hls.js/dist/hls.light.min.js'), 'utf8').trim())
  const polyfills = await bundle('app/tv/polyfills.ts', { target: 'es5', minify: true })
  const rest = await toEs5(await bundle('app/tv/old.ts', { plugins: [oldBoxFiles(player)] }), 'ecmascript')
  const app = keep('app', polyfills + rest)
  const page = join(top, 'dist/tv/index.html')
  const html = readFileSync(page, 'utf8').replace(/ data-old="[^"]*"/, '')
  writeFileSync(page, html.replace('<script id="start"', `<script id="start" data-old="./${app}"`))
}

/** @param {string} entry @param {import('esbuild').BuildOptions} more */
async function bundle(entry, more) {
  const { build } = await import('esbuild')
  const { outputFiles = [] } = await build({
    absWorkingDir: top,
    entryPoints: [entry],
    tsconfig: 'tsconfig.browser.json',
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    define: { __PORCHLIGHT_VERSION__: JSON.stringify(versionOf(top)), 'process.env.NODE_ENV': '"production"' },
    // All pieces are in the one file; what asks for one by another address (app/tv/piece.ts) has none to ask for.
    supported: { 'dynamic-import': false },
    legalComments: 'none',
    logLevel: 'warning',
    ...more,
  })
  return outputFiles.map(({ text }) => text).join('')
}

/**
 * axios with one way; hls.js as a script of its own: a thenable, so that each `import()` of it loads it, again after a failure too.
 * @param {string} address @returns {import('esbuild').Plugin}
 */
function oldBoxFiles(address) {
  const namespace = 'by-script'
  const contents = `export default { then: (done, fail) => {
    if (window.Hls) return done(window.Hls)
    const script = document.createElement('script')
    script.src = ${JSON.stringify(address)}
    script.onload = () => done(window.Hls)
    script.onerror = () => fail(new Error('hls.js could not be loaded'))
    document.head.appendChild(script)
  } }`
  return {
    name: 'porchlight-old-box-files',
    setup(build) {
      build.onResolve({ filter: /^hls\.js\/light$/ }, ({ path }) => ({ path, namespace }))
      build.onLoad({ filter: /./, namespace }, () => ({ contents }))
      build.onResolve({ filter: /^\.\// }, ({ path, importer }) => {
        const instead = insteadOf(path, importer)
        return instead === undefined ? null : { path, namespace: 'unused', pluginData: instead }
      })
      build.onLoad({ filter: /./, namespace: 'unused' }, ({ pluginData }) => ({ contents: pluginData }))
    },
  }
}
