import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, Pool, request } from 'undici'
import { checkCameraAddress, mayConnect, parseOrigins } from './origins'

/** What a camera's origin may cost: bytes of an answer, milliseconds until it is complete. */
interface Limits {
  bytes: number
  ms: number
}

/** The origin gave nothing usable; the message names no address, because it may reach a log. */
export class UpstreamError extends Error {
  constructor(
    readonly kind: 'forbidden' | 'unreachable' | 'status' | 'too-large' | 'redirect',
    message: string,
    /** the origin's own status */
    readonly status: number | null = null,
  ) {
    super(message)
  }
}

/** Fetches from the cameras' origins, and from nowhere else. */
export interface Upstream {
  /**
   * The body at an address, and the address that gave it. A redirect is followed a few times, and only to where
   * `permits` agrees.
   * @throws UpstreamError
   */
  get(href: string, limits: Limits, permits: (href: string) => boolean): Promise<{ body: Buffer; href: string }>
  close(): Promise<void>
}

const redirects = new Set([301, 302, 303, 307, 308])
const longestChain = 3

/**
 * Opens the way to the cameras. A name is resolved once in the life of the process, checked, and pinned: a name server
 * that answers differently later leads nowhere new.
 * @throws OriginError when `CAMERA_ORIGINS` cannot be understood
 */
export function openUpstream(origins: readonly string[], lookup: LookupFunction = systemLookup): Upstream {
  parseOrigins(origins)
  const pinned = new Map<string, Promise<Resolved[]>>()

  function resolve(name: string): Promise<Resolved[]> {
    const known = pinned.get(name)
    if (known !== undefined) return known
    const answer = new Promise<Resolved[]>((done, fail) =>
      lookup(name, { all: true }, (error, found) => {
        if (error !== null) fail(error)
        else done(typeof found === 'string' ? [{ address: found, family: found.includes(':') ? 6 : 4 }] : found)
      }),
    )
    // A name server that is away for a moment pins nothing.
    answer.catch(() => pinned.delete(name))
    pinned.set(name, answer)
    return answer
  }

  const lookupFor =
    (url: URL): LookupFunction =>
    (name, _options, answer) => {
      resolve(name).then(
        (found) => {
          const permitted = found.filter((one) => mayConnect(origins, url, one.address))
          if (permitted.length > 0) answer(null, permitted)
          else answer(new UpstreamError('forbidden', 'the name leads to where cameras may not be'), [])
        },
        (error: Error) => answer(error, []),
      )
    }

  const agent = new Agent({
    factory: (origin, options) =>
      new Pool(origin, {
        ...options,
        connections: 16,
        pipelining: 1,
        connectTimeout: 3000,
        keepAliveTimeout: 20_000,
        maxHeaderSize: 16 * 1024,
        connect: { lookup: lookupFor(new URL(origin)), autoSelectFamily: true },
      }),
  })

  async function once(href: string, limits: Limits, signal: AbortSignal): Promise<Buffer | { location: string }> {
    const fault = checkCameraAddress(origins, href)
    if (fault !== null) throw new UpstreamError('forbidden', 'cameras may not be at this address')
    const answer = await request(href, {
      dispatcher: agent,
      method: 'GET',
      headers: { 'accept-encoding': 'identity', accept: '*/*', 'user-agent': 'Porchlight' },
      headersTimeout: limits.ms,
      bodyTimeout: limits.ms,
      signal,
    })
    const { statusCode, headers, body } = answer
    const refuse = (error: UpstreamError): never => {
      body.on('error', () => undefined).destroy()
      throw error
    }
    if (redirects.has(statusCode)) {
      if (typeof headers.location !== 'string') refuse(new UpstreamError('redirect', 'a redirect without a target'))
      await body.dump({ limit: 16 * 1024 })
      return { location: headers.location as string }
    }
    if (statusCode !== 200) refuse(new UpstreamError('status', `the origin answered ${statusCode}`, statusCode))
    const encoding = headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity')
      refuse(new UpstreamError('status', 'the origin sent an encoding that was not asked for'))
    if (Number(headers['content-length'] ?? 0) > limits.bytes)
      refuse(new UpstreamError('too-large', `the answer is larger than ${limits.bytes} bytes`))
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limits.bytes) refuse(new UpstreamError('too-large', `the answer is larger than ${limits.bytes} bytes`))
      chunks.push(chunk)
    }
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)
  }

  return {
    async get(href, limits, permits) {
      const signal = AbortSignal.timeout(limits.ms)
      try {
        let at = href
        for (let steps = 0; steps <= longestChain; steps++) {
          const found = await once(at, limits, signal)
          if (Buffer.isBuffer(found)) return { body: found, href: at }
          if (!URL.canParse(found.location, at)) throw new UpstreamError('redirect', 'a redirect to no address')
          const next = new URL(found.location, at).href
          if (!permits(next)) throw new UpstreamError('redirect', "a redirect out of the camera's place")
          at = next
        }
        throw new UpstreamError('redirect', 'too many redirects')
      } catch (error) {
        throw asUpstreamError(error)
      }
    },
    close: () => agent.destroy(),
  }
}

interface Resolved {
  address: string
  family: number
}

function asUpstreamError(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error
  const { cause, code, name } = error as { cause?: unknown; code?: string; name?: string }
  if (cause instanceof UpstreamError) return cause
  return new UpstreamError('unreachable', `the origin does not answer (${code ?? name ?? 'unknown'})`)
}
