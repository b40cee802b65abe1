import type { ServerResponse } from 'node:http'
import { eventStreams } from '../health/counters'
import type { StoredEvent } from './event'
import { viewData } from './views'

/** A client that lets this much pile up is cut: it comes back with its last id and misses nothing. */
const bufferBound = 256 * 1024

/**
 * One Server-Sent Events answer (https://html.spec.whatwg.org/multipage/server-sent-events.html) on a raw response that
 * Fastify was told to leave alone. A class, as ten thousand of them are open: a stream carries no functions of its own.
 */
export class SseStream {
  closed = false

  constructor(
    private readonly response: ServerResponse,
    headers: Record<string, unknown>,
    onClose: () => void,
  ) {
    eventStreams.inc()
    response.socket?.setNoDelay(true)
    response.socket?.setKeepAlive(true, 30_000)
    response.on('close', () => {
      this.closed = true
      eventStreams.dec()
      onClose()
    })
    response.on('error', destroy)
    // The end of the connection is the end of the stream: no chunks around each event, three writes less for each box.
    response.removeHeader('transfer-encoding')
    response.writeHead(200, {
      ...(headers as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    // Alone, as Node keeps the head for as long as the answer: written with the first text it stays in 34 pieces.
    response.flushHeaders()
  }

  send(chunk: Buffer | string): void {
    if (this.closed) return
    this.response.write(chunk)
    if (this.response.writableLength > bufferBound) this.response.destroy()
  }

  /** Resolves when the client has taken what was sent, or is gone. */
  async drained(): Promise<void> {
    const { response } = this
    if (this.closed || !response.writableNeedDrain) return
    await new Promise<void>((done) => {
      const go = () => {
        response.off('drain', go)
        response.off('close', go)
        done()
      }
      response.on('drain', go)
      response.on('close', go)
    })
  }

  close(): void {
    if (!this.closed) this.response.end()
  }
}

function destroy(this: ServerResponse): void {
  this.destroy()
}

const rendered = new WeakMap<StoredEvent, Map<string, Buffer>>()

/** An event in the words of a view: rendered once however many listen. */
export function eventText(event: StoredEvent, view: string): Buffer {
  const views = rendered.get(event) ?? new Map<string, Buffer>()
  rendered.set(event, views)
  let text = views.get(view)
  if (text === undefined) {
    const id = event.id === null ? '' : `id: ${event.id}\n`
    text = Buffer.from(`${id}event: ${event.type}\ndata: ${JSON.stringify(viewData(event, view))}\n\n`)
    views.set(view, text)
  }
  return text
}

/** A comment that keeps proxies from cutting a silent line, with the place to resume from. */
export const heartbeat = (position: number): Buffer => Buffer.from(`: alive\nid: ${position}\n\n`)

/** How a stream begins: come back after 2 s, from here if nothing else was heard. */
export const opening = (position: number): string => `retry: 2000\nid: ${position}\n\n`

/** Told when the place to resume from is no longer kept: whatever was missed, ask again for everything. */
export const reset = (position: number): string => `: reset\nid: ${position}\nevent: access.changed\ndata: {}\n\n`
