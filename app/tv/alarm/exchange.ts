import type { OutboxPorts } from './call'
import type { Entry } from './entry'

interface Sending {
  key?: string
  body?: string
}
interface Answer {
  status: number
  body: unknown
}
/** Somebody heard of the call although it is not confirmed as stored. */
type PassedOn = Answer & { body: { alarm?: string } }

/**
 * One exchange with the service, at the next of its addresses with every attempt. Tries the tokens in turn: the alarm
 * credential may be revoked while the session is good, and the other way; and with its store away the service knows
 * the session by itself, the credential perhaps not. Rejects when the way failed.
 */
export async function exchange(
  ports: OutboxPorts,
  method: 'GET' | 'POST',
  path: string,
  attempt: number,
  sending: Sending,
): Promise<Answer> {
  const timeoutMs = Math.min(10_000, 4_000 + 2_000 * attempt)
  const address = attempt % ports.addresses
  const tokens = ports.tokens()
  let answer: Answer = { status: 401, body: null }
  for (const token of tokens.length > 0 ? tokens : [null]) {
    answer = await ports.post({ address, method, path, token, timeoutMs, ...sending })
    // The credential alone knows only what this box pressed; the session also what the household's others did.
    const unknown = [401, 403, 404].indexOf(answer.status) >= 0
    if (!unknown && (answer.status !== 503 || wasPassedOn(answer))) break
  }
  return answer
}

/** How a call that is counted up to now is handed over: where to, and what is said of it. */
export function handOver(entry: Entry): { path: string; sending: Sending } {
  const { key, pressed_at, sign } = entry
  // By the same clock as the press, right or wrong: the service counts the age of the press from the two.
  const sent_at = new Date(Date.parse(pressed_at) + entry.waited_ms).toISOString()
  const { kind, quiet, mode } = entry.wish
  if (sign === null)
    return { path: '/v1/alarms', sending: { key, body: JSON.stringify({ kind, quiet, mode, pressed_at, sent_at }) } }
  const body = JSON.stringify({ kind, sign: String(sign), pressed_at, sent_at })
  return { path: '/v1/alarms/stopped', sending: { key, body } }
}

/** Where the service tells of an alarm. */
export const pathOf = (alarm: string): string => `/v1/alarms/${encodeURIComponent(alarm)}`

export const wasPassedOn = (answer: Answer): answer is PassedOn =>
  answer.status === 503 && (answer.body as { passed_on?: unknown } | null)?.passed_on === true

/** Taken, or never to be taken: asking again changes nothing. */
export const isFinal = ({ status }: Answer): boolean =>
  status < 300 || status === 400 || status === 404 || status === 422
