import { createServer, request, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** The way from a box to the service: what an operator has in between. */
export interface Way {
  url: string
  /** connections that were cut because nothing had passed for too long */
  cut(): number
  /** requests to a path (without its query) so far */
  asked(path: string): number
  close(): Promise<void>
}

/**
 * A proxy before the service, below a sub-path if one is given. A connection on which nothing passes for `idleMs` is cut
 * without a word, on both sides, as address translators and load balancers do.
 */
export async function openWay(to: string, { path = '', idleMs }: { path?: string; idleMs?: number }): Promise<Way> {
  const service = new URL(to)
  const asked = new Map<string, number>()
  const open = new Set<Socket>()
  let cut = 0
  const watch = (socket: Socket) => {
    if (open.has(socket)) return
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => undefined)
    if (idleMs === undefined) return
    socket.setTimeout(idleMs, () => {
      cut++
      socket.destroy()
    })
  }
  const server: Server = createServer((from, answer) => {
    const target = from.url ?? '/'
    if (!target.startsWith(`${path}/`)) {
      answer.writeHead(404).end()
      return
    }
    const inner = target.slice(path.length)
    const bare = inner.split('?')[0] ?? ''
    asked.set(bare, (asked.get(bare) ?? 0) + 1)
    const on = request({
      ...{ host: service.hostname, port: service.port, method: from.method, path: inner, agent: false },
      headers: { ...from.headers, 'x-forwarded-host': from.headers.host },
    })
    on.on('socket', (socket: Socket) => socket.on('error', () => undefined))
    on.on('response', (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    on.on('error', () => answer.destroy())
    answer.on('close', () => on.destroy())
    from.pipe(on)
  })
  // Node would close a silent connection itself, and politely: here the way does, and rudely.
  server.keepAliveTimeout = 0
  server.on('connection', watch)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    cut: () => cut,
    asked: (of) => asked.get(of) ?? 0,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of open) socket.destroy()
      }),
  }
}
