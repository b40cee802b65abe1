import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addCamera, type FakeOrigin, fakeOrigin, mediaPlaylist, redirectTo, segment } from '../support/watching'
import { bearer, openWorld, rootKey, type World } from './world'

const genuine = dns.lookup
/** What the name server says of our names; each asked name is counted. */
const names = new Map<string, string>()
const asked: string[] = []

let world: World
let victim: FakeOrigin
let camera: FakeOrigin

beforeAll(async () => {
  const fake = (name: string, options: unknown, answer: (error: Error | null, found?: unknown) => void): void => {
    const address = names.get(name)
    if (name.endsWith('.example')) {
      asked.push(name)
      answer(address === undefined ? new Error('no such name') : null, [{ address, family: 4 }])
    } else (genuine as unknown as typeof fake)(name, options, answer)
  }
  Object.assign(dns, { lookup: fake })
  syncBuiltinESMExports()
  camera = await fakeOrigin()
  // The same port on another address of this machine: what an attacker would like to reach.
  victim = await fakeOrigin('127.0.0.2', camera.port)
  addCamera(camera, 'street')
  addCamera(victim, 'street')
  const origins = ['first.example', 'second.example', '127.0.0.1'].map((host) => `http://${host}:${camera.port}`)
  world = await openWorld('libsql', { CAMERA_ORIGINS: [...origins, '10.20.0.0/16:8888'].join() })
})
afterAll(async () => {
  Object.assign(dns, { lookup: genuine })
  syncBuiltinESMExports()
  await world.close()
  await victim.close()
  await camera.close()
})

const put = (url: string, low = '') =>
  world.call({
    method: 'PUT',
    url: '/v1/operator/cameras/street',
    headers: bearer(rootKey),
    body: {
      ...{ number: 901, name: 'Street', area: 'g-east-gate', kind: 'street', hls_url: url, hls_url_low: low },
      ...{ published: true, resident_clarity: 'full', legal_basis: 'law', approved_by: 'office' },
      ...{ approved_until: '2099-01-01', mask_attested_by: 'office', owner: 'o', contact: 'c' },
    },
  })

async function watchStreet(): Promise<{ url: string; playlist?: string }> {
  // Access tokens end while the clock is moved on.
  const headers = bearer((await world.pair('DEMO-008', 'h-008')).access_token)
  const answer = await world.call({ method: 'POST', url: '/v1/playbacks', headers, body: { camera_id: 'street' } })
  expect(answer.status).toBe(201)
  return answer.body
}
const get = (url: string) => world.call({ method: 'GET', url })

