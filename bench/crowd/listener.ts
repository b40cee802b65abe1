import { connect, type Socket } from 'node:net'
import type { Answers } from './processes'

/** What came of one event: at how many listeners, when at the last of them, and when at the desk. Monotonic milliseconds. */
interface Arrivals {
  n: number
  last: number
  desk: number | null
}

/** A stream to open: by a request, or in another protocol by its first bytes (base64). */
export interface Stream {
  path: string
  header: string
  hello?: string
}

const eventShape = /event: (?:alarm\.raised|notice)\ndata: \{"id":"([^"]+)"/g
const atOnce = 100
const patienceMs = 30_000

/** The process that listens: raw sockets, so that it costs as little as it can. */
export function listener(): Answers {
  const arrivals = new Map<string, Arrivals>()
  const waiting = new Map<string, { n: number; desk: boolean; done: () => void }>()
  const sockets: Socket[] = []

  function hear(id: string, isDesk: boolean): void {
    const at = Number(process.hrtime.bigint()) / 1e6
    const seen = arrivals.get(id) ?? { n: 0, last: 0, desk: null }
    arrivals.set(id, seen)
    if (isDesk) seen.desk = at
    else {
      seen.n++
      seen.last = at
    }
    const wait = waiting.get(id)
    if (wait !== undefined && complete(seen, wait)) wait.done()
  }
  const complete = (seen: Arrivals | undefined, wait: { n: number; desk: boolean }) =>
    seen !== undefined && seen.n >= wait.n && (!wait.desk || seen.desk !== null)

  /** Opens one stream; resolves with its first bytes. */
  function open(url: URL, { path, header, hello }: Stream, isDesk: boolean): Promise<void> {
    return new Promise((done, fail) => {
      const socket = connect(Number(url.port), url.hostname)
      sockets.push(socket)
      let rest = ''
      let ready = false
      const first = `GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\n${header}\r\n\r\n`
      socket.on('connect', () => socket.write(hello === undefined ? first : Buffer.from(hello, 'base64')))
      socket.on('error', fail)
      socket.on('close', () => fail(new Error('a stream was cut')))
      socket.on('data', (chunk) => {
        const text = rest + chunk.toString('latin1')
        const end = text.lastIndexOf('\n\n') + 2
        if (!ready) {
          if (hello === undefined && !/^HTTP\/1.1 (200|101)/.test(text)) return fail(new Error(text.slice(0, 80)))
          ready = true
          done()
        }
        if (end > 1) for (const [, id = ''] of text.slice(0, end).matchAll(eventShape)) hear(id, isDesk)
        rest = end > 1 ? text.slice(end) : text
      })
    })
  }

  return {
    async open(asked) {
      const { address, streams, desk } = asked as {
        address: string
        streams: Stream[]
        desk: boolean
      }
      const url = new URL(address)
      for (let at = 0; at < streams.length; at += atOnce)
        await Promise.all(streams.slice(at, at + atOnce).map((stream) => open(url, stream, desk)))
      return sockets.length
    },
    /** Waits until an event is at `n` boxes (and the desk) and gives when that was. */
    async arrived(asked) {
      const { id, n, desk } = asked as { id: string; n: number; desk: boolean }
      if (!complete(arrivals.get(id), { n, desk }))
        await new Promise<void>((done, fail) => {
          const late = setTimeout(() => {
            const seen = arrivals.get(id)
            fail(
              new Error(
                `after 30 s an event is at ${seen?.n ?? 0} of ${n} listeners, at the desk: ${seen?.desk ?? 'not'}`,
              ),
            )
          }, patienceMs)
          waiting.set(id, {
            n,
            desk,
            done: () => {
              clearTimeout(late)
              waiting.delete(id)
              done()
            },
          })
        })
      return arrivals.get(id)
    },
  }
}
