import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMiddleware } from './middleware'

const api = 'http://127.0.0.1:8080'
const now = Date.UTC(2026, 10, 23, 14)
let server: Server
let base: string

beforeAll(async () => {
  const handle = await createMiddleware({ serials: ['DEMO-008', 'DEMO-001'], api, now: () => now })
  server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(404).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const json = async <T>(path: string) => (await (await fetch(base + path)).json()) as T

async function verified(path: string) {
  const keys = createLocalJWKSet(await json<JSONWebKeySet>('/jwks.json'))
  const { assertion } = await json<{ assertion: string }>(path)
  const { payload } = await jwtVerify(assertion, keys, {
    issuer: 'porchlight-demo',
    audience: `${api}/oauth/token`,
    algorithms: ['ES256'],
    currentDate: new Date(now),
  })
  return payload
}

describe('middleware', () => {
  it.each([
    ['/assertion?box=DEMO-001', 'DEMO-001'],
    ['/assertion', 'DEMO-008'],
  ])('%s vouches for %s, for two minutes', async (path, serial) => {
    expect(await verified(path)).toMatchObject({ sub: serial, iat: now / 1000, exp: now / 1000 + 120 })
  })

  it('makes each assertion once', async () => {
    const [one, two] = [await verified('/assertion'), await verified('/assertion')]
    expect(one.jti).not.toBe(two.jti)
  })

  it('publishes no private part of the key', async () => {
    const { keys } = await json<JSONWebKeySet>('/jwks.json')
    expect(keys.map((key) => Object.keys(key).includes('d'))).toEqual([false])
  })

  it('does not vouch for a box it does not know', async () => {
    const answer = await fetch(`${base}/assertion?box=OTHER-1`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })

  it('answers the pages of the API', async () => {
    expect((await fetch(`${base}/jwks.json`)).headers.get('access-control-allow-origin')).toBe(api)
  })
})
