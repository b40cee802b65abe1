import { grantTypes } from '../../contract/lists'
import type { TokenAnswer } from '../../contract/pairing'
import { type Answer, type Api, type Call, type FailureName, ProblemError, problemOf } from './api'
import type { ServerClock } from './clock'
import type { BoxStore } from './store'

/**
 * How the box stands with the service. `offline`: paired as far as is known, the service does not answer;
 * `suspended`: the pairing waits to be confirmed.
 */
export type SessionState = 'unpaired' | 'pairing' | 'paired' | 'suspended' | 'offline'

export interface Session {
  readonly state: SessionState
  /** Why the last attempt failed, for words on the screen. */
  readonly failure: FailureName | null
  onChange(listener: () => void): () => void
  /** Becomes paired: by the stored pairing, else by the operator's middleware. Never rejects; look at `state`. */
  start(): Promise<void>
  /** A call as this box. Rejects with a `ProblemError`. */
  call<T>(call: Call): Promise<Answer<T>>
  /** A good access token; renewed when it is about to end. Rejects with a `ProblemError`. */
  accessToken(): Promise<string>
  /** The last access token, without asking for another; null when there was none. */
  tokenAtHand(): string | null
  /** The credential that raises and follows this box's alarms, also while the pairing is suspended; or null. */
  alarmToken(): string | null
  /** Takes the tokens of another way of pairing (activation code, device flow). */
  accept(answer: TokenAnswer): void
  /**
   * The pairing was ended: by the service, or by the resident, whose wish the middleware must not undo by vouching for
   * the box anew.
   */
  forget(by?: 'service' | 'resident'): void
  /** The resident unpaired a box for which the operator's middleware would vouch, and has not let it back in. */
  readonly left: boolean
  /** The resident lets the middleware pair this box again. */
  comeBack(): Promise<void>
}

export interface SessionNeeds {
  api: Api
  store: BoxStore
  clock: ServerClock
  /** Gives the middleware's signed statement, or null where there is no middleware. */
  assertion: (() => Promise<string>) | null
}

/** What a failed request for tokens says about the pairing; null when it says nothing lasting. */
export function stateAfter(failure: FailureName, status: number): SessionState | null {
  if (failure === 'pairing-suspended') return 'suspended'
  if (status === 400 || status === 401 || status === 403 || status === 404) return 'unpaired'
  return null
}

/** Renewed this many milliseconds before its end. */
const early = 60_000

export function openSession({ api, store, clock, assertion }: SessionNeeds): Session {
  let access: { token: string; until: number } | null = null
  let renewing: Promise<string> | null = null
  let state: SessionState = store.read<string>('refresh') ? 'offline' : 'unpaired'
  let failure: FailureName | null = null
  const listeners = new Set<() => void>()

  const become = (next: SessionState, why: FailureName | null) => {
    if (next === state && why === failure) return
    state = next
    failure = why
    listeners.forEach((listener) => {
      listener()
    })
  }

  const accept = (answer: TokenAnswer) => {
    // Stored before first use: a box may lose power in between.
    store.write('refresh', answer.refresh_token)
    store.remove('left')
    if (answer.alarm_token) store.write('alarm-token', answer.alarm_token)
    access = { token: answer.access_token, until: clock.steady() + answer.expires_in * 1000 - early }
    become('paired', null)
  }

  const ask = async (fields: Record<string, string>) => {
    const answer = await api.call<TokenAnswer>({ method: 'POST', path: '/oauth/token', body: fields, as: 'form' })
    const { data } = answer
    if (!data?.access_token || !data.refresh_token) throw new ProblemError('not-understood', answer.status, null, null)
    accept(data)
    return data.access_token
  }

  const vouching = () => (store.read<boolean>('left') ? null : assertion)

  const pair = async () => {
    const assertion = vouching()
    if (!assertion) throw problemOf(null)
    if (state !== 'offline') become('pairing', null)
    return ask({ grant_type: grantTypes.assertion, assertion: await assertion() })
  }

  const renew = async () => {
    const refresh = store.read<string>('refresh')
    const before = access
    try {
      if (!refresh) return await pair()
      try {
        return await ask({ grant_type: grantTypes.refresh, refresh_token: refresh })
      } catch (error) {
        const problem = problemOf(error)
        // A spent or ended pairing: the middleware may vouch for the box anew.
        if (stateAfter(problem.failure, problem.status) !== 'unpaired' || !vouching()) throw error
        store.remove('refresh')
        return await pair()
      }
    } catch (error) {
      const problem = problemOf(error)
      // Paired in another way meanwhile: what became of the old attempt says nothing any more.
      if (access && access !== before) return access.token
      const next = stateAfter(problem.failure, problem.status)
      if (next === 'unpaired') store.remove('refresh')
      become(next ?? (store.read('refresh') || vouching() ? 'offline' : 'unpaired'), problem.failure)
      throw problem
    }
  }

  const accessToken = () => {
    if (access && clock.steady() < access.until) return Promise.resolve(access.token)
    renewing =
      renewing ??
      renew().then(
        (token) => {
          renewing = null
          return token
        },
        (error: unknown) => {
          renewing = null
          throw error
        },
      )
    return renewing
  }

  const call = async <T>(request: Call): Promise<Answer<T>> => {
    for (let attempt = 1; ; attempt++) {
      const token = await accessToken()
      try {
        const answer = await api.call<T>({
          ...request,
          headers: { ...request.headers, authorization: `Bearer ${token}` },
        })
        if (state === 'offline' || state === 'suspended') become('paired', null)
        return answer
      } catch (error) {
        const problem = problemOf(error)
        if (problem.failure === 'pairing-suspended') {
          // Confirmed later, it has learnt another cable node: the token of before would suspend it again.
          access = null
          become('suspended', problem.failure)
        }
        if (problem.status !== 401 || attempt > 1) throw problem
        if (access?.token === token) access = null
      }
    }
  }

  return {
    get state() {
      return state
    },
    get failure() {
      return failure
    },
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    start: () =>
      accessToken().then(
        () => undefined,
        () => undefined,
      ),
    call,
    accessToken,
    tokenAtHand: () => access?.token ?? null,
    alarmToken: () => store.read<string>('alarm-token'),
    accept,
    get left() {
      return assertion !== null && store.read<boolean>('left') === true
    },
    comeBack() {
      store.remove('left')
      return this.start()
    },
    forget(by = 'service') {
      access = null
      if (by === 'resident') store.write('left', true)
      store.remove('refresh')
      store.remove('alarm-token')
      become('unpaired', null)
    },
  }
}