describe('API7 server side request forgery', () => {
  it.each([
    'http://127.0.0.2:{port}/street/index.m3u8',
    'http://localhost:{port}/street/index.m3u8',
    'http://2130706433:80/x',
    'http://0x7f000001/x',
    'http://0177.0.0.1/x',
    'http://127.1/x',
    'http://[::1]:{port}/x',
    'http://[::ffff:127.0.0.1]:8080/x',
    'http://[::ffff:7f00:1]:8080/x',
    'http://0.0.0.0:{port}/x',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/latest/',
    'http://10.21.0.1:8888/x',
    'http://10.20.0.1:8889/x',
    'http://10.20.0.1/x',
    'https://127.0.0.1:{port}/x',
    'http://first.example/x',
    'http://first.example:{port}@169.254.169.254/x',
    'http://user:secret@first.example:{port}/x',
    'file:///etc/passwd',
    'gopher://first.example:{port}/x',
    'ftp://first.example:{port}/x',
    'javascript:alert(1)',
    'data:application/vnd.apple.mpegurl,x',
    '//first.example:{port}/x',
    '/street/index.m3u8',
    'http://first.example:{port}/x\r\nhost: other',
    'http://first.example.evil.example:{port}/x',
    'http://first。example:{port}1/x',
  ])('a camera cannot be at %s', async (address) => {
    const url = address.replace('{port}', String(camera.port))
    for (const [high, low] of [
      [url, ''],
      [`http://127.0.0.1:${camera.port}/street/index.m3u8`, url],
    ] as const) {
      const answer = await put(high, low)
      expect([address, answer.status]).toEqual([address, 422])
      expect(answer.body.errors[0].message.length).toBeGreaterThan(10)
    }
  })

  it('a name is resolved once: when it answers differently later, the pictures still come from the first place', async () => {
    names.set('first.example', '127.0.0.1')
    expect((await put(`http://first.example:${camera.port}/street/index.m3u8`)).status).toBeOneOf([200, 201])
    const { url } = await watchStreet()
    expect((await get(url)).status).toBe(200)
    names.set('first.example', '127.0.0.2')
    const base = url.replace(/index\.m3u8$/, '')
    for (let number = 10; number < 13; number++) expect((await get(`${base}full/seg${number}.ts`)).status).toBe(200)
    world.clock.advance(30_000)
    expect((await get(`${base}full/i.m3u8`)).status).toBe(200)
    expect(victim.asked).toEqual([])
    expect(asked.filter((name) => name === 'first.example')).toHaveLength(1)
  })

  it('a listed name that leads to this machine’s other addresses is not followed', async () => {
    names.set('second.example', '127.0.0.2')
    expect((await put(`http://second.example:${camera.port}/street/index.m3u8`)).status).toBe(200)
    const { url, playlist } = await watchStreet()
    expect(playlist).toBeUndefined()
    const answer = await get(url)
    expect([answer.status, answer.body.type]).toEqual([502, '/problems/camera-unreachable'])
    expect(answer.text).not.toMatch(/127\.0\.0\.2|second\.example/)
    expect(victim.asked).toEqual([])
  })

  it.each([
    ['another host', () => `http://127.0.0.2:${camera.port}/street/index.m3u8`],
    ['another folder of the same origin', () => '/other/index.m3u8'],
    ['a folder above', () => '../other/index.m3u8'],
    ['an encoded way up', () => '/street/%2e%2e/other/index.m3u8'],
    ['a file', () => 'file:///etc/passwd'],
    ['itself, for ever', () => '/street/index.m3u8'],
  ])('a redirect to %s is not followed', async (_, target) => {
    addCamera(camera, 'other')
    camera.files.set('/street/index.m3u8', redirectTo(target()))
    expect((await put(`http://127.0.0.1:${camera.port}/street/index.m3u8`)).status).toBe(200)
    const before = camera.count('/other/index.m3u8')
    world.clock.advance(120_000)
    const { url } = await watchStreet()
    expect((await get(url)).status).toBe(502)
    expect(victim.asked).toEqual([])
    expect(camera.count('/other/index.m3u8')).toBe(before)
    addCamera(camera, 'street')
  })

  it.each([
    'http://127.0.0.2:{port}/street/full/seg10.ts',
    '//127.0.0.2:{port}/seg.ts',
    '/other/full/seg10.ts',
    '../other/seg.ts',
    '%2e%2e/other/seg.ts',
    '..%2fother/seg.ts',
    '..\\other\\seg.ts',
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
  ])('a playlist that names %s leads nowhere', async (address) => {
    const named = address.replace('{port}', String(camera.port))
    const lines = [`#EXT-X-MAP:URI="${named}"`, `#EXT-X-KEY:METHOD=AES-128,URI="${named}"`]
    for (const text of [mediaPlaylist(10, 2, lines), mediaPlaylist(10).replace('seg11.ts', named)]) {
      camera.files.set('/street/plain.m3u8', text)
      camera.files.set('/street/seg10.ts', segment('plain', 10))
      await put(`http://127.0.0.1:${camera.port}/street/plain.m3u8`)
      world.clock.advance(120_000)
      const { url } = await watchStreet()
      const answer = await get(url)
      // Either the playlist is refused whole, or what it names is not in what is passed on.
      expect(answer.status).toBeOneOf([200, 502])
      expect(answer.text).not.toContain(named)
      const direct = await get(url.replace(/plain\.m3u8$/, named))
      expect(direct.status).toBeGreaterThanOrEqual(400)
    }
    expect(victim.asked).toEqual([])
    expect(camera.asked.filter((path) => path.startsWith('/other/full'))).toEqual([])
  })
})
