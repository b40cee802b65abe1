import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** The cable between a process and its PostgreSQL. */
export interface Cable {
  /** the database at the far end */
  url: string
  /** pulls it out: what was connected breaks, what wants to connect is refused */
  pull(): Promise<void>
  /** puts it in again, at the same address */
  plug(): Promise<void>
}

export async function layCable(databaseUrl: string): Promise<Cable> {
  const far = new URL(databaseUrl)
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const on = connect(Number(far.port), far.hostname)
    for (const [end, other] of [
      [near, on],
      [on, near],
    ] as const) {
      open.add(end)
      end.on('error', () => undefined)
      end.once('close', () => {
        open.delete(end)
        other.destroy()
      })
      end.pipe(other)
    }
  })
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    pull: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of open) socket.destroy()
      }),
    plug: () => listen(port),
  }
}
