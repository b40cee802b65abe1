import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openStore } from '../../app/api/database/connect'

export const segmentBytes = 500_000
/** Every camera's newest segment changes once in so many seconds: 500 kB in 2 s are 2 Mbit/s. */
export const segmentS = 2

/** A segment as cameras make them: packets of transport stream, different in every byte that could be compressed. */
export function segment(): Buffer {
  const body = Buffer.alloc(segmentBytes - (segmentBytes % 188))
  for (let at = 0, state = 1; at < body.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    body[at] = at % 188 === 0 ? 0x47 : state >>> 24
  }
  return body
}

/** The cameras: `/c<n>/index.m3u8` and its segments. Their own CPU counts for nobody. */
export async function startCameras(body: Buffer): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const [, camera] = /^\/c(\d+)\/index\.m3u8$/.exec(request.url ?? '') ?? []
    const text = camera === undefined ? body : Buffer.from(playlist())
    const type = camera === undefined ? 'video/mp2t' : 'application/vnd.apple.mpegurl'
    response.writeHead(200, { 'content-type': type, 'content-length': text.length }).end(text)
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

function playlist(): string {
  const newest = Math.floor(Date.now() / 1000 / segmentS)
  const listed = Array.from({ length: 5 }, (_, n) => `#EXTINF:${segmentS}.000,\nseg${newest - 4 + n}.ts`)
  const head = [`#EXT-X-TARGETDURATION:${segmentS}`, `#EXT-X-MEDIA-SEQUENCE:${newest - 4}`]
  return ['#EXTM3U', '#EXT-X-VERSION:3', ...head, ...listed, ''].join('\n')
}

/** The address, below a playlist's folder, of its newest segment. */
export function newestIn(text: string): string {
  const lines = text.trimEnd().split('\n')
  return lines[lines.length - 1] ?? ''
}

/** Cameras of the village, which every household of the town may see in full, written to its store. */
export async function addCameras(
  dataDir: string,
  count: number,
  origin: string,
  databaseUrl: string | null = null,
): Promise<void> {
  const store = openStore({ databaseUrl, dataDir })
  const year = 365 * 24 * 3600_000
  const legal = { legal_basis: 'b', approved_by: 'a', approved_until: Date.now() + year, mask_attested_by: 'm' }
  const more = { owner: '', contact: '', quiet_hours: null, external_id: null, hls_url_low: null }
  try {
    for (let n = 0; n < count; n++)
      await store.db
        .insertInto('cameras')
        .values({
          ...{ id: `c${n}`, number: n, name: `camera ${n}`, area: 'village', kind: 'gate', published: 1 },
          ...{ hls_url: `${origin}/c${n}/index.m3u8`, resident_clarity: 'full', ...legal, ...more },
        })
        .execute()
  } finally {
    await store.close()
  }
}
