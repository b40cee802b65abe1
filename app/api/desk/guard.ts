import type { FastifyRequest } from 'fastify'

/** The duty officer who calls, by session cookie. */
export interface Officer {
  session: string
  user: string
  name: string
  /** the desk's area: it sees this area and below */
  area: string
}

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
