import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Clip, readClip, segmentOf } from '../../app/demo/clip'

/** What can be wrong with an origin, on demand. */
export type Fault =
  | 'none'
  /** connections are cut */
  | 'down'
  /** 503 to everything */
  | 'unavailable'
  | 'playlist-404'
  /** 403 to playlists and segments */
  | 'refused'
  | 'segments-404'
  /** the playlist stands still, every segment in it is still there */
  | 'stands'
  /** a playlist without a segment, as of an encoder that has just begun */
  | 'empty'

interface Camera {
  clip: Clip
  fault: Fault
  /** second of the epoch at which the fault began */
  since: number
  /** second of the epoch that has sequence 0 and decode time 0; what an encoder began anew counts from */
  epoch: number
  /** camera's clock less the true one from a second of the epoch on, ms */
  clocks: { from: number; by: number }[]
  /** clips from a second of the epoch on, newest last */
  clips: { from: number; clip: Clip; name: string }[]
}

export interface FaultOrigin {
  url: string
  set(camera: string, fault: Fault): void
  /** The encoder begins anew: sequence and decode times from 0, nothing of before is there. */
  restart(camera: string): void
  /** The camera's clock is set by this many ms. */
  setClock(camera: string, by: number): void
  /** The camera sends another rendition, from now on or from the beginning on. */
  send(camera: string, rendition: 'full' | 'low' | 'hevc', from?: 'now' | 'beginning'): void
  /** Tokens that are refused, by status. */
  refuse(token: string, status: 401 | 403): void
  /** How many requests came with this token. */
  asked(token: string): number
  /** Frame of the loop that the camera takes now, and frames in a loop. */
  frameNow(camera: string): { frame: number; loop: number; perSecond: number }
  close(): Promise<void>
}

const listed = 6
const clipsFolder = join(import.meta.dirname, '../../app/demo/clips')

/**
 * Live cameras of real demo clips below `/live/<token>/<camera>/index.m3u8`, with every failure on demand. `pages` are
 * further files that it serves, by path.
 */
export async function startFaultOrigin(cameras: string[], pages: Record<string, string> = {}): Promise<FaultOrigin> {
  const all = new Map(cameras.map((id) => [id, newCamera(id)]))
  const refused = new Map<string, number>()
  const asked = new Map<string, number>()
  const second = () => Math.floor(Date.now() / 1_000)
  const camera = (id: string) => {
    const found = all.get(id)
    if (found === undefined) throw new Error(`The fault origin has no camera ${id}`)
    return found
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://origin').pathname
    const page = pages[path]
    if (page !== undefined) {
      send(response, 200, path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8', page)
      return
    }
    const [, token = '', id = '', file = ''] = /^\/live\/([^/]+)\/([^/]+)\/(.+)$/.exec(path) ?? []
    const asks = all.get(id)
    asked.set(token, (asked.get(token) ?? 0) + 1)
    const status = asks === undefined ? 404 : refused.get(token)
    if (asks === undefined || status !== undefined) send(response, status ?? 404, 'text/plain', 'refused')
    else answer(asks, file, request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (id, fault) => Object.assign(camera(id), { fault, since: second() }),
    restart: (id) => Object.assign(camera(id), { epoch: second() }),
    setClock: (id, by) => void camera(id).clocks.push({ from: second(), by }),
    send: (id, rendition, from = 'now') =>
      void camera(id).clips.push({ from: from === 'now' ? second() : 0, ...rendered(id, rendition) }),
    refuse: (token, status) => void refused.set(token, status),
    asked: (token) => asked.get(token) ?? 0,
    frameNow: (id) => {
      const { clip, epoch } = camera(id)
      const loop = clip.fragments.length * clip.framesPerSecond
      const frame = Math.floor((Date.now() / 1_000 - epoch) * clip.framesPerSecond) % loop
      return { frame, loop, perSecond: clip.framesPerSecond }
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function newCamera(id: string): Camera {
  const first = rendered(id, 'full')
  // A loop's length ago and more, so that numbers are small and frames are told apart over two loops.
  const epoch = Math.floor(Date.now() / 1_000) - 160
  return { clip: first.clip, fault: 'none', since: 0, epoch, clocks: [], clips: [{ from: 0, ...first }] }
}

function rendered(id: string, rendition: 'full' | 'low' | 'hevc'): { clip: Clip; name: string } {
  const clip = readClip(readFileSync(join(clipsFolder, `${id}.${rendition === 'low' ? 'low' : 'full'}.mp4`)))
  if (rendition !== 'hevc') return { clip, name: rendition }
  const init = Buffer.from(clip.init)
  init.write('hvc1', init.indexOf('avc1', init.indexOf('stsd')), 'latin1')
  init.write('hvcC', init.indexOf('avcC'), 'latin1')
  return { clip: { ...clip, init }, name: 'hevc' }
}

function answer(camera: Camera, file: string, request: IncomingMessage, response: ServerResponse): void {
  const { fault } = camera
  const [, name, number] = /^(full|low|hevc)-(init\.mp4|\d+)/.exec(file) ?? []
  const clip = camera.clips.find((each) => each.name === name)?.clip
  const status = statusOf(fault, file === 'index.m3u8', clip !== undefined)
  if (fault === 'down') request.socket.destroy()
  else if (status !== 200) send(response, status, 'text/plain', `${status}`)
  else if (clip === undefined) send(response, 200, 'application/vnd.apple.mpegurl', playlist(camera))
  else if (number === 'init.mp4') send(response, 200, 'video/mp4', clip.init)
  else send(response, 200, 'video/iso.segment', segmentOf(clip, Number(number)))
}

function statusOf(fault: Fault, isPlaylist: boolean, isSegment: boolean): number {
  if (fault === 'unavailable') return 503
  if (fault === 'refused') return 403
  if (!isPlaylist && !isSegment) return 404
  return fault === (isPlaylist ? 'playlist-404' : 'segments-404') ? 404 : 200
}

function playlist({ fault, since, epoch, clocks, clips }: Camera): string {
  const now = Math.floor(Date.now() / 1_000)
  const newest = (fault === 'stands' ? since : now) - 1
  const first = Math.max(epoch, newest - listed + 1)
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:1', `#EXT-X-MEDIA-SEQUENCE:${first - epoch}`]
  if (fault === 'empty') return `${lines.join('\n')}\n`
  let before = ''
  for (let second = first; second <= newest; second++) {
    const { name } = clips.filter((each) => each.from <= second).pop() ?? { name: '' }
    const clock = clocks.filter((each) => each.from <= second).reduce((sum, each) => sum + each.by, 0)
    if (before !== '' && name !== before) lines.push('#EXT-X-DISCONTINUITY')
    if (name !== before) lines.push(`#EXT-X-MAP:URI="${name}-init.mp4"`)
    before = name
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(second * 1_000 + clock).toISOString()}`,
      '#EXTINF:1.000,',
      `${name}-${second - epoch}.m4s`,
    )
  }
  return `${lines.join('\n')}\n`
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache', 'access-control-allow-origin': '*' })
  response.end(body)
}
