import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readClip, segmentOf } from '../../app/demo/clip'
import { mediaPlaylist, newestSegment } from '../../app/demo/playlists'
import type { Answers } from '../crowd/processes'

/** A real street that every address shows live; it counts what it is asked for. */
export async function origin(): Promise<Answers> {
  const clip = readClip(readFileSync('app/demo/clips/east-gate.full.mp4'))
  const counts = { playlists: 0, segments: 0 }
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path.endsWith('.m3u8')) {
      counts.playlists++
      response.end(mediaPlaylist('s', newestSegment(Date.now())))
    } else if (path.endsWith('init.mp4')) response.end(clip.init)
    else {
      counts.segments++
      response.end(segmentOf(clip, Number(/(\d+)\.m4s$/.exec(path)?.[1])))
    }
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    address: async () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: async () => ({ ...counts }),
  }
}
