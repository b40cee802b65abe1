import { cpSync, createReadStream, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { insteadOf, toEs5 } from '../../build/es5.mjs'
import { versionOf } from '../../build/release.mjs'

const root = dirname(fileURLToPath(import.meta.url))
const top = resolve(root, '../..')
const outDir = join(top, 'dist/tv')

const types: Record<string, string> = {
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.mp3': 'audio/mpeg',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Keeps `static/` and `settings.json` files beside the bundle: an operator changes them without a build.
 * Not Vite's `publicDir`, which would flatten them into the web root.
 */
function filesBeside(): Plugin {
  return {
    name: 'porchlight-files-beside',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '')
        const file = resolve(top, `.${path}`)
        const ours = file === join(top, 'settings.json') || file.startsWith(join(top, 'static') + sep)
        if (!ours || !existsSync(file) || !statSync(file).isFile()) return next()
        response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
        createReadStream(file).pipe(response)
      })
    },
    closeBundle() {
      mkdirSync(outDir, { recursive: true })
      cpSync(join(top, 'settings.json'), join(outDir, 'settings.json'))
      cpSync(join(top, 'static'), join(outDir, 'static'), { recursive: true })
    },
  }
}

/**
 * Puts `start.ts`, which every engine can read, before the app: it chooses the build. A script of its own, because the
 * content security policy allows none within the page. The build for old boxes adds itself later (`build/es5.mjs`).
 */
function chooseBuild(): Plugin {
  return {
    name: 'porchlight-choose-build',
    apply: 'build',
    async buildStart() {
      const source = await toEs5(`!function () {${readFileSync(join(root, 'start.ts'), 'utf8')}}()`, 'typescript')
      this.emitFile({ type: 'asset', name: 'start.js', source })
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const [, app] = /<script type="module"[^>]* src="([^"]+)"><\/script>/.exec(html) ?? []
        const file = Object.values(bundle).find((each) => each.type === 'asset' && each.names.includes('start.js'))
        if (app === undefined || file === undefined) throw new Error('the page lacks its app or its start')
        return html
          .replace(/<script type="module"[^>]*><\/script>/, `<link rel="modulepreload" href="${app}">`)
          .replace('</body>', `  <script id="start" src="./${file.fileName}" data-modern="${app}"></script>\n  </body>`)
      },
    },
  }
}

/** axios without what no box runs of it (`build/es5.mjs`). */
function lessOfAxios(): Plugin {
  const contents = new Map<string, string>()
  return {
    name: 'porchlight-less-of-axios',
    enforce: 'pre',
    resolveId(source, importer = '') {
      const instead = insteadOf(source, importer)
      if (instead === undefined) return null
      const id = `\0unused ${source}`
      contents.set(id, instead)
      return id
    },
    load: (asked) => contents.get(asked) ?? null,
  }
}

/** No piece of the app has styles or others that must come before it: Vite's helper for that would never be of use. */
function plainImports(): Plugin {
  const id = '\0vite/preload-helper.js'
  return {
    name: 'porchlight-plain-imports',
    enforce: 'pre',
    load: (asked) => (asked === id ? 'export const __vitePreload = (load) => load()' : null),
  }
}

export default defineConfig({
  root,
  base: './',
  publicDir: false,
  define: { __PORCHLIGHT_VERSION__: JSON.stringify(versionOf(top)) },
  plugins: [filesBeside(), chooseBuild(), lessOfAxios(), plainImports()],
  build: {
    outDir,
    emptyOutDir: true,
    // ES2019 and nothing younger than Chromium 67; older engines get the same source as ES5 (`build/es5.mjs`).
    target: ['es2019', 'chrome67'],
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    rollupOptions: {
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
})
