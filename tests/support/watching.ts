import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { bumpVersion } from '../../app/api/access/store'
import type { Clock } from '../../app/api/clock'
import type { Store } from '../../app/api/database/connect'
import { gateRoutes } from '../../app/api/playback/gate'
import { openPlaybackRoom, type PlaybackRoom } from '../../app/api/playback/room'
import { playbackRoutes } from '../../app/api/playback/routes'
import { makeServer } from '../../app/api/server'
import type { Playback } from '../../app/contract/playbacks'
import { boxToken, openProcess, type Process } from './street'

export type Answer = string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void)

/** A camera's origin: answers what it was told to, and remembers what it was asked. */
export interface FakeOrigin {
  port: number
  url: string
  files: Map<string, Answer>
  asked: string[]
  /** how often an address was asked for */
  count(path: string): number
  close(): Promise<void>
}

export async function fakeOrigin(host = '127.0.0.1', port = 0): Promise<FakeOrigin> {
  const files = new Map<string, Answer>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const answer = files.get(path)
    if (answer === undefined) response.writeHead(404).end('nothing here')
    else if (typeof answer === 'function') answer(request, response)
    else response.writeHead(200, { 'content-type': 'text/html' }).end(answer)
  })
  await new Promise<void>((done) => server.listen(port, host, done))
  const at = (server.address() as AddressInfo).port
  return {
    port: at,
    url: `http://${host}:${at}`,
    files,
    asked,
    count: (path) => asked.filter((one) => one === path).length,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

export const redirectTo =
  (location: string, status = 302): Answer =>
  (_request, response) =>
    response.writeHead(status, { location }).end()

/** A segment that says which rendition it is of. */
export const segment = (rendition: string, number = 0) =>
  Buffer.from(`G${rendition} segment ${number}`.padEnd(188, '.'))

export const mediaPlaylist = (first: number, count = 3, lines: readonly string[] = []) =>
  [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    '#EXT-X-TARGETDURATION:1',
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...lines,
    ...Array.from({ length: count }, (_, index) => [`#EXTINF:1.000,`, `seg${first + index}.ts`]).flat(),
    '',
  ].join('\n')

/** A camera with a low and a full rendition, each in its folder. */
export function addCamera(origin: FakeOrigin, folder: string): void {
  origin.files.set(
    `/${folder}/index.m3u8`,
    [
      '#EXTM3U',
      '#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=854x480,CODECS="avc1.4d401f"',
      'low/i.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1920x1080,CODECS="avc1.640028"',
      'full/i.m3u8',
      '',
    ].join('\n'),
  )
  for (const rendition of ['low', 'full']) {
    origin.files.set(`/${folder}/${rendition}/i.m3u8`, mediaPlaylist(10))
    for (let number = 10; number < 13; number++)
      origin.files.set(`/${folder}/${rendition}/seg${number}.ts`, segment(rendition, number))
  }
}

/** A process of the service with playbacks and gate, spoken to without a network; its cameras' origins are real. */
export interface Watching extends Process {
  app: FastifyInstance
  room: PlaybackRoom
  /** everything that was logged */
  logged(): string
  call(
    box: string,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
    // biome-ignore lint/suspicious/noExplicitAny: tests read what came
  ): Promise<{ status: number; body: any; headers: Record<string, unknown> }>
  watch(box: string, camera: string, more?: object): Promise<Playback>
  get(path: string, headers?: Record<string, string>, from?: string): Promise<LightMyRequestResponse>
  /** The status of a path that is sent over a real connection exactly as it stands: nothing resolves its dots. */
  raw(path: string): Promise<{ status: number; body: string }>
}

/** @param also how long an answer waits for its picture, in ms: nothing that comes is late here, unless a test says so */
export async function openWatching(
  store: Store,
  clock: Clock,
  settings: Record<string, string>,
  also: { lookup?: LookupFunction; viewings?: Process['service']['viewings']; quickMs?: number } = {},
): Promise<Watching> {
  const process = await openProcess(store, clock, settings)
  const { service } = process
  if (also.viewings !== undefined) service.viewings = also.viewings
  const lines: string[] = []
  const app = makeServer(service.config, { level: 'info', stream: { write: (line: string) => void lines.push(line) } })
  service.log = app.log
  const room = await openPlaybackRoom(service, { quickMs: 10_000, ...also, lookEveryMs: 100 })
  playbackRoutes(app, service, room)
  gateRoutes(app, service, room)
  await app.ready()

  const call: Watching['call'] = async (box, method, path, body) => {
    const response = await app.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${boxToken(service, box)}` },
      ...(body === undefined ? {} : { payload: body }),
    })
    return {
      status: response.statusCode,
      body: response.body === '' ? null : response.json(),
      headers: response.headers,
    }
  }
  return {
    ...process,
    app,
    room,
    logged: () => lines.join(''),
    call,
    async watch(box, camera, more = {}) {
      const { status, body } = await call(box, 'POST', '/v1/playbacks', { camera_id: camera, ...more })
      if (status !== 201) throw new Error(`no playback: ${JSON.stringify(body)}`)
      return body as Playback
    },
    get: async (url, headers = {}, from = '10.0.0.1') =>
      app.inject({ method: 'GET', url, headers, remoteAddress: from }),
    async raw(path) {
      if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
      const { port } = app.server.address() as AddressInfo
      return new Promise((done, fail) => {
        httpRequest({ port, host: '127.0.0.1', path, agent: false }, (response) => {
          let body = ''
          response.setEncoding('utf8').on('data', (chunk: string) => {
            body += chunk
          })
          response.on('end', () => done({ status: response.statusCode ?? 0, body }))
        })
          .on('error', fail)
          .end()
      })
    },
    async close() {
      await app.close()
      await room.close()
      await process.close()
    },
  }
}

/** Changes a camera in the store and waits until the rules have it. */
export async function setCamera(watching: Process, id: string, change: Record<string, unknown>): Promise<void> {
  const { db, neighbourhood } = watching.service
  await db.updateTable('cameras').set(change).where('id', '=', id).execute()
  await bumpVersion(db, 'neighbourhood')
  await neighbourhood.refresh()
}

/** Waits for a state, not for a time. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((again) => setTimeout(again, 5))
}
