import { grantTypes } from '../../contract/lists'
import type { DeviceAuthorization, TokenAnswer } from '../../contract/pairing'
import { problemOf } from '../service/api'
import type { Services } from '../service/services'
import { afterBegin, afterPoll, type Next, type Refusal, type Trouble } from './model'

/** The code on the screen, and until when it is good (server time). */
export interface ShownCode {
  code: string
  address: string
  /** The address with the code in it, for the QR code. */
  complete: string
  until: number
}

export interface DeviceFlow {
  readonly shown: ShownCode | null
  readonly trouble: Trouble | null
  stop(): void
}

type Needs = Pick<Services, 'api' | 'clock' | 'serial' | 'session'>

/** What a failed call says, for the rules of pairing. */
export function refusalOf(error: unknown): Refusal {
  const { failure, status, problem, retryAfter } = problemOf(error)
  return { failure, status, error: typeof problem?.error === 'string' ? problem.error : '', retryAfter }
}

/** Nine digits as people read them off a screen, and as `/pair` shows them. */
const inThrees = (code: string) => code.replace(/\d{3}(?=\d)/g, '$&-')

/** RFC 8628 for one screen: gets a code, polls as it is told to, gets a new one when it ends, until stopped. */
export function startDeviceFlow({ api, clock, serial, session }: Needs, changed: () => void): DeviceFlow {
  let shown: ShownCode | null = null
  let trouble: Trouble | null = null
  let timer = 0
  let running = true

  const tell = (next: Trouble | null) => {
    trouble = next
    if (running) changed()
  }
  const later = (seconds: number, act: () => void) => {
    window.clearTimeout(timer)
    if (running) timer = window.setTimeout(act, seconds * 1000)
  }
  const goOn = (next: Next, device: string) => {
    if (next.go === 'anew') shown = null
    tell(next.trouble)
    if (next.go === 'anew') later(next.after, begin)
    else later(next.interval, () => poll(device, next.interval))
  }
  const post = <T>(path: string, body: Record<string, string>) =>
    api.call<T>({ method: 'POST', path, body, as: 'form' }).then(({ data }) => data)

  const begin = () => {
    post<DeviceAuthorization>('/oauth/device_authorization', { client_id: serial }).then(
      (given) => {
        if (!running) return
        shown = {
          code: inThrees(given.user_code),
          address: given.verification_uri,
          complete: given.verification_uri_complete,
          until: clock.now() + given.expires_in * 1000,
        }
        // That the last one was declined or ended stays said beside the new one.
        tell(trouble?.is === 'declined' || trouble?.is === 'expired' ? trouble : null)
        later(given.interval, () => poll(given.device_code, given.interval))
      },
      (error: unknown) => goOn(afterBegin(refusalOf(error), clock.now()), ''),
    )
  }
  const poll = (device: string, interval: number) => {
    const body = { grant_type: grantTypes.deviceCode, device_code: device, client_id: serial }
    post<TokenAnswer>('/oauth/token', body).then(
      // Also when the screen has gone meanwhile: the code is spent, the tokens are this box's.
      (tokens) => session.accept(tokens),
      (error: unknown) => {
        if (!running) return
        const next = afterPoll(refusalOf(error), interval, clock.now())
        // Waiting is no news: what was said stays.
        const quiet = next.go === 'poll' && next.trouble === null && trouble?.is !== 'away'
        goOn(quiet ? { ...next, trouble } : next, device)
      },
    )
  }
  begin()
  return {
    get shown() {
      return shown
    },
    get trouble() {
      return trouble
    },
    stop() {
      running = false
      window.clearTimeout(timer)
    },
  }
}

/** Pairs by the household's activation code. Rejects when it is not taken. */
export async function pairByCode({ api, serial, session }: Needs, code: string): Promise<void> {
  const body = { grant_type: grantTypes.activationCode, serial, code }
  const { data } = await api.call<TokenAnswer>({ method: 'POST', path: '/oauth/token', body, as: 'form' })
  session.accept(data)
}
