import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, httpApi, problemOf } from './api'
import { serverClock } from './clock'
import { defaults } from './settings'

/** What the service, or something in its way, answers next: a status, a type and a text. */
let next: [number, string, string]
let server: Server
let api: Api
beforeAll(async () => {
  server = createServer((_request, response) => {
    const [status, type, text] = next
    response.writeHead(status, { 'content-type': type }).end(text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clock = serverClock(
    () => 0,
    () => 0,
  )
  api = httpApi({ ...defaults, api: { ...defaults.api, url } }, clock, url)
})
afterAll(() => server.close())

const json = 'application/json'

describe('an answer', () => {
  it('that is JSON is given', async () => {
    next = [200, json, '{"a":1}']
    expect((await api.call({ method: 'GET', path: '/' })).data).toEqual({ a: 1 })
  })

  it('without a body is none', async () => {
    next = [204, json, '']
    expect((await api.call({ method: 'DELETE', path: '/' })).status).toBe(204)
  })

  it.each<[string, [number, string, string], string]>([
    ['that is cut in the middle', [200, json, '{"a":'], 'not-understood'],
    ['of a portal that stands in the way', [200, 'text/html', '<html>Please sign in</html>'], 'not-understood'],
    [
      'that is a problem of the service',
      [404, json, '{"type":"/problems/not-found","title":"","status":404}'],
      'not-found',
    ],
    ['that is somebody else’s error', [404, 'text/html', '<html>404</html>'], 'not-understood'],
  ])('%s is a failure with a name', async (_, answer, failure) => {
    next = answer
    const error = await api.call({ method: 'GET', path: '/' }).catch(problemOf)
    expect(error).toMatchObject({ failure, status: answer[0] })
  })
})

describe('an answer that files may come with', () => {
  const call = () => api.call({ method: 'POST', path: '/', files: true })
  const mixed = 'multipart/mixed; boundary=b'
  const part = (head: string, body: string) => `--b\r\n${head}content-length: ${body.length}\r\n\r\n${body}\r\n`

  it('is given with them', async () => {
    next = [201, mixed, `${part('', '{"a":1}')}${part('content-location: /live/t/1.ts\r\n', 'G1')}--b--\r\n`]
    const { status, data, files = {} } = await call()
    expect([status, data, Object.keys(files)]).toEqual([201, { a: 1 }, ['/live/t/1.ts']])
    expect(new TextDecoder().decode(files['/live/t/1.ts'])).toBe('G1')
  })

  it('is given without them', async () => {
    next = [201, json, '{"a":1}']
    expect(await call()).toMatchObject({ status: 201, data: { a: 1 }, files: {} })
  })

  it.each<[string, [number, string, string], string]>([
    ['a problem', [403, json, '{"type":"/problems/camera-closed","title":"","status":403}'], 'camera-closed'],
    ['the page of a portal', [200, 'text/html', '<html>'], 'not-understood'],
    ['half an answer', [201, mixed, part('', '{"a":1}').slice(0, -6)], 'not-understood'],
  ])('is a failure with a name: %s', async (_, answer, failure) => {
    next = answer
    expect(await call().catch(problemOf)).toMatchObject({ failure, status: answer[0] })
  })
})
