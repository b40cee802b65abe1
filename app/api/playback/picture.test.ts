import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeKinds, type TestStore } from '../../../tests/support/stores'
import { boxToken, emptyStreet, type HandClock, handClock } from '../../../tests/support/street'
import {
  addCamera,
  type FakeOrigin,
  fakeOrigin,
  mediaPlaylist,
  openWatching,
  segment,
  setCamera,
  until,
  type Watching,
} from '../../../tests/support/watching'
import { readParts } from '../../tv/service/parts'
import type { LogLine } from '../viewings/log'
import { makePictures, takesPicture } from './picture'

it.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', false],
  ['multipart/mixed, application/json', true],
  ['application/json, Multipart/Mixed;q=0.5', true],
  ['multipart/mixedup', false],
])('a client that accepts %s takes a picture: %s', (accept, takes) => expect(takesPicture(accept)).toBe(takes))

describe.each(storeKinds)('the first picture on %s', (kind) => {
  let store: TestStore
  let clock: HandClock
  let origin: FakeOrigin
  let at: Watching
  let lines: LogLine[]
  /** what the viewing log waits for before a line is durable */
  let disk: Promise<void>
  beforeEach(async () => {
    clock = handClock()
    origin = await fakeOrigin()
    addCamera(origin, 'yard')
    store = await emptyStreet(kind, clock)
    lines = []
    disk = Promise.resolve()
    at = await opened()
    await setCamera(at, 'cam3', { hls_url: `${origin.url}/yard/index.m3u8` })
  })
  afterEach(async () => {
    await at.close()
    await store.close()
    await origin.close()
  })

  function opened(more: { quickMs?: number } = {}): Promise<Watching> {
    const viewings = {
      append: async (line: LogLine) => {
        await disk
        lines.push(line)
      },
      close: async () => undefined,
    }
    return openWatching(store, clock, { CAMERA_ORIGINS: origin.url }, { viewings, ...more })
  }
  const watch = (more: object = {}, accept = 'multipart/mixed, application/json') =>
    at.app.inject({
      method: 'POST',
      url: '/v1/playbacks',
      headers: { authorization: `Bearer ${boxToken(at.service, 'box1')}`, accept },
      payload: { camera_id: 'cam3', ...more },
    })
  const partsOf = (answer: Awaited<ReturnType<typeof watch>>) => {
    const { buffer, byteOffset, length } = answer.rawPayload
    const body = buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer
    const { text, files } = readParts(String(answer.headers['content-type']), body)
    return { playback: JSON.parse(text), files }
  }
  const texts = (files: Record<string, ArrayBuffer>) => Object.values(files).map((file) => Buffer.from(file).toString())

  it('comes with the answer, under the address that gives the same', async () => {
    const answer = await watch()
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([201, 'private, no-store'])
    const { playback, files } = partsOf(answer)
    const [address = ''] = Object.keys(files)
    expect(texts(files)).toEqual([segment('low', 12).toString()])
    expect(address).toBe(playback.playlist_url.replace('i.m3u8', 'seg12.ts'))
    expect(lines).toMatchObject([{ kind: 'watch.started', household: 'home1', camera: 'cam3', playback: playback.id }])
    expect((await at.get(address)).rawPayload).toEqual(segment('low', 12))
    expect(lines).toHaveLength(1)
  })

  it('brings the initialisation section that the segment needs', async () => {
    const map = (uri: string) => `#EXT-X-MAP:URI="${uri}"`
    origin.files.set('/yard/low/i.m3u8', mediaPlaylist(10, 3, [map('a.mp4'), map('init.mp4')]))
    origin.files.set('/yard/low/init.mp4', 'the section')
    expect(texts(partsOf(await watch()).files)).toEqual(['the section', segment('low', 12).toString()])
  })

  it('waits until the viewing line is durable', async () => {
    let written = () => {}
    disk = new Promise((done) => {
      written = done
    })
    let answered = false
    const answer = watch().then((sent) => {
      answered = true
      return sent
    })
    await until(() => origin.count('/yard/low/seg12.ts') === 1)
    await new Promise((turn) => setImmediate(turn))
    expect([answered, lines.length]).toEqual([false, 0])
    written()
    expect(texts(partsOf(await answer).files)).toHaveLength(1)
  })

  it('is not sent when the camera is suspended while the line is written', async () => {
    let written = () => {}
    disk = new Promise((done) => {
      written = done
    })
    const answer = watch()
    await until(() => origin.count('/yard/low/seg12.ts') === 1)
    await setCamera(at, 'cam3', { published: 0 })
    written()
    const { statusCode, body } = await answer
    expect([statusCode, JSON.parse(body).type]).toEqual([403, '/problems/playback-revoked'])
  })

  it.each<[string, () => unknown, object?, string?]>([
    ['a client that did not ask for it', () => {}, {}, '*/*'],
    ['who only prepares', () => {}, { intent: 'prepare' }],
    ['a segment that is away', () => origin.files.delete('/yard/low/seg12.ts')],
    ['a segment that is large', () => origin.files.set('/yard/low/seg12.ts', Buffer.alloc(3_000_000, 'G'))],
    [
      'a segment that does not come',
      async () => {
        origin.files.set('/yard/low/seg12.ts', () => {})
        await at.close()
        at = await opened({ quickMs: 250 })
      },
    ],
    ['a camera that is away', () => origin.files.delete('/yard/index.m3u8')],
    [
      'parts of files',
      () => origin.files.set('/yard/low/i.m3u8', mediaPlaylist(10).replaceAll('seg', '#EXT-X-BYTERANGE:9@0\nseg')),
    ],
    [
      'what is enciphered',
      () => origin.files.set('/yard/low/i.m3u8', mediaPlaylist(10, 3, ['#EXT-X-KEY:METHOD=AES-128,URI="k"'])),
    ],
  ])('is left out, and nothing is logged: %s', async (_who, arrange, more = {}, accept = 'multipart/mixed') => {
    await arrange()
    const answer = await watch(more, accept)
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([201, 'application/json; charset=utf-8'])
    expect(answer.json().url).toMatch(/^\/live\//)
    expect(lines).toEqual([])
  })

  it('is not logged when nobody waits for it any more', async () => {
    const playback = { playback: 'p' } as never
    const media = { kind: 'playlist', path: 'i.m3u8', text: '', start: ['9.ts'], shared: true } as const
    const relay = { open: async () => ({ kind: 'file', body: Buffer.from('G'), type: 'video/mp2t' }) }
    const asked: string[] = []
    const playbacks = { served: async () => void asked.push('served'), find: async () => void asked.push('find') }
    const pictures = makePictures(at.service, { playbacks, relay, quickMs: 10_000 } as never)
    const told = { url: '/live/t/i.m3u8' } as never
    expect(await pictures.of(playback, told, {} as never, media, () => false)).toBeNull()
    expect(asked).toEqual([])
    const sent = await pictures.of(playback, told, {} as never, media, () => true)
    expect(sent).toEqual([{ kind: 'file', body: Buffer.from('G'), type: 'video/mp2t', address: '/live/t/9.ts' }])
    expect(asked).toEqual(['served', 'find'])
  })

  it('is left out when the log cannot be written; what the gate is asked for then waits for it too', async () => {
    disk = Promise.reject(new Error('the disk is full'))
    disk.catch(() => undefined)
    const answer = await watch()
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([201, 'application/json; charset=utf-8'])
    const next = await at.get(answer.json().playlist_url.replace('i.m3u8', 'seg12.ts'))
    expect(next.statusCode).toBeGreaterThanOrEqual(500)
  })
})
