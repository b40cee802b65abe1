import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios'
import type { Problem, ProblemName } from '../../contract/problems'
import type { ServerClock } from './clock'
import { readParts } from './parts'
import type { Settings } from './settings'

/** Why a call failed, by name: a problem of the service, or how the way to it failed. */
export type FailureName = ProblemName | 'no-network' | 'timeout' | 'not-understood'

/** A call that failed. Screens choose their words by `name`, never by `detail`. */
export class ProblemError extends Error {
  constructor(
    public readonly failure: FailureName,
    public readonly status: number,
    public readonly problem: Problem | null,
    /** Seconds that the service asks to wait, or null. */
    public readonly retryAfter: number | null,
  ) {
    super(problem?.detail ?? failure)
    // ES5 classes lose the prototype of a built-in parent.
    Object.setPrototypeOf(this, ProblemError.prototype)
    this.name = 'ProblemError'
  }
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the service's address, such as `/v1/cameras`. */
  path: string
  body?: unknown
  /** `form` for OAuth requests. */
  as?: 'json' | 'form'
  headers?: Record<string, string>
  /** Takes files that may come with the answer. */
  files?: true
  /** Milliseconds; the deployment's when absent. */
  timeout?: number
  /** Aborts the call; its promise then rejects. */
  signal?: AbortSignal
}

export interface Answer<T> {
  status: number
  data: T
  headers: Record<string, string>
  /** what came with it, by address; only where the call takes files */
  files?: Record<string, ArrayBuffer>
}

/** Calls to the service without regard to who calls; `session.ts` adds the box's token. */
export interface Api {
  call<T>(call: Call): Promise<Answer<T>>
  /** The full address of a path of the service, such as a playback's `url`. */
  address(path: string): string
}

const getAttempts = 3
const pauseMs = 400

/**
 * The service over HTTP. GETs are tried again when the way fails, on the second address too; nothing else is ever
 * sent twice from here. Every answer tells the clock the server's time.
 */
export function httpApi(settings: Settings, clock: ServerClock, page: string): Api {
  const bases = [settings.api.url, settings.api.fallback_url]
    .filter((url, i) => i === 0 || url !== '')
    .map((url) => new URL(url || '.', page).href.replace(/\/$/, ''))
  let current = 0
  const http: AxiosInstance = axios.create({
    timeout: settings.api.timeout_ms,
    // Who calls is told by a token, never by a cookie; axios would look for one before each request, which costs a zap
    // a frame.
    xsrfCookieName: '',
    validateStatus: (status) => (status >= 200 && status < 300) || status === 304,
  })
  const address = (path: string) => (/^https?:/.test(path) ? path : bases[current] + path)

  async function once<T>(call: Call): Promise<Answer<T>> {
    const config: AxiosRequestConfig = {
      method: call.method,
      url: address(call.path),
      headers: { accept: 'application/json', ...call.headers },
    }
    if (call.files) {
      config.responseType = 'arraybuffer'
      config.headers!.accept = 'multipart/mixed, application/json'
    }
    if (call.timeout !== undefined) config.timeout = call.timeout
    if (call.signal) config.signal = call.signal
    if (call.body !== undefined) {
      config.data = call.as === 'form' ? formOf(call.body as Record<string, string>) : call.body
      config.headers!['content-type'] = call.as === 'form' ? 'application/x-www-form-urlencoded' : 'application/json'
    }
    const sentAt = clock.steady()
    const response = await http.request<T>(config)
    const headers = headersOf(response)
    if (!call.files) {
      // What is no JSON comes as text: half an answer, or the page of a portal that stands in the way.
      if (typeof response.data === 'string' && response.data !== '')
        throw new ProblemError('not-understood', response.status, null, null)
      tellTime(clock, response, sentAt)
      return { status: response.status, data: response.data, headers }
    }
    try {
      const { text, files } = readParts(headers['content-type'] ?? '', bytesOf(response.data))
      return { status: response.status, data: JSON.parse(text), headers, files }
    } catch {
      throw new ProblemError('not-understood', response.status, null, null)
    }
  }

  return {
    address,
    async call<T>(call: Call): Promise<Answer<T>> {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once<T>(call)
        } catch (error) {
          const failure = problemOf(error)
          const wayFailed = failure.status === 0 || failure.status === 502 || failure.status === 503
          if (call.signal?.aborted || !wayFailed) throw failure
          // The next call, of whatever kind, goes to the other address.
          if (failure.status === 0) current = (current + 1) % bases.length
          if (call.method !== 'GET' || attempt >= getAttempts) throw failure
          await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt))
        }
      }
    },
  }
}

function formOf(fields: Record<string, string>): string {
  return Object.keys(fields)
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(fields[name] ?? '')}`)
    .join('&')
}

function headersOf(response: AxiosResponse): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of Object.keys(response.headers)) headers[name.toLowerCase()] = String(response.headers[name])
  return headers
}

function tellTime(clock: ServerClock, response: AxiosResponse, sentAt: number): void {
  const data = response.data as { now?: unknown } | null
  const now = typeof data === 'object' && data !== null && typeof data.now === 'string' ? Date.parse(data.now) : NaN
  if (!Number.isNaN(now)) {
    clock.told(now, sentAt)
    return
  }
  const date = Date.parse(String(response.headers.date ?? ''))
  // Whole seconds: half a second is the best guess. Only as long as nothing better is known.
  if (!clock.known && !Number.isNaN(date)) clock.told(date + 500, sentAt)
}

/** What went wrong, as a `ProblemError`, whatever was thrown. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (!axios.isAxiosError(error)) return new ProblemError('not-understood', 0, null, null)
  const response = error.response
  if (!response) {
    return new ProblemError(
      error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT' ? 'timeout' : 'no-network',
      0,
      null,
      null,
    )
  }
  const data = plain(response.data) as Partial<Problem> | null
  const type = typeof data === 'object' && data !== null && typeof data.type === 'string' ? data.type : ''
  const name = /^\/problems\/([a-z-]+)$/.exec(type)?.[1] as ProblemName | undefined
  const after = Number(response.headers['retry-after'])
  return new ProblemError(
    name ?? 'not-understood',
    response.status,
    name ? (data as Problem) : null,
    Number.isFinite(after) && after > 0 ? after : null,
  )
}

/** A problem is JSON also where files were asked for. */
function plain(data: unknown): unknown {
  if (!(data instanceof ArrayBuffer || ArrayBuffer.isView(data))) return data
  try {
    return JSON.parse(readParts('', bytesOf(data)).text)
  } catch {
    return null
  }
}

function bytesOf(data: unknown): ArrayBuffer {
  return new Uint8Array(data as ArrayBuffer).buffer
}
