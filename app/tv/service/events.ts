import type { Events, EventType } from '../../contract/events'
import type { Api } from './api'
import type { Session } from './session'
import { type SseMessage, SseReader } from './sse'
import type { BoxStore } from './store'

const eventTypes: readonly EventType[] = ['alarm.raised', 'alarm.updated', 'access.changed', 'camera.status', 'notice']

/** What the service tells by itself. Comes back by itself after every gap, and asks for what it missed. */
export interface EventStream {
  /** Whether the service is being heard now. */
  readonly connected: boolean
  on<T extends EventType>(type: T, listener: (data: Events[T]) => void): () => void
  onConnection(listener: (connected: boolean) => void): () => void
  start(): void
  stop(): void
}

/** The service sends a comment every 15 s; two missed and a little more mean that the line is dead. */
const silenceMs = 35_000
const longestPauseMs = 30_000

/** Milliseconds before the attempt: doubling from one second, each spread over half to whole. `random` in 0..1. */
export function pauseBefore(attempt: number, random: number): number {
  const whole = Math.min(1000 * 2 ** Math.max(0, attempt - 1), longestPauseMs)
  return Math.round(whole / 2 + (whole / 2) * random)
}

export function openEvents(session: Session, api: Api, store: BoxStore): EventStream {
  const listeners: { [T in EventType]?: Set<(data: Events[T]) => void> } = {}
  const watchers = new Set<(connected: boolean) => void>()
  let connected = false
  let running = false
  let attempt = 0
  let close: (() => void) | null = null
  let silence = 0
  let pause = 0

  const setConnected = (next: boolean) => {
    if (next) attempt = 0
    if (next === connected) return
    connected = next
    watchers.forEach((watcher) => {
      watcher(next)
    })
  }
  const alive = () => {
    clearTimeout(silence)
    silence = window.setTimeout(again, silenceMs)
  }
  const again = () => {
    clearTimeout(silence)
    clearTimeout(pause)
    close?.()
    close = null
    setConnected(false)
    if (running) pause = window.setTimeout(connect, pauseBefore(++attempt, Math.random()))
  }
  const take = (message: SseMessage) => {
    if (message.id) store.write('last-event', message.id)
    const set = listeners[message.event as EventType] as Set<(data: unknown) => void> | undefined
    if (!set) return
    let data: unknown
    try {
      data = JSON.parse(message.data)
    } catch {
      return
    }
    set.forEach((listener) => {
      listener(data)
    })
  }
  const connect = () => {
    const open = canStream() ? byFetch : byTicket
    const ending = new Ending()
    close = () => ending.end()
    open(ending).catch(() => {
      if (!ending.ended) again()
    })
  }

  async function byFetch(ending: Ending): Promise<void> {
    const controller = new AbortController()
    ending.with(() => controller.abort())
    alive()
    const token = await session.accessToken()
    const last = store.read<string>('last-event')
    const response = await fetch(api.address('/v1/events'), {
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        ...(last ? { 'last-event-id': last } : {}),
      },
      signal: controller.signal,
      cache: 'no-store',
    })
    if (!response.ok || !response.body) throw new Error(`events: ${response.status}`)
    setConnected(true)
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    const messages = new SseReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done || ending.ended) throw new Error('events: ended')
      alive()
      messages.read(decoder.decode(value, { stream: true })).forEach(take)
    }
  }

  async function byTicket(ending: Ending): Promise<void> {
    alive()
    const { data } = await session.call<{ ticket: string }>({ method: 'POST', path: '/v1/events/tickets' })
    if (ending.ended) return
    const last = store.read<string>('last-event')
    const query = `?ticket=${encodeURIComponent(data.ticket)}${last ? `&last_event_id=${encodeURIComponent(last)}` : ''}`
    const source = new EventSource(api.address(`/v1/events${query}`))
    ending.with(() => source.close())
    source.onopen = () => {
      setConnected(true)
      // Comments are not told here, so that silence cannot be watched; EventSource notices a cut line by itself.
      clearTimeout(silence)
    }
    source.onerror = () => {
      if (!ending.ended) again()
    }
    for (const type of eventTypes) {
      source.addEventListener(type, (event) => {
        const message = event as MessageEvent<string>
        take({ event: type, data: message.data, id: message.lastEventId || null })
      })
    }
  }

  return {
    get connected() {
      return connected
    },
    on(type, listener) {
      const set = (listeners[type] ?? new Set()) as Set<typeof listener>
      listeners[type] = set as never
      set.add(listener)
      return () => {
        set.delete(listener)
      }
    },
    onConnection(listener) {
      watchers.add(listener)
      return () => {
        watchers.delete(listener)
      }
    },
    start() {
      if (running) return
      running = true
      connect()
    },
    stop() {
      running = false
      again()
    },
  }
}

const canStream = () =>
  typeof fetch === 'function' &&
  typeof AbortSignal === 'function' &&
  typeof TextDecoder === 'function' &&
  typeof ReadableStream === 'function'

/** One connection's end, told once; `AbortSignal` is too young for the boxes that need tickets. */
class Ending {
  ended = false
  private readonly acts: (() => void)[] = []

  with(act: () => void): void {
    this.acts.push(act)
  }
  end(): void {
    if (this.ended) return
    this.ended = true
    for (const act of this.acts) act()
  }
}
