import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { type Config, ConfigError } from './config'
import { ProblemError } from './problems'
import { loaderPage, loaderScript } from './releases/loader'
import type { Releases } from './releases/releases'

const year = 'public, max-age=31536000, immutable'

/**
 * Serves the TV app at `/` and the desk at `/desk/`: files with a hash in their name are kept for a year, `index.html`
 * and `settings.json` never, so that an operator's change is seen at the next start of the box. With two releases of the
 * TV app, `/` answers the loader, and the files of both are there: their hashes keep them apart.
 */
export async function serveFiles(app: FastifyInstance, config: Config, releases: Releases): Promise<void> {
  const tvSettings = config.TV_SETTINGS ?? join(config.TV_DIR, 'settings.json')
  const middleware = assertionOrigin(tvSettings, config.TV_SETTINGS !== null)

  const tvPolicy = contentPolicy("'self' 'unsafe-eval'", middleware)

  app.get('/settings.json', { schema: { hide: true } }, async (_request, reply) => {
    if (!existsSync(tvSettings)) throw new ProblemError('not-found')
    return reply.header('cache-control', 'no-cache').type('application/json').send(readFileSync(tvSettings))
  })
  for (const [prefix, folders, policy] of [
    // Lightning compiles its templates and state machines (`new Function`): the TV app cannot start without this.
    ['/', tvFolders(config, releases), tvPolicy],
    ['/desk/', [config.DESK_DIR], contentPolicy("'self'", null)],
  ] as const) {
    if (!existsSync(folders[0]!)) continue
    await app.register(fastifyStatic, {
      root: folders.map((folder) => resolve(folder)),
      prefix,
      decorateReply: false,
      cacheControl: false,
      dotfiles: 'ignore',
      globIgnore: ['settings.json'],
      setHeaders(reply, path) {
        const hashed = /[/\\](assets|es5)[/\\]/.test(path)
        reply.header('cache-control', hashed ? year : 'no-cache')
        reply.header('content-security-policy', policy)
        reply.header('x-content-type-options', 'nosniff')
        reply.header('referrer-policy', 'no-referrer')
      },
    })
  }
  serveReleases(app, releases, tvPolicy)
  app.get('/desk', { schema: { hide: true } }, (_request, reply) => reply.redirect('/desk/', 308))
}

/** The newest release first: what has no hash in its name is its. */
const tvFolders = (config: Config, { before }: Releases) =>
  before === null ? [config.TV_DIR] : [config.TV_DIR, before.folder]

/** What the loader asks for is answered also where there is one release: another process may have given the loader. */
function serveReleases(app: FastifyInstance, releases: Releases, policy: string): void {
  const headers = { 'cache-control': 'no-cache', 'content-security-policy': policy }
  const schema = { hide: true }
  for (const path of releases.before === null ? [] : ['/', '/index.html'])
    app.get(path, { schema }, (_request, reply) => reply.headers(headers).type('text/html').send(loaderPage))
  app.get('/loader.js', { schema }, (_request, reply) =>
    reply.headers(headers).type('text/javascript').send(loaderScript),
  )
  app.get<{ Params: { release: string } }>('/tv/:release/index.html', { schema }, (request, reply) => {
    const release = releases.pageOf(request.params.release)
    if (release === null) throw new ProblemError('not-found')
    return reply
      .headers({ ...headers, 'x-porchlight-release': release.id })
      .type('text/html')
      .send(release.page)
  })
}

/** Strict, with what Lightning (blob images) and hls.js (blob media) live with; nothing is loaded from elsewhere. */
function contentPolicy(scripts: string, middleware: string | null): string {
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    `connect-src 'self'${middleware === null ? '' : ` ${middleware}`}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ')
}

/**
 * The operator's middleware may be another origin: the TV asks it who the box is (settings.json).
 * @throws ConfigError when the operator named a file that is not a settings file
 */
function assertionOrigin(settingsFile: string, named: boolean): string | null {
  try {
    const { middleware } = JSON.parse(readFileSync(settingsFile, 'utf8')) as { middleware?: { assertion_url?: string } }
    const url = middleware?.assertion_url
    return url !== undefined && URL.canParse(url) ? new URL(url).origin : null
  } catch (error) {
    if (named) throw new ConfigError(`TV_SETTINGS=${settingsFile} cannot be read: ${(error as Error).message}.`)
    return null
  }
}
