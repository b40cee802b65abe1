/** One message of a text/event-stream. */
export interface SseMessage {
  event: string
  data: string
  id: string | null
}

/** Reads a text/event-stream piece by piece (WHATWG HTML, "Server-sent events"); comments count as a sign of life. */
export class SseReader {
  private rest = ''
  private data: string[] = []
  private event = ''
  private id: string | null = null

  /** The messages that this piece completes. */
  read(piece: string): SseMessage[] {
    const messages: SseMessage[] = []
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/)
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (this.data.length > 0) {
          messages.push({ event: this.event || 'message', data: this.data.join('\n'), id: this.id })
        }
        this.data = []
        this.event = ''
        this.id = null
        continue
      }
      const colon = line.indexOf(':')
      if (colon === 0) continue
      const field = colon < 0 ? line : line.slice(0, colon)
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (field === 'data') this.data.push(value)
      else if (field === 'event') this.event = value
      else if (field === 'id') this.id = value
    }
    return messages
  }
}
