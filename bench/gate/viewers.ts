import { connect, type Socket } from 'node:net'

/** What came for one request: the status, and the body where it was asked for as text. */
export interface Got {
  status: number
  bytes: number
  text: string
}

/** One viewer's kept-alive connection, read without a client library: what is measured is the server. */
export interface Viewer {
  get(path: string, keepText?: boolean): Promise<Got>
  close(): void
}

/** @param address where the server listens, such as `http://127.0.0.1:8080` */
export async function openViewer(address: string): Promise<Viewer> {
  const { hostname, port, host } = new URL(address)
  const socket: Socket = connect(Number(port), hostname)
  socket.setNoDelay(true)
  let head = ''
  let left = -1
  let got: Got = { status: 0, bytes: 0, text: '' }
  let keep = false
  let settle: { done: (got: Got) => void; fail: (error: Error) => void } | null = null

  const fail = (error: Error) => {
    settle?.fail(error)
    settle = null
  }
  function body(chunk: Buffer): void {
    got.bytes += chunk.length
    if (keep) got.text += chunk.toString('utf8')
    left -= chunk.length
    if (left > 0) return
    left = -1
    const { done } = settle!
    settle = null
    done(got)
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  socket.on('data', (chunk: Buffer) => {
    if (left >= 0) return body(chunk)
    head += chunk.toString('latin1')
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    const first = head.slice(0, end)
    const length = /^content-length: *(\d+)/im.exec(first)?.[1]
    if (length === undefined) return fail(new Error(`an answer without a length: ${first.slice(0, 200)}`))
    got = { status: Number(first.slice(9, 12)), bytes: 0, text: '' }
    left = Number(length)
    const rest = Buffer.from(head.slice(end + 4), 'latin1')
    head = ''
    body(rest)
  })
  await new Promise<void>((done, failed) => {
    socket.once('connect', done)
    socket.once('error', failed)
  })
  return {
    get(path, keepText = false) {
      keep = keepText
      return new Promise((done, failed) => {
        settle = { done, fail: failed }
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: bench\r\n\r\n`)
      })
    },
    close() {
      socket.removeAllListeners('close')
      socket.destroy()
    },
  }
}

/** As `get`, of a viewer who must be answered. */
export async function mustGet(viewer: Viewer, path: string, keepText = false): Promise<Got> {
  const got = await viewer.get(path, keepText)
  if (got.status !== 200) throw new Error(`${path.slice(0, 30)}… was answered ${got.status}`)
  return got
}
