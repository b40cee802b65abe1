import { WebSocket } from 'undici'
import type { Questions } from './driver'

interface Message {
  id?: number
  result?: unknown
  error?: { message?: string } | string
  message?: string
}

/** Opens a socket of the kind that Chrome's protocol and WebDriver BiDi share: numbered questions, JSON answers. */
export async function openSocket(url: string): Promise<Questions> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, { done(result: unknown): void; fail(error: Error): void }>()
  let count = 0
  await new Promise<void>((done, fail) => {
    socket.onopen = () => done()
    socket.onerror = () => fail(new Error(`${url} cannot be opened`))
  })
  socket.onmessage = ({ data }) => {
    const { id, result, error, message } = JSON.parse(String(data)) as Message
    const question = waiting.get(id ?? -1)
    if (question === undefined) return
    waiting.delete(id ?? -1)
    if (error === undefined) question.done(result)
    else question.fail(new Error(typeof error === 'string' ? `${error}: ${message}` : error.message))
  }
  socket.onclose = () => {
    for (const { fail } of waiting.values()) fail(new Error('the engine has gone'))
  }
  return {
    ask: <T>(method: string, params: object) =>
      new Promise<T>((done, fail) => {
        if (socket.readyState !== WebSocket.OPEN) return fail(new Error('the engine has gone'))
        const id = ++count
        waiting.set(id, { done: done as (result: unknown) => void, fail })
        socket.send(JSON.stringify({ id, method, params }))
      }),
    close: () => socket.close(),
  }
}
