import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Clip, readClip } from '../../app/demo/clip'
import { clipsFolder, type Feed, feedOf, type Rendition } from './feeds'

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

/** How an encoder begins anew; its decode times are 0 again each time, and nothing of before is there. */
export type Restart =
  /** the sequence is 0 again and nothing says so */
  | 'unsaid'
  /** the sequence is 0 again, after a discontinuity */
  | 'discontinuity'
  /** the sequence goes on, after a discontinuity, as a packager does that finds its old playlist */
  | 'continued'

interface Camera {
  clip: Clip
  fault: Fault
  /** seconds of the epoch in which the fault lasts */
  since: number
  until: number
  /** second of the epoch that has decode time 0; what an encoder began anew counts from */
  epoch: number
  /** second of the epoch at which the loop of its pictures began */
  born: number
  /** second of the epoch that has sequence 0 */
  counted: number
  /** does a discontinuity stand before the first segment since the encoder began? */
  said: boolean
  /** camera's clock less the true one from a second of the epoch on, ms */
  clocks: { from: number; by: number }[]
  /** what is sent from a second of the epoch on, newest last */
  feeds: { from: number; feed: Feed }[]
}

export interface FaultOrigin {
  url: string
  /** From now on, for so many seconds or until told otherwise. */
  set(camera: string, fault: Fault, seconds?: number): void
  restart(camera: string, how?: Restart): void
  /** The camera's clock is set by this many ms. */
  setClock(camera: string, by: number): void
  /** The camera sends another rendition, from now on or from the beginning on. */
  send(camera: string, rendition: Rendition, from?: 'now' | 'beginning'): void
  /** Tokens that are refused, by status. */
  refuse(token: string, status: 401 | 403): void
  /** How many requests came with this token. */
  asked(token: string): number
  /** Frame of the loop that the camera takes now (or at another second of the epoch), and frames in a loop. */
  frameNow(camera: string, at?: number): { frame: number; loop: number; perSecond: number }
  /** The second of the epoch at which the camera's last fault ends or ended. */
  endOf(camera: string): number
  close(): Promise<void>
}

const listed = 6

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
    set: (id, fault, seconds = Number.POSITIVE_INFINITY) =>
      void Object.assign(camera(id), { fault, since: second(), until: second() + seconds }),
    restart: (id, how = 'unsaid') => {
      const epoch = second()
      const counted = how === 'continued' ? {} : { counted: epoch }
      Object.assign(camera(id), { epoch, said: how !== 'unsaid', ...counted })
    },
    setClock: (id, by) => void camera(id).clocks.push({ from: second(), by }),
    send: (id, rendition, from = 'now') =>
      void camera(id).feeds.push({ from: from === 'now' ? second() : 0, feed: feedOf(id, rendition) }),
    refuse: (token, status) => void refused.set(token, status),
    asked: (token) => asked.get(token) ?? 0,
    frameNow: (id, at = Date.now() / 1_000) => {
      const { clip, born } = camera(id)
      const loop = clip.fragments.length * clip.framesPerSecond
      const frame = ((Math.floor((at - born) * clip.framesPerSecond) % loop) + loop) % loop
      return { frame, loop, perSecond: clip.framesPerSecond }
    },
    endOf: (id) => camera(id).until,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function newCamera(id: string): Camera {
  // A loop's length ago and more, so that numbers are small and frames are told apart over two loops.
  const epoch = Math.floor(Date.now() / 1_000) - 160
  return {
    ...{ clip: readClip(readFileSync(join(clipsFolder, `${id}.full.mp4`))), fault: 'none', since: 0, until: 0 },
    ...{ epoch, born: epoch, counted: epoch, said: false, clocks: [], feeds: [{ from: 0, feed: feedOf(id, 'full') }] },
  }
}

function answer(camera: Camera, file: string, request: IncomingMessage, response: ServerResponse): void {
  const fault = faultNow(camera)
  const [, name, number] = /^([a-z-]+)-(init|\d+)\./.exec(file) ?? []
  const feed = camera.feeds.find((each) => each.feed.name === name)?.feed
  const status = statusOf(fault, file === 'index.m3u8', feed !== undefined)
  if (fault === 'down') request.socket.destroy()
  else if (status !== 200) send(response, status, 'text/plain', `${status}`)
  else if (feed === undefined) send(response, 200, 'application/vnd.apple.mpegurl', playlist(camera))
  else if (number === 'init') send(response, 200, feed.type, feed.init ?? '')
  // What an encoder that began anew has not made yet is not there, also where the one before it had that number.
  else if (Number(number) > newestOf(camera) - camera.epoch) send(response, 404, 'text/plain', 'not made yet')
  else send(response, 200, feed.type, feed.segment(Number(number) + camera.epoch - camera.born, Number(number)))
}

function faultNow({ fault, until }: Camera): Fault {
  return Date.now() / 1_000 < until ? fault : 'none'
}

function statusOf(fault: Fault, isPlaylist: boolean, isSegment: boolean): number {
  if (fault === 'unavailable') return 503
  if (fault === 'refused') return 403
  if (!isPlaylist && !isSegment) return 404
  return fault === (isPlaylist ? 'playlist-404' : 'segments-404') ? 404 : 200
}

/** The second of the epoch of the newest segment. */
function newestOf(camera: Camera): number {
  return (faultNow(camera) === 'stands' ? camera.since : Math.floor(Date.now() / 1_000)) - 1
}

function playlist(camera: Camera): string {
  const { epoch, born, counted, said, clocks, feeds } = camera
  const fault = faultNow(camera)
  const newest = newestOf(camera)
  const first = Math.max(epoch, newest - listed + 1)
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:1', `#EXT-X-MEDIA-SEQUENCE:${first - counted}`]
  if (fault === 'empty') return `${lines.join('\n')}\n`
  let before: Feed | null = null
  for (let second = first; second <= newest; second++) {
    const feed = feeds.filter((each) => each.from <= second).pop()?.feed
    if (feed === undefined) continue
    const clock = clocks.filter((each) => each.from <= second).reduce((sum, each) => sum + each.by, 0)
    const begins = (said && second === epoch) || (before !== null && feed !== before) || feed.breaksAt(second - born)
    if (begins) lines.push('#EXT-X-DISCONTINUITY')
    if (feed !== before && feed.init !== null) lines.push(`#EXT-X-MAP:URI="${feed.name}-init.mp4"`)
    before = feed
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(second * 1_000 + clock).toISOString()}`,
      '#EXTINF:1.000,',
      `${feed.name}-${second - epoch}.${feed.ending}`,
    )
  }
  return `${lines.join('\n')}\n`
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache', 'access-control-allow-origin': '*' })
  response.end(body)
}
