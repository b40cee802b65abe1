import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of `node:http` that does something with each body and then answers. Gives its address. */
export async function serveBodies(
  status: number,
  take: (body: string, path: string) => Promise<void>,
): Promise<string> {
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', async () => {
      await take(body, request.url ?? '/')
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}')
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
