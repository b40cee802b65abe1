import { request } from 'node:http'

interface HeardEvent {
  id: string | null
  event: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was told
  data: any
}

/** A client of Server-Sent Events that remembers all it was told. */
export interface SseClient {
  status: number
  headers: Record<string, unknown>
  events: HeardEvent[]
  /** all that came, as text */
  text(): string
  /** the last id, as a browser would send it back */
  lastId(): string | null
  /** Resolves when so many events (of a type, if given) were heard. */
  heard(count: number, type?: string): Promise<HeardEvent[]>
  /** Resolves when the server ended the stream. */
  ended: Promise<void>
  pause(): void
  close(): void
}

export function listenSse(url: string, headers: Record<string, string> = {}): Promise<SseClient> {
  return new Promise((connected, fail) => {
    const outgoing = request(url, { headers, agent: false }, (response) => {
      const events: HeardEvent[] = []
      const waiting = new Set<() => void>()
      let all = ''
      let rest = ''
      let lastId: string | null = null
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        all += piece
        const blocks = (rest + piece).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
          const [id, event, data] = [field('id'), field('event'), field('data')]
          if (id !== undefined) lastId = id
          if (data !== undefined) events.push({ id: id ?? null, event: event ?? 'message', data: JSON.parse(data) })
        }
        for (const look of waiting) look()
      })
      const ended = new Promise<void>((done) => {
        response.on('close', done)
        response.on('error', () => done())
      })
      connected({
        status: response.statusCode ?? 0,
        headers: response.headers,
        events,
        text: () => all,
        lastId: () => lastId,
        heard: (count, type) =>
          new Promise((done) => {
            const look = () => {
              const found = type === undefined ? events : events.filter((event) => event.event === type)
              if (found.length < count) return
              waiting.delete(look)
              done(found)
            }
            waiting.add(look)
            look()
          }),
        ended,
        pause: () => response.pause(),
        close: () => outgoing.destroy(),
      })
    })
    outgoing.on('error', fail)
    outgoing.end()
  })
}
