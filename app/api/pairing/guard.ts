import type { FastifyRequest } from 'fastify'

/** The box that calls, as its credential says. */
export interface CallingBox {
  pairing: string
  serial: string
  household: string
  /** an alarm credential raises and follows alarms of its box and nothing else */
  credential: 'access' | 'alarm'
}

declare module 'fastify' {
  interface FastifyRequest {
    /** set by `requireBox` and `requireBoxOrAlarm` */
    box?: CallingBox
  }
}

/** The box of a request that passed its guard. */
export function boxOf(request: FastifyRequest): CallingBox {
  if (request.box === undefined) throw new Error('the route has no box guard')
  return request.box
}
