import type { FastifyRequest } from 'fastify'

export type OperatorRole = 'root' | 'operator' | 'import' | 'auditor'

/** Who calls with an operator key. */
export interface Operator {
  id: string
  name: string
  role: OperatorRole
  /** the area below which this key may act; null is everywhere */
  area: string | null
}

declare module 'fastify' {
  interface FastifyRequest {
    /** set by `requireOperator` */
    operator?: Operator
  }
}

/** The operator of a request that passed its guard. */
export function operatorOf(request: FastifyRequest): Operator {
  if (request.operator === undefined) throw new Error('the route has no operator guard')
  return request.operator
}
