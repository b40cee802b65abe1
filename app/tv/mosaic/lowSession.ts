import { type Call, problemOf } from '../service/api'
import type { Session } from '../service/session'

/**
 * The session as one of several pictures asks it: for the low rendition, which four decoders and one cable can carry.
 * Where a camera has none, for what there is.
 */
export function lowSession(session: Session): Session {
  const call = async <T>(asked: Call) => {
    if (asked.method !== 'POST' || asked.path !== '/v1/playbacks') return session.call<T>(asked)
    try {
      return await session.call<T>({ ...asked, body: { ...(asked.body as object), clarity: 'low' } })
    } catch (error) {
      if (problemOf(error).failure !== 'no-low-rendition') throw error
      return session.call<T>(asked)
    }
  }
  return Object.assign(Object.create(session) as Session, { call })
}
