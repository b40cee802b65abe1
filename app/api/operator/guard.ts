import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { keyBySecret } from './keys-store'

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

/** How an operator key is stored and looked up. Keys are random: no slow hash is needed. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('base64url')

/** onRequest: an operator key of one of these roles; the root key may do everything. Sets `request.operator`. */
export function requireOperator(
  service: Service,
  ...roles: Exclude<OperatorRole, 'root'>[]
): (request: FastifyRequest) => Promise<void> {
  const root = createHash('sha256')
    .update(service.config.OPERATOR_KEY ?? '')
    .digest()
  return async (request) => {
    const [, key] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (key === undefined) throw new ProblemError('unauthorized')
    request.operator = await operatorOfKey(service, root, key)
    const { role } = request.operator
    if (role !== 'root' && !roles.includes(role))
      throw new ProblemError('forbidden', { detail: `A key of the role "${role}" may not do this.` })
  }
}

async function operatorOfKey(service: Service, root: Buffer, key: string): Promise<Operator> {
  const { OPERATOR_KEY } = service.config
  if (OPERATOR_KEY !== null && timingSafeEqual(createHash('sha256').update(key).digest(), root))
    return { id: 'root', name: 'operator', role: 'root', area: null }
  const row = await keyBySecret(service.db, keyHash(key))
  if (row === null || row.revoked_at !== null) throw new ProblemError('unauthorized')
  return { id: row.id, name: row.name, role: row.role as OperatorRole, area: row.area }
}
