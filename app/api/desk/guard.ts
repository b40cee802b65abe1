import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { type Officer, sameSite } from './rules'
import { officerBySession, touchSession } from './store'

declare module 'fastify' {
  interface FastifyRequest {
    /** set by `requireOfficer` */
    officer?: Officer
  }
}

/** The officer of a request that passed its guard. */
export function officerOf(request: FastifyRequest): Officer {
  if (request.officer === undefined) throw new Error('the route has no desk guard')
  return request.officer
}

const deskCookie = 'porchlight_desk'
const cookieShape = new RegExp(`(?:^|; *)${deskCookie}=([\\w-]{1,64}) *(?:;|$)`)

/** The session in a Cookie header; null when there is none. Our values need no decoding. */
const readCookie = (header: string | undefined) => cookieShape.exec(header ?? '')?.[1] ?? null

/** The Set-Cookie header that gives a session, or takes it (null). It ends with the browser: idleness is judged here. */
export function writeCookie(session: string | null, secure: boolean): string {
  const flags = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  return session === null ? `${deskCookie}=; Max-Age=0; ${flags}` : `${deskCookie}=${session}; ${flags}`
}

/** How a session cookie is stored: a reader of the store cannot sign in with what is found there. */
export const sessionHash = (cookie: string) => createHash('sha256').update(cookie).digest('base64url')

/**
 * onRequest: a signed-in duty officer, from a page of our own. Sets `request.officer`; its `session` is the stored
 * hash, never the cookie.
 */
export function requireOfficer(service: Service): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    refuseOtherSites(service, request)
    const cookie = readCookie(request.headers.cookie)
    if (cookie === null) throw new ProblemError('unauthorized')
    const now = service.clock.now()
    const found = await officerBySession(service.db, sessionHash(cookie), now)
    if (found === null) throw new ProblemError('unauthorized')
    const { seenAt, ...officer } = found
    request.officer = officer
    if (now - seenAt >= 60_000)
      await touchSession(service.db, officer.session, now, service.config.DESK_IDLE_HOURS * 3_600_000)
  }
}

/** A change must come from our own page: browsers say so in `Origin` or `Sec-Fetch-Site`; programs send neither. */
export function refuseOtherSites(service: Pick<Service, 'config'>, request: FastifyRequest): void {
  const fits = sameSite({
    method: request.method,
    origin: request.headers.origin,
    fetchSite: request.headers['sec-fetch-site'] as string | undefined,
    publicUrl: service.config.PUBLIC_URL,
    ownHost: request.host,
  })
  if (!fits) throw new ProblemError('forbidden', { detail: 'the request comes from another site' })
}
