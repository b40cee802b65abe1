import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve, sep } from 'node:path'
import type { Camera, CameraList } from '../../app/contract/cameras'
import type { Me } from '../../app/contract/household'
import { kinds } from '../../app/contract/lists'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}

/** As many cameras as a large township has, ten to an area; names of usual length. */
export function town(count: number): CameraList {
  const cameras = Array.from({ length: count }, (_each, at): Camera => {
    const place = Math.floor(at / 10) + 1
    return {
      ...{ id: `camera-${at + 1}`, number: at + 1, name: `${place} 号院${['东门', '广场', '车棚', '池塘'][at % 4]}` },
      ...{ area: { id: `grid-${place}`, name: `第 ${place} 网格`, level: 'grid' }, kind: kinds[at % kinds.length]! },
      ...{ clarity: 'low', status: at % 9 === 8 ? 'offline' : 'online', status_since: null, checked_at: null },
      ...{ why: 'area', until: null, approved_by: '镇政府', owner: '村委会', contact: '100-0001-0000' },
    }
  })
  return { cameras, closed: [] }
}

/**
 * The built TV app and the plain grid beside it, with a service that knows one paired box and answers from memory: what
 * is measured is the screen.
 */
export async function serveUi(cameras: CameraList, plain: string) {
  const tv = join(process.cwd(), 'dist/tv')
  const settings = JSON.parse(readFileSync(join(tv, 'settings.json'), 'utf8'))
  // A third of the full size: a processor that paints as a graphics chip would must not drown what is compared.
  const stage = { ...settings.stage, height: 360 }
  const answers: Record<string, unknown> = {
    '/settings.json': { ...settings, stage },
    '/oauth/token': { access_token: 'a', token_type: 'Bearer', expires_in: 600, refresh_token: 'r' },
    '/v1/undertaking': { version: '1', text_zh: '', text_en: '', accepted: true },
    '/v1/me': me(),
    '/v1/cameras': cameras,
    '/v1/alarms': { alarms: [] },
    '/v1/notices': { notices: [] },
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://here').pathname
    const known = answers[path]
    if (path === '/v1/me') json(response, me())
    else if (known !== undefined) json(response, known)
    else if (path === '/v1/events') response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
    else if (path === '/plain.html') response.writeHead(200, { 'content-type': types['.html'] }).end(plain)
    else sendFile(resolve(tv, `.${path === '/' ? '/index.html' : path}`), tv, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function sendFile(file: string, folder: string, response: ServerResponse): void {
  if (!file.startsWith(folder + sep) || !existsSync(file)) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
  createReadStream(file).pipe(response)
}

function me(): Me {
  const none = { help: '110', fire: '119', medical: '120', intruder: '110', text: '12110' }
  return {
    now: new Date().toISOString(),
    household: { id: 'h', label: '3-2-502', code: 'W7P6' },
    areas: [{ id: 'grid-1', name: '第 1 网格', level: 'grid' }],
    ...{
      group: { id: 'g', name: '互助一组' },
      box: { serial: 'B', model: 'bench', paired_at: new Date().toISOString() },
    },
    ...{ new_boxes: [], desk: { name: '值班台', phone: null, staffed: true }, readiness: { reachable: 6, members: 8 } },
    ...{ emergency_numbers: none, features: { mosaic: 1, watch_limit_s: 1800 } },
  } as unknown as Me
}
