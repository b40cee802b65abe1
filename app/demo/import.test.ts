import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { importFiles, untilReady } from './import'
import { demoFiles } from './neighbourhood'

const never = new AbortController().signal
const files = demoFiles('http://127.0.0.1:8800', 0)
let server: Server
afterEach(() => server.close())

/** An API that gives these answers one after the other, and tells what it was asked. */
async function api(answers: [status: number, body?: object][]) {
  const asked: { url: string; key: string; body: string }[] = []
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push({ url: request.url ?? '', key: request.headers.authorization ?? '', body })
    const [status, answer = {}] = answers.shift() ?? [500]
    response.writeHead(status, { connection: 'close' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

describe('untilReady', () => {
  it('asks again until the store answers', async () => {
    const { base, asked } = await api([[503], [503], [200]])
    await untilReady(base, never)
    expect(asked.map(({ url }) => url)).toEqual(['/readyz', '/readyz', '/readyz'])
  })

  it('ends when the demo is stopped', async () => {
    const { base } = await api([])
    const stopping = new AbortController()
    const waiting = untilReady(base, stopping.signal)
    stopping.abort()
    await expect(waiting).rejects.toThrow()
  })
})

describe('importFiles', () => {
  it('sends each file under its name, with the operator’s key', async () => {
    const { base, asked } = await api([[200]])
    await importFiles(base, 'the-key', files, never)
    expect(asked[0]).toMatchObject({ url: '/v1/operator/import', key: 'Bearer the-key' })
    for (const name of Object.keys(files)) expect(asked[0]?.body).toContain(`filename="${name}"`)
  })

  it('tells each faulty row when nothing was taken', async () => {
    const errors = [{ file: 'cameras.csv', line: 3, column: 'area', message: 'there is no area "x"' }]
    const { base } = await api([[422, { title: 'The files have errors; nothing was changed', errors }]])
    await expect(importFiles(base, 'the-key', files, never)).rejects.toThrow(
      '422 The files have errors; nothing was changed; cameras.csv:3 area: there is no area "x"',
    )
  })
})
