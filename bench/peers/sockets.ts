import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { type Answers, measures } from '../crowd/processes'

/** The peer: a `ws` server. Whoever connects listens; `POST /` sends its body to all. */
export async function sockets(): Promise<Answers> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks)
      for (const client of listening.clients) client.send(text, { binary: false })
      response.writeHead(201).end()
    })
  })
  // Compression would cost some 300 KiB a connection: off by default, and nobody who holds ten thousand turns it on.
  const listening = new WebSocketServer({ server, perMessageDeflate: false })
  listening.on('connection', (client) => client.send('ready\n\n'))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return { ...measures, address: async () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** What a client asks in order to speak WebSocket (RFC 6455, section 4.1). */
export const upgradeHeader = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
].join('\r\n')
