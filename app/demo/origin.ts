import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { DemoCamera } from './cameras'
import { type Clip, readClip, segmentOf } from './clip'
import { partOf, partsPerSegment } from './part'
import {
  edgeAt,
  isOnOffer,
  mediaPlaylist,
  multivariantPlaylist,
  newestSegment,
  partsPlaylist,
  thereAt,
} from './playlists'

interface Answer {
  status: number
  type: string
  body: string | Buffer
  /** seconds for which anything in between may keep it */
  fresh?: number
}

/** Says whether it answered: false where the address is not a camera's. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => boolean

const playlistType = 'application/vnd.apple.mpegurl'
const problem = (status: number, detail: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${detail}\n`,
})

/**
 * Publishes each camera's clip as endless live HLS by the clock: nothing is encoded, a segment is a copy of a fragment
 * with its decode time moved. `/<camera>/index.m3u8` names the renditions `full.m3u8` and `low.m3u8`.
 */
export function createOrigin(cameras: readonly DemoCamera[], clips: string, now: () => number): Handler {
  const offers = new Map(cameras.map((camera) => [camera.id, { camera, renditions: readRenditions(camera, clips) }]))
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://origin')
    const [, id = '', ...path] = pathname.split('/')
    const offer = offers.get(id)
    if (offer === undefined) return false
    const give = () => send(request, response, answer(offer.camera, offer.renditions, path.join('/'), now()))
    const wait = offer.camera.parts ? waitFor(searchParams, now()) : 0
    if (wait === null) send(request, response, problem(400, 'This is too far ahead.'))
    else if (wait > 0) response.once('close', clear(setTimeout(give, wait)))
    else give()
    return true
  }
}

/** How long a playlist that a player asks to wait for is not there yet (RFC 8216bis, 6.2.5.2); null: not soon. */
function waitFor(asked: URLSearchParams, now: number): number | null {
  const segment = Number(asked.get('_HLS_msn') ?? Number.NaN)
  if (Number.isNaN(segment)) return 0
  const part = asked.get('_HLS_part')
  const wait = thereAt(segment, part === null ? null : Number(part)) - now
  return wait > 3000 ? null : wait
}

const clear = (timer: NodeJS.Timeout) => () => clearTimeout(timer)

function readRenditions({ id, trouble }: DemoCamera, clips: string): Record<string, Clip> {
  if (trouble === 'offline') return {}
  const read = (rendition: string) => readClip(readFileSync(join(clips, `${id}.${rendition}.mp4`)))
  return { full: read('full'), low: read('low') }
}

function answer(camera: DemoCamera, renditions: Record<string, Clip>, path: string, now: number): Answer {
  if (camera.trouble === 'offline') return problem(503, 'This camera sends nothing.')
  if (path === 'index.m3u8')
    return { status: 200, type: playlistType, body: multivariantPlaylist(renditions), fresh: 60 }
  const newest = newestSegment(now, camera.trouble === 'hangs' ? { every: 180, standsFor: 40 } : undefined)
  const [, rendition = '', file] = /^(full|low)(?:\.m3u8|\/(init\.mp4|\d{1,15}(?:\.\d)?\.m4s))$/.exec(path) ?? []
  const clip = renditions[rendition]
  if (clip === undefined) return problem(404, 'There is no such file.')
  const edge = edgeAt(now)
  const playlist = () => (camera.parts ? partsPlaylist(rendition, edge) : mediaPlaylist(rendition, newest))
  if (file === undefined) return { status: 200, type: playlistType, body: playlist() }
  if (file === 'init.mp4') return { status: 200, type: 'video/mp4', body: clip.init, fresh: 3600 }
  const segment = Number.parseInt(file, 10)
  const part = /\.(\d)\.m4s$/.exec(file)?.[1]
  if (part !== undefined) {
    const there = camera.parts && Number(part) < partsPerSegment && thereAt(segment, Number(part)) <= now
    if (!there || segment < edge.segment - 10) return problem(404, 'This part is not on offer, or not yet.')
    return { status: 200, type: 'video/iso.segment', body: partOf(clip, segment, Number(part)), fresh: 60 }
  }
  if (!isOnOffer(segment, newest)) return problem(404, 'This segment is not on offer, or not yet.')
  return { status: 200, type: 'video/iso.segment', body: segmentOf(clip, segment), fresh: 60 }
}

function send(request: IncomingMessage, response: ServerResponse, { status, type, body, fresh }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': fresh === undefined ? 'no-cache' : `max-age=${fresh}`,
    'access-control-allow-origin': '*',
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
